"""Deliveries on their way: claimed under a lease, carried, and every outcome written down.

due → sending → sent | retry | dead. A worker that dies leaves ``sending`` rows behind; when its lease is over (at
once, when the process is surely gone) they are taken again as ``unsure`` under the same batch, hence the same
Message-ID: what was taken before the death and not written down is sent twice at most per death, and says so.
No row is ever removed.
"""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from threading import Event
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from credentry.capabilities.alerts.actions import claiming, pacing, posting, settling
from credentry.capabilities.alerts.actions.claiming import Claim, Waiting
from credentry.capabilities.alerts.actions.settling import NOBODY
from credentry.capabilities.alerts.channels import SENDERS, Gathering, Sender, Together
from credentry.capabilities.alerts.channels.parcels import (
    Carry,
    Down,
    Later,
    Line,
    Moot,
    Never,
    Parcel,
    Taken,
)
from credentry.capabilities.alerts.channels.specs import SPECS
from credentry.capabilities.alerts.models import ChannelSetup, Delivery, Heartbeat
from credentry.capabilities.alerts.vocabulary import WAITING, DeliveryState
from credentry.foundation import clock
from credentry.foundation.ids import uuid7
from credentry.plumbing import queue, turns
from credentry.plumbing.holders import wall_now

log = logging.getLogger(__name__)

#: With waits of at most one hour this is about three days of trying.
MAX_ATTEMPTS: Final = 72
#: Parcels claimed in one transaction: for each lane, and at least.
CHUNK: Final = 8
LEAST: Final = 24
MOST: Final = 200
#: Seconds in which a lot must have been carried for the next one to be larger.
QUICK: Final = 2.0
#: Parcels handed to the lanes, as a multiple of these: they go on while results are written down.
AHEAD: Final = 4
#: How long a platform is asked for receipts.
RECEIPTS_FOR: Final = timedelta(days=3)
BEAT: Final = "deliver"
#: What is still worth sending: an alert that nobody answered, any gathering mail.
_MATTERS: Final = Q(alert__state__in=WAITING) | Q(mailing__isnull=False)


class Skipped(Exception):
    """The channel went down before this parcel's turn."""


Outcome = Taken | Exception
#: What is to be carried: (recipient, batch of an earlier try), or the delivery of a gathering mail.
Errand = tuple[UUID, UUID | None] | int


@dataclass
class Delivered:
    """What one run did, in deliveries. ``down`` says why a channel did not answer at all.

    ``fell_back``: given to another channel; ``held``: waiting for the end of quiet hours; ``more``: there is more.
    """

    sent: int = 0
    retry: int = 0
    dead: int = 0
    down: str = ""
    fell_back: int = 0
    held: int = 0
    more: bool = False


def deliver(limit: int = 500) -> Delivered:
    """Carry up to ``limit`` parcels per channel. Safe to run at any time and by several workers at once."""
    done = Delivered()
    for turn in range(3):  # what falls back to an earlier channel goes out in the next turn
        for channel, sender in SENDERS.items():
            if not sender.ready():
                settling.pass_over(channel)
            elif not pacing.resting(channel):
                if turn == 0 and sender.address and channel not in settling.PATIENT:
                    settling.revive(channel, sender.address)
                _deliver(channel, sender, limit, done)
        given = settling.fall_back()
        done.fell_back += given
        if not given:
            break
    Heartbeat.objects.update_or_create(
        name=BEAT, defaults={"at": clock.now(), "today": clock.today(), "detail": vars(done)}
    )
    return done


def _deliver(channel: str, sender: Sender, limit: int, done: Delivered) -> None:
    free = claiming.takeable()
    calm = settling.held(channel)
    if calm:
        settling.settle_moot(channel, sender, claiming.waiting(channel, sender, free), free)
    for reason, some_calm in calm.items():
        done.held += settling.note_held(channel, some_calm, reason)
    here = free & ~reduce(or_, calm.values()) if calm else free
    rows, full = _live(channel, sender, free, here)
    errands: list[Errand] = list(claiming.parcels(rows, limit))
    if channel == posting.CHANNEL:
        settling.settle_mailings(channel, sender, free)
        errands += posting.waiting(limit, here)
    share = pacing.allowed(channel, _per_minute(channel), len(errands))
    done.more = done.more or (share == len(errands) and (full or share >= limit))
    with ExitStack() as stack:
        carry: Carry | None = None
        at, size = 0, max(LEAST, CHUNK * sender.lanes)
        while at < share:
            started = time.monotonic()
            some = errands[at : min(at + size, share)]
            at += len(some)
            claims = _claims(channel, sender, some, free, here)
            turns.give_way()
            if not claims:
                continue
            try:
                carry = carry or stack.enter_context(sender.open())
            except Down as error:
                _note(channel, claims[0], error, done)
                for one in claims[1:]:
                    one.give_back()
                pacing.rest(channel, str(error), error.rest)
                return
            if not _carry(channel, sender, carry, claims, done):
                return
            quick = time.monotonic() - started < QUICK
            size = min(2 * size, MOST) if quick else size


