"""Sign-in, sign-out and what the client must know about its user."""

from typing import Any, Literal

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router
from pydantic import BaseModel, Field

import credentry
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user, user_by_id
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.delivery.http.auth import actor_of, authenticate, check_origin, session_actor, sign_in
from credentry.foundation import clock

router = Router(tags=["session"])


class SignIn(BaseModel):
    """A user name and its password."""

    username: str = Field(max_length=150)
    password: str = Field(max_length=200)


class Preferences(BaseModel):
    """What users choose for themselves."""

    lang: Literal["zh", "en"]


@router.get("")
def read_session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in (``user`` is null for nobody), what they may do, and the CSRF token."""
    return _session(request, session_actor(request))


@router.post("")
def start_session(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    """Sign in with a local account."""
    check_origin(request)
    return _session(request, sign_in(request, body.username.strip(), body.password))


@router.delete("")
def end_session(request: HttpRequest) -> dict[str, Any]:
    """Sign out."""
    check_origin(request)
    auth.logout(request)
    return _session(request, None)


@router.patch("", auth=authenticate)
def change_preferences(request: HttpRequest, body: Preferences) -> dict[str, Any]:
    """Choose one's language."""
    actor = actor_of(request)
    if actor.user_id is not None:
        perform(Actor.system("preferences"), "user", "prefer", actor.user_id, {"lang": body.lang})
        user = user_by_id(actor.user_id)
        if user is not None:
            actor = actor_for_user(user, actor.via)
    return _session(request, actor)


def _session(request: HttpRequest, actor: Actor | None) -> dict[str, Any]:
    user = user_by_id(actor.user_id) if actor and actor.user_id else None
    return {
        "user": None
        if actor is None or user is None
        else {
            "id": str(user.pk),
            "username": user.username,
            "name": user.name,
            "email": user.email,
            "lang": user.lang,
            "unit": {"id": str(user.unit.pk), "name": user.unit.name} if user.unit else None,
        },
        "csrf": get_token(request),
        "today": clock.today().isoformat(),
        "instance": {
            "name": settings.CREDENTRY_INSTANCE_NAME,
            "version": credentry.__version__,
            "demo": settings.CREDENTRY_DEMO,
            "time_zone": str(clock.zone()),
        },
        "permissions": {} if actor is None else permissions(actor),
    }


def permissions(actor: Actor) -> dict[str, list[str]]:
    """Kind → the actions the actor may do on some of its records, ``read`` among them."""
    found = {}
    for kind in kinds.all_kinds():
        names = ("read", *(one.name for one in kind.actions), *kind.rights)
        words = [name for name in names if actor.may(kind.name, name)]
        if words:
            found[kind.name] = words
    return found
