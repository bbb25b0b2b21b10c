"""From a session or token to an Actor."""

from typing import Any, cast

from django.contrib import auth
from django.http import HttpRequest
from ninja.utils import check_csrf

from credentry.core.identity.actions import check_password_pair, note_token_use
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_token, actor_for_user
from credentry.core.ledger.queries import while_unchanged
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden, Unauthenticated, define

define("session.token", "令牌无效或已过期。", "The token is not valid or has expired.")


def authenticate(request: HttpRequest) -> Actor:
    """The actor of a request: a bearer token, else the session (with CSRF check for writes).

    Raises Unauthenticated or Forbidden.
    """
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        found = actor_for_token(header.removeprefix("Bearer ").strip())
        if found is None:
            raise Unauthenticated("session.token")
        actor, token = found
        note_token_use(token.pk)
    else:
        signed_in = session_actor(request)
        if signed_in is None:
            raise Unauthenticated()
        check_origin(request)
        actor = signed_in
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def session_actor(request: HttpRequest) -> Actor | None:
    """The actor of the session cookie, or None."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    return while_unchanged(("actor", user.pk, clock.today()), lambda: actor_for_user(user, "session"))


def check_origin(request: HttpRequest) -> None:
    """Raises Forbidden where a write lacks the CSRF token."""
    if check_csrf(request) is not None:
        raise Forbidden("session.csrf")


def actor_of(request: HttpRequest) -> Actor:
    """The actor found by ``authenticate`` for this request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def sign_in(request: HttpRequest, username: str, password: str) -> Actor:
    """Start a session. Raises Unauthenticated for a wrong pair and TooMany after repeated failures."""
    user = check_password_pair(username, password, str(request.META.get("REMOTE_ADDR", "")))
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return actor_for_user(user, "session")
