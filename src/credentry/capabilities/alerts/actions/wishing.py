"""What a person wants of the channels that tell them. It is theirs alone and no governed record."""

from typing import Any

from django.db import transaction

from credentry.capabilities.alerts.channels.specs import SPECS
from credentry.capabilities.alerts.models import ChannelPreference, DigestWish
from credentry.capabilities.alerts.vocabulary import Level, Rhythm
from credentry.core.identity.actors import Actor
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid, NotFound, define

define(
    "notification.level",
    "紧急和严重的提醒不能拒收，最多可设为“紧急及以上”。",
    "What is urgent or critical cannot be declined; choose “from urgent on” at most.",
)
define("notification.channel", "没有这个渠道。", "There is no such channel.")


def wish(actor: Actor, wishes: list[dict[str, Any]]) -> None:
    """Replace the acting person's wishes for the channels named. Raises Invalid, DomainError, NotFound."""
    for one in wishes:
        if one["channel"] not in SPECS or not SPECS[one["channel"]].address:
            raise Invalid.one("wishes", "notification.channel")
        if one["from_level"] == Level.CRITICAL:
            raise Invalid.one("wishes", "notification.level")
        if bool(one["quiet_from"]) != bool(one["quiet_to"]):
            raise DomainError("alert_channel.hours")
    person = actor.user_id
    if person is None:
        raise NotFound()
    with transaction.atomic():
        for one in wishes:
            ChannelPreference.objects.update_or_create(
                user_id=person,
                channel=one["channel"],
                defaults={name: str(one[name]) for name in ("from_level", "quiet_from", "quiet_to")},
            )


def gather(actor: Actor, *, rhythm: Rhythm, weekday: int, hour: int, working_days: bool) -> None:
    """How often the acting person wants their digest, from the next occasion on. Raises NotFound without a person.

    What was held for a digest that no longer comes goes out on its own at the next delivery.
    """
    if actor.user_id is None:
        raise NotFound()
    wanted = {"rhythm": rhythm.value, "weekday": weekday, "hour": hour, "working_days": working_days}
    if not DigestWish.objects.filter(user_id=actor.user_id, **wanted).exists():
        DigestWish.objects.update_or_create(user_id=actor.user_id, defaults={**wanted, "since": clock.now()})
