"""The task queue: jobs as rows, enqueued in the business transaction, run at least once.

The same code serves both databases. A claim is a short transaction (row locks with SKIP LOCKED on
PostgreSQL, the single writer on SQLite); a job runs outside it under a lease. A worker that dies
loses the lease, the job is taken again. Handlers must therefore be idempotent.
See ``docs/adr/0005-own-lease-queue.md`` for why this is not Procrastinate.
"""

import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from credentry.foundation import clock
from credentry.plumbing.holders import holder_name, surely_dead, wall_now
from credentry.plumbing.models import Job, Schedule

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
KEEP_DONE = timedelta(days=7)
Handler = Callable[[dict[str, Any]], None]
_kick_listeners: list[Callable[[], None]] = []


@dataclass(frozen=True)
class Definition:
    """A registered job: its handler and how often it may be tried before it goes to the dead letters."""

    name: str
    handler: Handler
    max_attempts: int


class GiveUp(Exception):
    """Raised by a handler for an error that no retry can heal: the job goes to the dead letters at once."""


_definitions: dict[str, Definition] = {}
_periods: dict[str, timedelta] = {}


def job(name: str, *, max_attempts: int = 8) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of jobs called ``name``."""

    def register(handler: Handler) -> Handler:
        known = _definitions.get(name)
        if known is not None and known.handler is not handler:
            raise ValueError(f"job {name} is already defined")
        _definitions[name] = Definition(name, handler, max_attempts)
        return handler

    return register


def every(name: str, seconds: float) -> None:
    """Enqueue the job ``name`` each ``seconds``; many schedulers fire it once, an outage fires it once after."""
    _periods[name] = timedelta(seconds=seconds)


def backoff(attempt: int) -> timedelta:
    """Waiting time after the given attempt (1-based): 5 s, 20 s, 80 s … at most one hour."""
    return timedelta(seconds=min(3600, 5 * 4 ** (max(1, attempt) - 1)))


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> int | None:
    """Add a job in the caller's transaction; its id, or None when one with the same key already waits."""
    return enqueue_many(name, [payload or {}], run_at, unique_key)[0]


