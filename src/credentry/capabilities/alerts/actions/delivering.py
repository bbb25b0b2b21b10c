"""Deliveries on their way: claimed under a lease, carried, and every outcome written down.

due → sending → sent | retry | dead. A claim is one UPDATE whose conditions stand on the delivery itself, so that of
two workers one gets the rows. A worker that dies leaves ``sending`` rows behind; when its lease is over (at once,
when the process is surely gone) they are taken again as ``unsure`` under the same batch, hence the same Message-ID.
No row is ever removed.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.channels import SENDERS, Sender
from credentry.capabilities.alerts.channels.parcels import Carry, Down, Later, Line, Never, Parcel
from credentry.capabilities.alerts.models import Alert, Delivery, Heartbeat
from credentry.capabilities.alerts.vocabulary import NO_ADDRESS, WAITING, AlertState, Channel, DeliveryState
from credentry.foundation import clock
from credentry.foundation.ids import uuid7
from credentry.plumbing import queue
from credentry.plumbing.holders import holder_name, surely_dead, wall_now

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
#: With waits of at most one hour this is about three days of trying.
MAX_ATTEMPTS = 72
BEAT = "deliver"
ENDED = [one.value for one in AlertState if one not in WAITING]


@dataclass
class Delivered:
    """What one run did, in deliveries. ``down`` says why a channel did not answer at all."""

    sent: int = 0
    retry: int = 0
    dead: int = 0
    down: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    batch: UUID
    token: int
    parcel: Parcel

    def rows(self) -> "QuerySet[Delivery]":
        """The claimed rows while the claim is still ours."""
        return Delivery.objects.filter(
            batch=self.batch, token=self.token, holder=holder_name(), state=DeliveryState.SENDING
        )


def deliver(limit: int = 500) -> Delivered:
    """Carry up to ``limit`` parcels per channel. Safe to run at any time and by several workers at once."""
    done = Delivered()
    for channel, sender in SENDERS.items():
        if sender.ready():
            _deliver(channel, sender, limit, done)
    Heartbeat.objects.update_or_create(
        name=BEAT, defaults={"at": clock.now(), "today": clock.today(), "detail": vars(done)}
    )
    return done


def _deliver(channel: str, sender: Sender, limit: int, done: Delivered) -> None:
    if not _settle_moot(channel):
        return
    with ExitStack() as stack:
        carry: Carry | None = None
        for recipient, batch in _parcels(channel, limit):
            claim = _claim(channel, sender, recipient, batch)
            if claim is None:
                continue
            try:
                carry = carry or stack.enter_context(sender.open())
                if not claim.rows().update(lease_until=wall_now() + LEASE):
                    continue  # it took too long: somebody else has it now
                provider = carry(claim.parcel)
            except Down as error:
                done.down = str(error)
                _try_again(claim, str(error), False, done)
                return
            except Later as error:
                _try_again(claim, str(error), error.unsure, done)
            except Never as error:
                done.dead += _report(claim, DeliveryState.DEAD, last_error=str(error), reason="refused")
            except Exception as error:
                log.exception("parcel %s on %s", claim.batch, channel)
                _try_again(claim, f"{type(error).__name__}: {error}", True, done)
            else:
                done.sent += _report(
                    claim,
                    DeliveryState.SENT,
                    sent_at=clock.now(),
                    provider_id=provider[:200],
                    last_error="",
                    reason="",
                )


def _takeable() -> Q:
    """Conditions on the delivery's own columns only: see the module's note about two workers."""
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


def _settle_moot(channel: str) -> bool:
    """Settle deliveries whose alert was answered or ended meanwhile, or whose person has no address any more.

    Whether anything was under way at all.
    """
    under_way = Delivery.objects.under_way().filter(_takeable(), channel=channel)
    if not under_way.exists():
        return False
    if under_way.exclude(alert__state__in=WAITING).exists():
        for state in ENDED:
            ended = Alert.objects.filter(state=state).values("pk")
            under_way.filter(alert_id__in=ended).update(state=DeliveryState.CANCELLED, reason=state)
    if channel == Channel.EMAIL:
        unreachable = Alert.objects.filter(recipient__email="").values("pk")
        under_way.filter(alert_id__in=unreachable).update(state=DeliveryState.SUPPRESSED, reason=NO_ADDRESS)
    return True


def _parcels(channel: str, limit: int) -> Iterator[tuple[UUID, UUID | None]]:
    """(recipient, batch of an earlier try) of what can be sent now, the oldest first."""
    rows = (
        Delivery.objects.under_way()
        .filter(_takeable(), channel=channel, alert__state__in=WAITING, alert__recipient__is_active=True)
        .values_list("alert__recipient_id", "batch")
        .annotate(first=Min("pk"), count=Count("pk"))
        .order_by("first")
    )
    for recipient, batch, _, _ in rows[:limit]:
        yield recipient, batch


def _claim(channel: str, sender: Sender, recipient: UUID, batch: UUID | None) -> _Claim | None:
    theirs = Alert.objects.filter(recipient=recipient, state__in=WAITING).values("pk")
    rows = Delivery.objects.under_way().filter(_takeable(), channel=channel, batch=batch, alert_id__in=theirs)
    own = batch or uuid7()
    rows.filter(state=DeliveryState.SENDING).update(unsure=True)
    taken = rows.update(
        batch=own,
        state=DeliveryState.SENDING,
        holder=holder_name(),
        lease_until=wall_now() + LEASE,
        token=F("token") + 1,
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    mine = Delivery.objects.filter(batch=own, state=DeliveryState.SENDING, holder=holder_name())
    return _packed(mine, own, sender.lines)


def _packed(rows: "QuerySet[Delivery]", batch: UUID, most: int | None) -> _Claim:
    """The claim with its parcel: the earliest deadlines first, at most ``most`` of them."""
    chosen = rows.select_related("alert__recipient").order_by("alert__due_on", "pk")
    shown = list(chosen[:most] if most else chosen)
    person = shown[0].alert.recipient
    parcel = Parcel(
        batch=batch,
        name=person.name,
        address=person.email,
        lang=person.lang,
        lines=tuple(_line(one) for one in shown),
        total=rows.count(),
        today=clock.today(),
        at=clock.now(),
        unsure=any(one.unsure for one in shown),
    )
    return _Claim(batch, shown[0].token, parcel)


def _line(delivery: Delivery) -> Line:
    one = delivery.alert
    days_left = (one.due_on - clock.today()).days
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
    )


def notice_key(delivery: Delivery) -> str:
    """The unique key of a delivery in one text."""
    one = delivery.alert
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


def _try_again(claim: _Claim, reason: str, unsure: bool, done: Delivered) -> None:
    """Back-off after a failed try; after ``MAX_ATTEMPTS`` it is a dead letter for a person to look at."""
    spent = claim.rows().filter(attempts__gte=MAX_ATTEMPTS)
    values: dict[str, Any] = {"last_error": reason, "holder": "", "lease_until": None}
    done.dead += spent.update(state=DeliveryState.DEAD, reason="given_up", **values)
    attempts = claim.rows().order_by("-attempts").values_list("attempts", flat=True).first() or 1
    wait = queue.backoff(attempts)
    if unsure:
        values["unsure"] = True
    done.retry += claim.rows().update(
        state=DeliveryState.RETRY, retry_at=clock.now() + wait, retry_wall=wall_now() + wait, **values
    )


def _report(claim: _Claim, state: DeliveryState, **values: Any) -> int:
    count = claim.rows().update(state=state, holder="", lease_until=None, **values)
    if not count:
        log.warning("parcel %s was taken over; its late result is ignored", claim.batch)
    return count


def send_test(address: str, lang: str) -> str:
    """Send one test message at once, past every queue; the Message-ID. Raises Down, Later or Never."""
    today = clock.today()
    line = Line(
        "test",
        "Credentry",
        "TEST",
        "expiry_date",
        today + timedelta(days=30),
        30,
        "info",
        "user",
        "alert",
        uuid7(),
    )
    parcel = Parcel(uuid7(), address.partition("@")[0], address, lang, (line,), 1, today, clock.now())
    with SENDERS[Channel.EMAIL].open() as carry:
        return carry(parcel)


def retry(ids: list[int] | None = None) -> int:
    """Give dead letters (all, or those with these ids) another series of tries; how many."""
    rows = Delivery.objects.filter(state=DeliveryState.DEAD, alert__state__in=WAITING)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(state=DeliveryState.DUE, reason="retried", attempts=0)
