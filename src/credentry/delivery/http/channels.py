"""Channels: how they are set up and doing, tests and replays; what the platforms call back; one's own wishes."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from credentry.capabilities.alerts import actions
from credentry.capabilities.alerts.actions import hearing, wishing
from credentry.capabilities.alerts.channels.callbacks import Forged
from credentry.capabilities.alerts.channels.parcels import Down, Later, Never
from credentry.capabilities.alerts.channels.specs import SPECS
from credentry.capabilities.alerts.queries import channels as queries
from credentry.capabilities.alerts.vocabulary import Level, Rhythm
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import user_by_id
from credentry.core.records.actions import perform
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.foundation.errors import NotFound

router = Router(tags=["alerts"], auth=authenticate)
log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024


class TestTo(BaseModel):
    """Where a test message goes; empty: to oneself."""

    to: str = Field("", max_length=254)


class Wish(BaseModel):
    """What a person wants of one channel."""

    channel: str = Field(max_length=20)
    from_level: Level = Level.INFO
    quiet_from: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    quiet_to: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")


class Digest(BaseModel):
    """How often a person wants one mail with everything they must decide."""

    rhythm: Rhythm = Rhythm.OFF
    weekday: int = Field(0, ge=0, le=6)
    hour: int = Field(8, ge=0, le=23)
    working_days: bool = True


class Wishes(BaseModel):
    """One's addresses and wishes; what is not sent stays."""

    addresses: dict[str, str] = Field(default_factory=dict)
    wishes: list[Wish] = Field(default_factory=list, max_length=20)
    digest: Digest | None = None


@router.get("/channels")
def read_channels(request: HttpRequest) -> dict[str, Any]:
    """Every channel: what it asks for, what is filled in (never a secret), whether it works and how it is doing."""
    _may(request, "read")
    return {"items": queries.channels()}


@router.post("/channels/{code}/test")
def send_test(request: HttpRequest, code: str, body: TestTo) -> dict[str, Any]:
    """Send one message now, past every queue, and say what the other side answered."""
    actor = _may(request, "amend")
    if code not in SPECS:
        raise NotFound()
    to = body.to or _own_address(actor, code)
    try:
        return {"ok": True, "id": actions.send_test(to, actor.lang, code), "to": to}
    except (Down, Later, Never) as error:
        return {"ok": False, "error": str(error), "to": to}


@router.get("/channels/{code}/deliveries")
def read_deliveries(request: HttpRequest, code: str, state: str = "dead") -> dict[str, Any]:
    """The latest hundred deliveries of a channel in one state; dead letters by default."""
    actor = _may(request, "read")
    return {"items": queries.deliveries(code, state, actor.lang)}


@router.post("/deliveries/{delivery_id}/replay")
def replay(request: HttpRequest, delivery_id: int) -> dict[str, Any]:
    """Send one message again by hand, under the same id."""
    _may(request, "amend")
    return {"again": actions.replay(delivery_id)}


@router.get("/notifications")
def read_notifications(request: HttpRequest) -> dict[str, Any]:
    """How the signed-in person is told: their addresses, and what they want of each channel."""
    return queries.wishes(_person(request))


@router.patch("/notifications")
def change_notifications(request: HttpRequest, body: Wishes) -> dict[str, Any]:
    """Change one's own addresses and wishes. What is urgent or critical cannot be declined."""
    actor = _person(request)
    if body.addresses:
        perform(Actor.system("preferences"), "user", "prefer", actor.user_id, dict(body.addresses))
    wishing.wish(actor, [one.model_dump() for one in body.wishes])
    if body.digest is not None:
        wishing.gather(actor, **body.digest.model_dump())
    return queries.wishes(actor)


@router.get("/alerts/pulse")
def read_pulse(request: HttpRequest) -> dict[str, Any]:
    """What waits for the signed-in person and the newest of it: cheap enough to ask every few seconds."""
    return queries.pulse(_person(request))


@router.get("/callbacks/wecom", auth=None)
def check_wecom(request: HttpRequest) -> HttpResponse:
    """WeCom checks this address."""
    return _heard(lambda: hearing.wecom(request.GET.dict(), None))


@router.post("/callbacks/wecom", auth=None)
def hear_wecom(request: HttpRequest) -> HttpResponse:
    """WeCom tells of a button that was pressed."""
    return _heard(lambda: hearing.wecom(request.GET.dict(), request.body), request)


@router.post("/callbacks/dingtalk", auth=None)
def hear_dingtalk(request: HttpRequest) -> HttpResponse:
    """DingTalk tells of an event."""
    return _heard(lambda: hearing.dingtalk(request.GET.dict(), request.body), request)


@router.post("/callbacks/feishu", auth=None)
def hear_feishu(request: HttpRequest) -> HttpResponse:
    """Feishu tells of a button that was pressed."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return _heard(lambda: hearing.feishu(headers, request.body), request)


def _heard(hear: Any, request: HttpRequest | None = None) -> HttpResponse:
    if request is not None and len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        heard = hear()
    except Forged as error:
        log.warning("a platform's call was refused: %s", error)
        return HttpResponse(status=403)
    return HttpResponse(heard.body, content_type=heard.content_type)


def _may(request: HttpRequest, action: str) -> Actor:
    actor = actor_of(request)
    if not actor.may("alert_channel", action):
        raise NotFound()
    return actor


def _person(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.user_id is None:
        raise NotFound()
    return actor


def _own_address(actor: Actor, code: str) -> str:
    user = user_by_id(actor.user_id) if actor.user_id else None
    field = SPECS[code].address
    return str(getattr(user, field)) if user is not None and field else ""