def enqueue_many(
    name: str,
    payloads: Iterable[dict[str, Any]],
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> list[int | None]:
    """Several jobs of one name; a ``unique_key`` allows a single payload only."""
    if name not in _definitions:
        raise LookupError(f"no job is called {name!r}")
    now = clock.now()
    rows = [
        Job(name=name, payload=payload, unique_key=unique_key, run_at=run_at or now, created_at=now)
        for payload in payloads
    ]
    if unique_key is None:
        Job.objects.bulk_create(rows, batch_size=1000)
        made: list[int | None] = [row.pk for row in rows]
    else:
        if len(rows) != 1:
            raise ValueError("a unique key belongs to one job")
        made = [_insert_unique(rows[0])]
    transaction.on_commit(kick)
    return made


def _insert_unique(row: Job) -> int | None:
    if Job.objects.filter(unique_key=row.unique_key, state=Job.State.QUEUED).exists():
        return None
    Job.objects.bulk_create([row], ignore_conflicts=True)
    waiting = Job.objects.filter(unique_key=row.unique_key, state=Job.State.QUEUED)
    return waiting.values_list("pk", flat=True).first()


def on_kick(listener: Callable[[], None]) -> None:
    """Let an in-process worker hear at once of new work committed by this process."""
    _kick_listeners.append(listener)


def off_kick(listener: Callable[[], None]) -> None:
    """Take a listener back."""
    if listener in _kick_listeners:
        _kick_listeners.remove(listener)


def kick() -> None:
    """Wake the workers of this process."""
    for listener in list(_kick_listeners):
        listener()


def _due(now: datetime) -> Q:
    return Q(state=Job.State.QUEUED, run_at__lte=now)


def claim(limit: int) -> list[Job]:
    """Take up to ``limit`` due jobs under a lease. A plain read comes first: idle workers lock nothing."""
    reclaim_lost()
    now = clock.now()
    if not Job.objects.filter(_due(now)).exists():
        return []
    with transaction.atomic():
        rows = Job.objects.filter(_due(now)).order_by("run_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        busy = set(
            Job.objects.filter(state=Job.State.RUNNING, unique_key__isnull=False).values_list(
                "unique_key", flat=True
            )
        )
        taken = [row for row in rows[: limit + len(busy)] if row.unique_key not in busy][:limit]
        until = wall_now() + LEASE
        for row in taken:
            row.state, row.holder, row.lease_until = Job.State.RUNNING, holder_name(), until
            row.attempts += 1
            row.token += 1
        Job.objects.bulk_update(taken, ["state", "holder", "lease_until", "attempts", "token"])
    return taken


def reclaim_lost() -> int:
    """Put jobs whose worker died (or whose lease ran out) back to waiting; returns how many."""
    lost = [
        row
        for row in Job.objects.filter(state=Job.State.RUNNING)
        if row.lease_until is None or row.lease_until < wall_now() or surely_dead(row.holder)
    ]
    for row in lost:
        _finish_failed(row, "the worker stopped while this job was running", wait=timedelta())
    return len(lost)


def extend(jobs: Iterable[Job]) -> None:
    """Heartbeat: prolong the leases of running jobs that still belong to their claim."""
    for row in jobs:
        Job.objects.filter(pk=row.pk, token=row.token, state=Job.State.RUNNING).update(
            lease_until=wall_now() + LEASE
        )


def give_back(row: Job) -> None:
    """Return a claimed job that was not started: the try is not counted."""
    _report(row, state=Job.State.QUEUED, attempts=row.attempts - 1)


def run_one(row: Job) -> bool:
    """Run a claimed job to its next state; True when it succeeded. Never raises for the handler's errors."""
    definition = _definitions.get(row.name)
    if definition is None:
        _finish_failed(row, f"no job is called {row.name!r} in this version")
        return False
    try:
        definition.handler(row.payload)
    except GiveUp as reason:
        _report(row, state=Job.State.DEAD, last_error=str(reason), finished_at=clock.now())
        return False
    except Exception:
        log.exception("job %s#%s failed (attempt %s)", row.name, row.pk, row.attempts)
        _finish_failed(row, traceback.format_exc(limit=8))
        return False
    _report(row, state=Job.State.DONE, last_error="", finished_at=clock.now())
    return True


def run_due(limit: int = 10) -> int:
    """Fire due periods, dispatch events, then run up to ``limit`` due jobs here and now; returns jobs run."""
    from credentry.plumbing import outbox  # the outbox stands on the queue; here the worker serves both

    fire_periods()
    outbox.dispatch()
    claimed = claim(limit)
    for row in claimed:
        run_one(row)
    return len(claimed)


def _finish_failed(row: Job, error: str, wait: timedelta | None = None) -> None:
    definition = _definitions.get(row.name)
    if row.attempts >= (definition.max_attempts if definition else 8):
        _report(row, state=Job.State.DEAD, last_error=error, finished_at=clock.now())
        return
    with transaction.atomic():
        if (
            row.unique_key is not None
            and Job.objects.filter(unique_key=row.unique_key, state=Job.State.QUEUED).exists()
        ):
            # The same work already waits anew: that job is this one's retry.
            _report(row, state=Job.State.DONE, last_error=error, finished_at=clock.now())
            return
        run_at = clock.now() + (backoff(row.attempts) if wait is None else wait)
        _report(row, state=Job.State.QUEUED, last_error=error, run_at=run_at)


def _report(row: Job, **values: Any) -> None:
    """Write the outcome if the claim is still ours (fencing); a late zombie changes nothing."""
    mine = Job.objects.filter(pk=row.pk, token=row.token, state=Job.State.RUNNING)
    if not mine.update(holder="", lease_until=None, **values):
        log.warning("job %s#%s was taken over; its late result is ignored", row.name, row.pk)


def fire_periods() -> int:
    """Enqueue every periodic job that is due; returns how many this process fired."""
    now = clock.now()
    known = {row.name: row for row in Schedule.objects.filter(name__in=_periods)}
    missing = [Schedule(name=name, next_at=now) for name in _periods if name not in known]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
        known = {row.name: row for row in Schedule.objects.filter(name__in=_periods)}
    fired = 0
    for name, row in known.items():
        if row.next_at > now:
            continue
        with transaction.atomic():
            moved = Schedule.objects.filter(name=name, next_at=row.next_at).update(
                next_at=now + _periods[name], last_at=now
            )
            if moved:
                enqueue(name, {}, unique_key=f"every:{name}")
                fired += 1
    return fired


@job("queue.purge")
def purge(payload: dict[str, Any]) -> None:
    """Forget finished jobs and settled events after their keeping time; dead letters stay until decided."""
    from credentry.plumbing.models import OutboxEvent

    limit = clock.now() - KEEP_DONE
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=limit).delete()
    OutboxEvent.objects.filter(settled_at__lt=limit).delete()


every("queue.purge", seconds=24 * 3600)


def dead_jobs() -> int:
    """How many jobs failed for good and wait for a person."""
    return Job.objects.filter(state=Job.State.DEAD).count()
