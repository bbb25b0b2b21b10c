"""From a session or token to an Actor, and the sign-in itself with its rate limit."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.contrib import auth
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from ninja.utils import check_csrf

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import SignInAttempt, TokenUse, User
from credentry.core.identity.queries import actor_for_token, actor_for_user, user_by_name
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, TooMany, Unauthenticated, define

WINDOW = timedelta(minutes=15)
PER_NAME = 5
PER_ADDRESS = 50

define("session.wrong", "登录名或密码不正确。", "User name or password is wrong.")
define(
    "session.locked",
    "尝试次数过多,请在 {minutes} 分钟后重试。",
    "Too many attempts. Try again in {minutes} minutes.",
)


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
        _note_use(token.pk)
    else:
        user = cast(User, request.user)
        if not user.is_authenticated:
            raise Unauthenticated()
        if check_csrf(request) is not None:
            raise Forbidden("session.csrf")
        actor = actor_for_user(user, "session")
    request.actor = actor  # type: ignore[attr-defined]
    return actor


define("session.token", "令牌无效或已过期。", "The token is not valid or has expired.")


def actor_of(request: HttpRequest) -> Actor:
    """The actor found by ``authenticate`` for this request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def sign_in(request: HttpRequest, username: str, password: str) -> User:
    """Start a session. Raises DomainError for a wrong pair and TooMany after repeated failures."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    _check_rate(username, address)
    user = user_by_name(username)
    if user is None:
        make_password(password)  # the same work as for a known name, so that timing tells nothing
        right = False
    else:
        right = check_password(password, user.password) and user.is_active
    if not right or user is None:
        SignInAttempt.objects.create(username=username[:150].lower(), address=address[:64], at=clock.now())
        raise WrongPair("session.wrong")
    SignInAttempt.objects.filter(username=username.lower()).delete()
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return user


class WrongPair(DomainError):
    """The user name or the password is wrong; which one is never said (401)."""

    status = 401


def _check_rate(username: str, address: str) -> None:
    since = clock.now() - WINDOW
    recent = SignInAttempt.objects.filter(at__gt=since)
    if (
        recent.filter(username=username[:150].lower()).count() >= PER_NAME
        or recent.filter(address=address).count() >= PER_ADDRESS
    ):
        raise TooMany("session.locked", minutes=15)


def _note_use(token_id: UUID) -> None:
    now = clock.now()
    fresh = TokenUse.objects.filter(token_id=token_id, at__gt=now - timedelta(minutes=1)).exists()
    if not fresh:
        TokenUse.objects.update_or_create(token_id=token_id, defaults={"at": now})
