"""Claims: which deliveries make one parcel, and whose they are until a lease is over.

A claim is one UPDATE whose conditions stand on the delivery itself, so that of two workers one gets the rows.
``token`` fences: what a worker says that lost its claim changes nothing.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from credentry.capabilities.alerts import links, rules
from credentry.capabilities.alerts.channels import Sender
from credentry.capabilities.alerts.channels.parcels import Line, Parcel
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import WAITING, DeliveryState, Demand
from credentry.foundation import clock
from credentry.foundation.ids import uuid7
from credentry.plumbing import sql, turns
from credentry.plumbing.holders import holder_name, surely_dead, wall_now

LEASE: Final = timedelta(minutes=5)
#: Deliveries looked at to make the parcels of one round.
WINDOW: Final = 5_000
#: Seconds after which a claim is prolonged before its parcel is carried.
FRESH: Final = 60.0


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries of one parcel that are ours for now."""

    batch: UUID
    token: int
    parcel: Parcel
    at: float = field(default_factory=time.monotonic)

    def rows(self) -> "QuerySet[Delivery]":
        """The claimed rows while the claim is still ours."""
        return Delivery.objects.filter(
            batch=self.batch, token=self.token, holder=holder_name(), state=DeliveryState.SENDING
        )

    def holds(self) -> bool:
        """Whether the claim is still ours; an old one is prolonged."""
        if time.monotonic() - self.at < FRESH:
            return True
        return bool(self.rows().update(lease_until=wall_now() + LEASE))

    def give_back(self) -> None:
        """It was not carried after all: as if it had not been claimed."""
        self.rows().update(state=DeliveryState.DUE, holder="", lease_until=None, attempts=F("attempts") - 1)


