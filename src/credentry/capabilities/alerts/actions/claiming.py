"""Claims: which deliveries make one parcel, and whose they are until a lease is over.

A claim is one UPDATE whose conditions stand on the delivery itself, so that of two workers one gets the rows.
``token`` fences: what a worker says that lost its claim changes nothing.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from credentry.capabilities.alerts import links, rules
from credentry.capabilities.alerts.channels import Sender
from credentry.capabilities.alerts.channels.parcels import Line, Parcel
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import WAITING, DeliveryState
from credentry.foundation import clock
from credentry.foundation.ids import uuid7
from credentry.plumbing import sql
from credentry.plumbing.holders import holder_name, surely_dead, wall_now

LEASE: Final = timedelta(minutes=5)
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


def parcels(channel: str, limit: int, free: Q) -> Iterator[tuple[UUID, UUID | None]]:
    """(recipient, batch of an earlier try) of what can be sent now, the oldest first."""
    rows = (
        Delivery.objects.under_way()
        .filter(free, channel=channel, alert__state__in=WAITING, alert__recipient__is_active=True)
        .values_list("alert__recipient_id", "batch")
        .annotate(first=Min("pk"), count=Count("pk"))
        .order_by("first")
    )
    for recipient, batch, _, _ in rows[:limit]:
        yield recipient, batch


def claim_all(
    channel: str, sender: Sender, pairs: Sequence[tuple[UUID, UUID | None]], free: Q
) -> list[Claim]:
    """Claim these parcels in one transaction; what somebody else was faster to take is left out."""
    with transaction.atomic():
        again = [claim(channel, sender, who, batch, free) for who, batch in pairs if batch is not None]
        fresh = _claim_fresh(channel, sender, [who for who, batch in pairs if batch is None], free)
    return [*[one for one in again if one is not None], *fresh]


def claim(channel: str, sender: Sender, recipient: UUID, batch: UUID | None, free: Q) -> Claim | None:
    """Take everything of one parcel; None when somebody else was faster. A ``batch`` names one tried before."""
    if batch is None:
        return next(iter(_claim_fresh(channel, sender, [recipient], free)), None)
    theirs = Alert.objects.filter(recipient=recipient, state__in=WAITING).values("pk")
    rows = Delivery.objects.under_way().filter(free, channel=channel, batch=batch, alert_id__in=theirs)
    rows.filter(state=DeliveryState.SENDING).update(unsure=True)
    if not _take(rows, batch):
        return None
    mine = _mine(batch).select_related("alert__recipient").order_by("alert__due_on", "pk")
    return _packed(batch, sender, list(mine))


def _claim_fresh(channel: str, sender: Sender, people: list[UUID], free: Q) -> list[Claim]:
    """First tries of several people: taken by one statement under one mark, then each person's own batch."""
    if not people:
        return []
    mark = uuid7()
    theirs = Alert.objects.filter(recipient_id__in=people, state__in=WAITING).values("pk")
    rows = Delivery.objects.under_way().filter(free, channel=channel, batch=None, alert_id__in=theirs)
    if not _take(rows, mark):
        return []
    found: dict[UUID, list[Delivery]] = {}
    for one in _mine(mark).select_related("alert__recipient").order_by("alert__due_on", "pk"):
        assert one.alert is not None
        found.setdefault(one.alert.recipient_id, []).append(one)
    batches = {who: uuid7() for who in found}
    sql.run_many(
        "UPDATE alerts_delivery SET batch = %s WHERE id = %s",
        [(sql.uuid_value(batches[who]), one.pk) for who, theirs_ in found.items() for one in theirs_],
    )
    order = {who: n for n, who in enumerate(people)}
    return [_packed(batches[who], sender, found[who]) for who in sorted(found, key=order.__getitem__)]


def _take(rows: "QuerySet[Delivery]", batch: UUID) -> int:
    return rows.update(
        batch=batch,
        state=DeliveryState.SENDING,
        holder=holder_name(),
        lease_until=wall_now() + LEASE,
        token=F("token") + 1,
        attempts=F("attempts") + 1,
    )


def _mine(batch: UUID) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(batch=batch, state=DeliveryState.SENDING, holder=holder_name())


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
        answer=links.address(delivery.pk, made_on) if settings.CREDENTRY_BASE_URL else "",
    )


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