def _live(channel: str, sender: Sender, free: Q, here: Q) -> tuple[list[Waiting], bool]:
    """The oldest deliveries that can go now, those that need not go settled; and whether there may be more."""
    while True:
        rows = claiming.waiting(channel, sender, here)
        live = settling.settle_moot(channel, sender, rows, free) if rows else []
        full = len(rows) == claiming.WINDOW
        if live or not full:
            return live, full


def _claims(channel: str, sender: Sender, some: list[Errand], free: Q, here: Q) -> list[Claim]:
    """Everything of these errands that nobody else was faster to take."""
    pairs = [one for one in some if not isinstance(one, int)]
    mailings = [one for one in some if isinstance(one, int)]
    found = claiming.claim_all(channel, sender, pairs, free, here) if pairs else []
    return [*found, *posting.claim(sender, mailings, free)]


def _per_minute(channel: str) -> int:
    row = ChannelSetup.objects.filter(code=channel).values_list("per_minute", flat=True).first()
    return row or (SPECS[channel].per_minute if channel in SPECS else 0)


def _carry(channel: str, sender: Sender, carry: Carry, claims: list[Claim], done: Delivered) -> bool:
    """Carry these claims and write down what became of each; False when the channel as a whole is down."""
    down: Down | None = None
    sent_before = done.sent
    for lot in _outcomes(sender.lanes, carry, _grouped(sender, claims)):
        with transaction.atomic():  # what came in together is written down together
            for claim, outcome in lot:
                _note(channel, claim, outcome, done)
                down = outcome if isinstance(outcome, Down) else down
        turns.give_way()
    if done.sent > sent_before:
        pacing.well(channel)
    if down is not None:
        pacing.rest(channel, str(down), down.rest)
    return down is None


def _grouped(sender: Sender, claims: list[Claim]) -> list[list[Claim]]:
    """Claims whose parcels say the same go together where the channel can; every other one goes alone."""
    said = sender.sameness() if isinstance(sender, Gathering) else None
    if said is None:
        return [[one] for one in claims]
    found: dict[str, list[Claim]] = {}
    for one in claims:
        found.setdefault(said(one.parcel), []).append(one)
    return list(found.values())


def _outcomes(lanes: int, carry: Carry, groups: list[list[Claim]]) -> Iterator[list[tuple[Claim, Outcome]]]:
    """What became of the claims, as it comes in. Lanes only talk to the platform, never to the database."""
    stop = Event()
    for (
        group
    ) in groups:  # gathering mail is put together from the database when it is carried: never in a lane
        for one in group:
            if one.parcel.content is not None and one.holds():
                yield [(one, _attempt(carry, one, stop))]
    ahead = (group for group in groups if group[0].parcel.content is None)
    with ThreadPoolExecutor(lanes, thread_name_prefix="credentry-lane") as pool:
        under_way: set[Future[list[tuple[Claim, Outcome]]]] = set()
        while True:
            while len(under_way) < lanes * AHEAD and (group := next(ahead, [])):
                ours = [one for one in group if one.holds()]  # others belong to somebody else by now
                under_way.add(pool.submit(_tried, carry, ours, stop))
            if not under_way:
                return
            finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield [pair for one in finished for pair in one.result()]


def _tried(carry: Carry, group: list[Claim], stop: Event) -> list[tuple[Claim, Outcome]]:
    """One call for the whole group; a refusal of it says nothing of each, so each is then tried alone."""
    if len(group) < 2 or not isinstance(carry, Together) or stop.is_set():
        return [(one, _attempt(carry, one, stop)) for one in group]
    try:
        return list(zip(group, carry.together([one.parcel for one in group]), strict=True))
    except Down as error:
        stop.set()
        rest: Outcome = Later(str(error), unsure=True) if error.unsure else Skipped()
        return [(group[0], error), *((one, rest) for one in group[1:])]
    except Never:
        return [(one, _attempt(carry, one, stop)) for one in group]
    except Exception as error:
        return [(one, error) for one in group]