def takeable() -> Q:
    """Conditions on the delivery's own columns only."""
    wall = wall_now()
    holders = (
        Delivery.objects.under_way().filter(state=DeliveryState.SENDING).values_list("holder", flat=True)
    )
    dead = [one for one in holders.distinct() if surely_dead(one)]
    again = Q(retry_at__lte=clock.now()) | Q(retry_wall__lte=wall)
    lost = Q(lease_until__lt=wall) | Q(holder__in=dead)
    return (
        Q(state=DeliveryState.DUE)
        | (Q(state=DeliveryState.RETRY) & again)
        | (Q(state=DeliveryState.SENDING) & lost)
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that could go now, and what decides whether it does."""

    pk: int
    batch: UUID | None
    recipient: UUID
    address: str
    state: str
    level: str


def waiting(channel: str, sender: Sender, here: Q) -> list[Waiting]:
    """The ``WINDOW`` oldest alerts that can go now: a round costs what it carries, not what waits behind it.

    ``here``: any condition on deliveries.
    """
    there = Q(alert__recipient__is_active=True) | ~Q(alert__state__in=WAITING)
    rows = Delivery.objects.under_way().filter(here, there, channel=channel, alert__isnull=False)
    address = f"alert__recipient__{sender.address or 'email'}"
    names = ("alert__recipient_id", address, "alert__state", "alert__level")
    return [Waiting(*row) for row in rows.order_by("pk").values_list("pk", "batch", *names)[:WINDOW]]


def parcels(rows: Iterable[Waiting], limit: int) -> list[tuple[UUID, UUID | None]]:
    """(recipient, batch of an earlier try) of what can be sent of these, the oldest first."""
    pairs = ((one.recipient, one.batch) for one in rows if one.state in WAITING)
    return list(islice(dict.fromkeys(pairs), limit))


def claim_all(
    channel: str,
    sender: Sender,
    pairs: Sequence[tuple[UUID, UUID | None]],
    free: Q,
    here: Q | None = None,
) -> list[Claim]:
    """Claim these parcels in short transactions; what somebody else was faster to take is left out.

    ``free``: whose it is, on the delivery's own columns; ``here``: what else they must meet when looked for.
    """
    people = [who for who, batch in pairs if batch is None]
    found = _found(channel, people, free if here is None else here)
    again = [claim(channel, sender, who, batch, free) for who, batch in pairs if batch is not None]
    return [*[one for one in again if one is not None], *_claim_fresh(sender, people, found)]


def claim(channel: str, sender: Sender, recipient: UUID, batch: UUID | None, free: Q) -> Claim | None:
    """Take everything of one parcel; None when somebody else was faster. A ``batch`` names one tried before."""
    if batch is None:
        return next(iter(claim_all(channel, sender, [(recipient, None)], free)), None)
    theirs = Alert.objects.filter(recipient=recipient, state__in=WAITING).values("pk")
    rows = Delivery.objects.under_way().filter(free, channel=channel, batch=batch, alert_id__in=theirs)
    with transaction.atomic():
        rows.filter(state=DeliveryState.SENDING).update(unsure=True)
        if not _take(rows, batch):
            return None
    mine = _mine([batch]).select_related("alert__recipient").order_by("alert__due_on", "pk")
    return _packed(batch, sender, list(mine))


def _found(channel: str, people: list[UUID], here: Q) -> list[tuple[int, UUID]]:
    """(delivery, recipient) of what can go now to these people for the first time: looked for before anything is
    locked."""
    if not people:
        return []
    rows = Delivery.objects.under_way().filter(
        here, channel=channel, batch=None, alert__recipient_id__in=people, alert__state__in=WAITING
    )
    return list(rows.values_list("pk", "alert__recipient_id"))


def _claim_fresh(sender: Sender, people: list[UUID], found: list[tuple[int, UUID]]) -> list[Claim]:
    """First tries of several people, each person's own batch; somebody may have thousands, so that it goes by rows.

    The condition stands on the delivery itself: of two workers that found the same one gets it.
    """
    batches = {who: uuid7() for who in people}
    portions, at = turns.Portions(500, 5_000), 0
    until = connection.ops.adapt_datetimefield_value(wall_now() + LEASE)
    while at < len(found):
        some = found[at : at + portions.size]
        at += len(some)
        with portions.transaction():
            sql.run_many(
                _TAKE, [(sql.uuid_value(batches[who]), holder_name(), until, pk) for pk, who in some]
            )
    mine: dict[UUID, list[Delivery]] = {}
    rows = _mine(batches.values()).select_related("alert__recipient").order_by("alert__due_on", "pk")
    for one in rows if found else ():
        assert one.alert is not None
        mine.setdefault(one.alert.recipient_id, []).append(one)
    return [_packed(batches[who], sender, mine[who]) for who in people if who in mine]


#: Only what was never tried has no batch: it is due.
_TAKE: Final = (
    "UPDATE alerts_delivery SET batch = %s, state = 'sending', holder = %s, lease_until = %s, token = token + 1, "
    "attempts = attempts + 1 WHERE id = %s AND state = 'due' AND batch IS NULL"
)


def _take(rows: "QuerySet[Delivery]", batch: UUID) -> int:
    return rows.update(
        batch=batch,
        state=DeliveryState.SENDING,
        holder=holder_name(),
        lease_until=wall_now() + LEASE,
        token=F("token") + 1,
        attempts=F("attempts") + 1,
    )


def _mine(batches: Iterable[UUID]) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(batch__in=list(batches), state=DeliveryState.SENDING, holder=holder_name())


def _packed(batch: UUID, sender: Sender, rows: list[Delivery]) -> Claim:
    """The claim with its parcel: the earliest deadlines first, at most ``sender.lines`` of them."""
    shown = rows[: sender.lines] if sender.lines else rows
    assert shown[0].alert is not None
    person = shown[0].alert.recipient
    parcel = Parcel(
        batch=batch,
        name=person.name,
        address=getattr(person, sender.address) if sender.address else person.email,
        lang=person.lang,
        lines=tuple(_line(one) for one in shown),
        total=len(rows),
        today=clock.today(),
        at=clock.now(),
        unsure=any(one.unsure for one in shown),
        handles={name: getattr(person, name) for name in ("mobile", "wecom", "dingtalk", "feishu")},
    )
    return Claim(batch, shown[0].token, parcel)


def _line(delivery: Delivery) -> Line:
    one = delivery.alert
    assert one is not None
    days_left = (one.due_on - clock.today()).days
    made_on = delivery.created_at.astimezone(clock.zone()).date()
    return Line(
        key=notice_key(delivery),
        title=one.title,
        number=one.number,
        code=one.code,
        due_on=one.due_on,
        stage=one.stage,
        level=rules.level(days_left).value,
        reached=one.reached,
        kind=one.record_kind,
        record_id=one.record_id,
        delivery=delivery.pk,
        answer=_answer(one, delivery.pk, made_on) if settings.CREDENTRY_BASE_URL else "",
        asks=Demand.ACKNOWLEDGE if one.about_id else one.asks,
    )


def _answer(alert: Alert, delivery: int, made_on: date) -> str:
    if alert.about_id is None and alert.asks != Demand.ACKNOWLEDGE:
        return links.inbox(alert.pk)
    return links.address(delivery, made_on)


def notice_key(delivery: Delivery) -> str:
    """The unique key of a delivery in one text."""
    one = delivery.alert
    assert one is not None
    key = rules.key(
        one.record_kind,
        one.record_id,
        one.code,
        one.cycle,
        one.due_on,
        one.stage,
        one.recipient_id,
        delivery.channel,
    )
    return f"{key}|{delivery.round}" if delivery.round else key
