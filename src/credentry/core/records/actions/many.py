"""``perform_many``: the set-based twin of ``perform`` for import, bulk edit and migration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from credentry.core.identity.actors import Actor
from credentry.core.records import forgetting
from credentry.core.records.actions.closed import Closed
from credentry.core.records.actions.forms import parse_form
from credentry.core.records.actions.perform import UNSETTLING, check_reach, check_state, lookup
from credentry.core.records.actions.trail import leave_trail, now_context, publish_events
from credentry.core.records.context import Context
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.scope import visible
from credentry.core.records.values import Snapshotter
from credentry.foundation.errors import DomainError, Forbidden, NotFound, StaleVersion
from credentry.plumbing.settled import settled
from credentry.plumbing.whole import whole

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class RowError:
    """Why row ``index`` (position in the input) was left untouched."""

    index: int
    error: DomainError


@dataclass(slots=True)
class ManyOutcome:
    """Which rows were done (index → record id) and which were refused."""

    done: dict[int, UUID] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    seqs: dict[int, int] = field(default_factory=dict)
    records: dict[int, Any] = field(default_factory=dict)

    def add(self, more: "ManyOutcome") -> None:
        """The rows of a further chunk."""
        self.done |= more.done
        self.errors += more.errors
        self.seqs |= more.seqs
        self.records |= more.records


def perform_many(
    actor: Actor,
    kind: str,
    action: str,
    rows: Sequence[dict[str, Any]],
    *,
    why: str | None = None,
    corr: str | None = None,
    atomic: bool = False,
) -> ManyOutcome:
    """Do one action for many rows ``{"id": …, "payload": …, "version": …}``, with the same rules and trail.

    Rows that break a rule are reported and left out; the others go in. Each chunk of 5,000 rows is one
    transaction; with ``atomic`` all rows are one transaction and any error undoes everything.
    """
    declared, verb = lookup(kind, action)
    if not actor.may(kind, action):
        raise Forbidden(action=verb.label)
    if verb.erases:
        raise DomainError(forgetting.ONE_BY_ONE)
    outcome = ManyOutcome()
    with transaction.atomic() if atomic else _nothing():
        for start, chunk in _chunks(rows):
            work = partial(_chunk, actor, declared, verb, start, chunk, why, corr)
            outcome.add(whole(settled(kind not in UNSETTLING)(work)))
            if atomic and outcome.errors:
                raise outcome.errors[0].error
    return outcome


@dataclass(slots=True)
class _nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        return None


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    source = iter(rows)
    start = 0
    while chunk := list(islice(source, CHUNK)):
        yield start, chunk
        start += len(chunk)


def _chunk(
    actor: Actor,
    kind: RecordKind,
    verb: Action,
    start: int,
    chunk: list[dict[str, Any]],
    why: str | None,
    corr: str | None,
) -> ManyOutcome:
    outcome = ManyOutcome()
    snapshotter = Snapshotter(kind)
    indexes, pairs = _prepare(actor, kind, verb, start, chunk, outcome)
    ctx = now_context(actor, why, corr)  # with the locks: changes of a record follow each other in time
    before = {} if verb.creates else snapshotter.take([record for record, _ in pairs])
    if kind.history is not None and not verb.creates:
        kind.history.keep([record for record, _ in pairs], ctx.now)
    if kind.about is not None and not verb.creates:
        ctx.was_about.update(kind.about([record for record, _ in pairs]))
    results = _run(ctx, verb, pairs)
    done: list[Any] = []
    done_at: list[int] = []
    for index, result in zip(indexes, results, strict=True):
        if isinstance(result, DomainError):
            outcome.errors.append(RowError(index, result))
        else:
            done.append(result)
            done_at.append(index)
    if not done:
        return outcome
    if not verb.creates:
        _bump(kind, done, ctx)
    check_reach(actor, kind, verb, done)
    seqs = leave_trail(ctx, kind, verb.name, done, before, snapshotter)
    publish_events(ctx, kind, verb.name, [one.pk for one in done])
    for index, record, seq in zip(done_at, done, seqs, strict=True):
        outcome.done[index] = record.pk
        outcome.seqs[index] = seq
        outcome.records[index] = record
    return outcome


def _prepare(
    actor: Actor,
    kind: RecordKind,
    verb: Action,
    start: int,
    chunk: list[dict[str, Any]],
    outcome: ManyOutcome,
) -> tuple[list[int], list[tuple[Any, Any]]]:
    """Parse every form and find every record; what fails is reported and left out."""
    found = {} if verb.creates else _records(actor, kind, verb, [row.get("id") for row in chunk])
    closed = Closed(actor, kind, verb)
    indexes: list[int] = []
    pairs: list[tuple[Any, Any]] = []
    seen: set[UUID] = set()
    for index, row in enumerate(chunk, start):
        try:
            record = None
            if not verb.creates:
                record = found.get(str(row.get("id")))
                if record is None or record.pk in seen:
                    raise NotFound()
                if row.get("version") is not None and row["version"] != record.version:
                    raise StaleVersion()
                check_state(verb, record)
                seen.add(record.pk)
            pairs.append((record, parse_form(verb.form, closed.keep(record, row.get("payload") or {}))))
            indexes.append(index)
        except DomainError as error:
            outcome.errors.append(RowError(index, error))
    return indexes, pairs


def _records(actor: Actor, kind: RecordKind, verb: Action, ids: list[Any]) -> dict[str, Any]:
    keys = []
    for one in ids:
        try:
            keys.append(UUID(str(one)))
        except ValueError:
            continue
    if kind.lock_first is not None:
        kind.lock_first(keys)
    allowed = visible(actor, kind, verb.name).filter(pk__in=visible(actor, kind).values("pk"))
    rows = kind.model_class._default_manager.select_for_update().filter(pk__in=keys)
    if not actor.is_system:
        rows = rows.filter(pk__in=allowed.values("pk"))
    return {str(one.pk): one for one in rows}


def _run(ctx: Context, verb: Action, pairs: list[tuple[Any, Any]]) -> list[Any]:
    if verb.many is not None:
        return list(verb.many(ctx, pairs)) if pairs else []
    results: list[Any] = []
    for record, form in pairs:
        try:
            with transaction.atomic():
                results.append(verb.run(ctx, record, form))
        except DomainError as error:
            results.append(error)
    return results


def _bump(kind: RecordKind, records: list[Any], ctx: Context) -> None:
    for record in records:
        record.version += 1
        record.updated_at = ctx.now
    kind.model_class._default_manager.filter(pk__in=[one.pk for one in records]).update(
        version=F("version") + 1, updated_at=ctx.now
    )