def _attempt(carry: Carry, claim: Claim, stop: Event) -> Outcome:
    if stop.is_set():
        return Skipped()
    try:
        taken = carry(claim.parcel)
    except Down as error:
        stop.set()
        return error
    except Exception as error:
        return error
    return taken if isinstance(taken, Taken) else Taken(taken)


def _note(channel: str, claim: Claim, outcome: Outcome, done: Delivered) -> None:
    """Write down what became of one claim."""
    if isinstance(outcome, Taken):
        done.sent += _sent(claim, outcome)
    elif isinstance(outcome, Skipped):
        claim.give_back()
    elif isinstance(outcome, Down):
        done.down = str(outcome)
        _try_again(claim, str(outcome), outcome.unsure, done)
    elif isinstance(outcome, Later):
        _try_again(claim, str(outcome), outcome.unsure, done)
    elif isinstance(outcome, Moot):
        _report(claim, DeliveryState.CANCELLED, last_error="", reason="nothing")
    elif isinstance(outcome, Never):
        done.dead += _report(claim, DeliveryState.DEAD, last_error=str(outcome), reason="refused")
    else:
        log.error("parcel %s on %s", claim.batch, channel, exc_info=outcome)
        _try_again(claim, f"{type(outcome).__name__}: {outcome}", True, done)


def _sent(claim: Claim, taken: Taken) -> int:
    for delivery, task in taken.tasks.items():
        claim.rows().filter(pk=delivery).update(task_id=task[:120])
    now = clock.now()
    sent = _report(
        claim,
        DeliveryState.SENT,
        sent_at=now,
        provider_id=taken.id[:200],
        receipt_until=now + RECEIPTS_FOR if taken.receipts else None,
        last_error="",
        reason="",
    )
    if sent and claim.parcel.content is not None:
        posting.told(claim)
    return sent


def _try_again(claim: Claim, reason: str, unsure: bool, done: Delivered) -> None:
    """Back-off after a failed try; after ``MAX_ATTEMPTS`` it is a dead letter for a person to look at."""
    spent = claim.rows().filter(attempts__gte=MAX_ATTEMPTS)
    values: dict[str, Any] = {"last_error": reason, "holder": "", "lease_until": None}
    done.dead += spent.update(state=DeliveryState.DEAD, reason="given_up", **values)
    attempts = claim.rows().order_by("-attempts").values_list("attempts", flat=True).first() or 1
    wait_for = queue.backoff(attempts)
    if unsure:
        values["unsure"] = True
    done.retry += claim.rows().update(
        state=DeliveryState.RETRY, retry_at=clock.now() + wait_for, retry_wall=wall_now() + wait_for, **values
    )


def _report(claim: Claim, state: DeliveryState, **values: Any) -> int:
    count = claim.rows().update(state=state, holder="", lease_until=None, **values)
    if not count:
        log.warning("parcel %s was taken over; its late result is ignored", claim.batch)
    return count


def send_test(address: str, lang: str, channel: str = "email") -> str:
    """Send one test message at once, past every queue; the id it got. Raises Down, Later or Never."""
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
    handles = {SENDERS[channel].address: address} if SENDERS[channel].address else {}
    parcel = Parcel(
        uuid7(), address.partition("@")[0], address, lang, (line,), 1, today, clock.now(), handles=handles
    )
    with SENDERS[channel].open() as carry:
        taken = carry(parcel)
    return taken.id if isinstance(taken, Taken) else taken


def retry(ids: list[int] | None = None) -> int:
    """Give dead letters (all, or those with these ids) another series of tries; how many."""
    rows = Delivery.objects.filter(_MATTERS, state=DeliveryState.DEAD)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(state=DeliveryState.DUE, reason="retried", attempts=0)


def replay(delivery: int) -> int:
    """Send again by hand what one message carried, under the same id; how many deliveries that were."""
    row = Delivery.objects.filter(pk=delivery, state__in=[DeliveryState.DEAD, DeliveryState.SENT]).first()
    if row is None:
        return 0
    alike = {"batch": row.batch} if row.batch and row.mailing_id is None else {"pk": row.pk}
    again = Delivery.objects.filter(_MATTERS, **alike, state=row.state, channel=row.channel)
    return again.update(state=DeliveryState.DUE, reason="retried", attempts=0, fell_to=NOBODY)
