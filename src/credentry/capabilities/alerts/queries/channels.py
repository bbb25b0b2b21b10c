"""How the channels are set up and doing, and how one person is told."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.channels import SENDERS
from credentry.capabilities.alerts.channels.setup import Setup, opened
from credentry.capabilities.alerts.channels.specs import SPECS, Asked, Spec
from credentry.capabilities.alerts.models import (
    Alert,
    ChannelPace,
    ChannelPreference,
    ChannelSetup,
    Delivery,
    DigestWish,
)
from credentry.capabilities.alerts.occasions import Every
from credentry.capabilities.alerts.vocabulary import (
    CHANNEL_WORDS,
    DELIVERY_REASON_WORDS,
    DELIVERY_WORDS,
    MAIL_WORDS,
    RHYTHM_WORDS,
    WEEKDAY_WORDS,
    AlertState,
    Channel,
    Level,
    word,
)
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import user_by_id
from credentry.foundation import clock

#: Deliveries counted on the settings page.
COUNTED = timedelta(days=30)


def channels() -> list[dict[str, Any]]:
    """Every channel that can be set up, in the order of the settings page."""
    rows = {one.code: one for one in ChannelSetup.objects.all()}
    paces = {one.channel: one for one in ChannelPace.objects.all()}
    counts: dict[str, dict[str, int]] = {}
    recent = Delivery.objects.filter(created_at__gte=clock.now() - COUNTED)
    for channel, state, number in recent.values_list("channel", "state").annotate(n=Count("pk")).order_by():
        counts.setdefault(channel, {})[state] = number
    return [
        _channel(spec, rows.get(spec.code), paces.get(spec.code), counts.get(spec.code, {}))
        for spec in SPECS.values()
    ]


def _channel(
    spec: Spec, row: ChannelSetup | None, pace: ChannelPace | None, counts: dict[str, int]
) -> dict[str, Any]:
    setup = opened(row) if row is not None else Setup(spec.code, {}, {})
    operator = spec.code == Channel.EMAIL and bool(settings.CREDENTRY_SMTP_URL)
    resting = pace is not None and pace.resting_until is not None and pace.resting_until > clock.now()
    return {
        "code": spec.code,
        "label": word(CHANNEL_WORDS, spec.code).as_dict(),
        "about": spec.about.as_dict(),
        "asked": [_asked(one, setup) for one in spec.asked],
        "id": str(row.pk) if row is not None else None,
        "version": row.version if row is not None else None,
        "active": row.active if row is not None else operator,
        "ready": SENDERS[spec.code].ready(),
        "by_operator": operator,
        "missing": setup.missing() if row is not None else [],
        "per_minute": row.per_minute if row is not None else 0,
        "usual_per_minute": spec.per_minute,
        "quiet_from": row.quiet_from if row is not None else ("21:00" if spec.quiet else ""),
        "quiet_to": row.quiet_to if row is not None else ("08:00" if spec.quiet else ""),
        "receipt_hours": row.receipt_hours if row is not None else 0,
        "hold": row.hold if row is not None else False,
        "receipts": spec.receipts and spec.code != Channel.EMAIL,
        "address": spec.address,
        "callback": f"{str(settings.CREDENTRY_BASE_URL).rstrip('/')}/api/v1/callbacks/{spec.callback}"
        if spec.callback
        else "",
        "trouble": pace.reason if resting and pace is not None else "",
        "counts": counts,
    }


def _asked(one: Asked, setup: Setup) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": one.label.as_dict(),
        "help": one.help.as_dict() if one.help else None,
        "secret": one.secret,
        "needed": one.needed,
        "widget": one.widget,
        "default": one.default,
        "choices": [{"value": value, "label": label.as_dict()} for value, label in one.choices],
        "when": list(one.when) if one.when else None,
        "value": None if one.secret else setup.options.get(one.name),
        "filled": bool(setup.secrets.get(one.name)) if one.secret else None,
    }


def deliveries(channel: str, state: str, lang: str) -> list[dict[str, Any]]:
    """The latest hundred deliveries of a channel in a state, with what they were about and to whom."""
    rows = (
        Delivery.objects.filter(channel=channel, state=state)
        .select_related("alert__recipient", "mailing__recipient")
        .order_by("-pk")
    )
    return [
        {
            "id": one.pk,
            **_about(one, lang),
            "message_id": one.provider_id or (f"msg_{one.batch.hex}" if one.batch else ""),
            **told(one),
        }
        for one in rows[:100]
    ]


def _about(one: Delivery, lang: str) -> dict[str, Any]:
    """What a delivery is about: an alert, or a gathering mail."""
    if one.mailing is not None:
        return {
            "alert": None,
            "title": word(MAIL_WORDS, one.mailing.what).text(lang),
            "number": "",
            "due_on": one.mailing.day,
            "recipient": one.mailing.recipient.name,
            "waits": True,
        }
    alert = one.alert
    assert alert is not None
    return {
        "alert": str(alert.pk),
        "title": alert.title,
        "number": alert.number,
        "due_on": alert.due_on,
        "recipient": alert.recipient.name,
        "waits": alert.state in (AlertState.OPEN, AlertState.SNOOZED),
    }


def told(one: Delivery) -> dict[str, Any]:
    """How one delivery stands: sent, received, read, failed and why, taken over by which channel."""
    return {
        "channel": one.channel,
        "channel_label": word(CHANNEL_WORDS, one.channel).as_dict(),
        "state_label": word(DELIVERY_WORDS, one.state).as_dict(),
        "reason_label": word(DELIVERY_REASON_WORDS, one.reason).as_dict() if one.reason else None,
        "fell_to_label": word(CHANNEL_WORDS, one.fell_to).as_dict() if one.fell_to not in ("", "-") else None,
        "state": one.state,
        "reason": one.reason,
        "attempts": one.attempts,
        "sent_at": one.sent_at,
        "received_at": one.received_at,
        "read_at": one.read_at,
        "unsure": one.unsure,
        "task": bool(one.task_id),
        "task_done_at": one.task_done_at,
        "fell_to": one.fell_to if one.fell_to not in ("", "-") else "",
        "error": one.last_error.splitlines()[-1] if one.last_error else "",
    }


def wishes(actor: Actor) -> dict[str, Any]:
    """A person's addresses and what they want of each channel that needs one."""
    user = user_by_id(actor.user_id) if actor.user_id else None
    kept = {one.channel: one for one in ChannelPreference.objects.filter(user=user)} if user else {}
    items = []
    for spec in SPECS.values():
        if not spec.address:
            continue
        one = kept.get(spec.code)
        items.append(
            {
                "channel": spec.code,
                "label": word(CHANNEL_WORDS, spec.code).as_dict(),
                "ready": SENDERS[spec.code].ready(),
                "field": spec.address,
                "address": str(getattr(user, spec.address, "")),
                "from_level": one.from_level if one else Level.INFO.value,
                "quiet_from": one.quiet_from if one else "",
                "quiet_to": one.quiet_to if one else "",
            }
        )
    return {"items": items, "digest": _digest(user)}


def _digest(user: Any) -> dict[str, Any]:
    """The digest a person asked for, and when it comes next."""
    kept = DigestWish.objects.filter(user=user).first() if user else None
    wish = kept or DigestWish(since=clock.now())
    every = Every(wish.rhythm, wish.weekday, wish.hour, wish.working_days)
    return {
        "rhythm": every.rhythm,
        "weekday": every.weekday,
        "hour": every.hour,
        "working_days": every.working_days,
        "next": every.following(clock.now().astimezone(clock.zone()), working.calendar()),
        "rhythms": [{"value": str(value), "label": label.as_dict()} for value, label in RHYTHM_WORDS],
        "weekdays": [{"value": int(value), "label": label.as_dict()} for value, label in WEEKDAY_WORDS],
    }


def pulse(actor: Actor) -> dict[str, Any]:
    """How many alerts wait for the person, and when the newest of them came."""
    open_ones = Alert.objects.filter(recipient_id=actor.user_id, state=AlertState.OPEN)
    found = open_ones.aggregate(
        count=Count("pk"), unread=Count("pk") - Count("read_at"), newest=Max("updated_at")
    )
    return {"open": found["count"], "unread": found["unread"], "newest": found["newest"]}
