"""Writing the trail of a set of changes: projections, revisions, ledger entries, events."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max

from credentry.core.ledger.actions import append
from credentry.core.ledger.vocabulary import Change, NewEntry
from credentry.core.records import kinds, projections, wording
from credentry.core.records.context import Companion, Context
from credentry.core.records.custom import PREFIX, fields_for
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Revision
from credentry.core.records.values import Snapshotter, changes, plain
from credentry.foundation import clock
from credentry.plumbing import bulk, outbox

Values = dict[str, Any]
NewRevision = tuple[UUID, int, Values, list[tuple[str, Any, Any]]]


def leave_trail(
    ctx: Context,
    kind: RecordKind,
    action: str,
    records: Sequence[Any],
    before: dict[UUID, Values],
    snapshotter: Snapshotter,
) -> list[int]:
    """Refresh what follows from ``records``, then one revision and one ledger entry for each.

    ``before`` holds the values of records that existed. Returns the entries' sequence numbers.
    """
    if not records:
        return []
    parts = [_part(ctx, kind, action, records, before, snapshotter), *_companions(ctx)]
    entries = [entry for part in parts for entry in part.entries]
    entries.extend(_other(ctx, kind, action, one) for one in ctx.others)
    seqs = append(entries)
    done = 0
    for part in parts:
        _write_revisions(ctx, part.kind, part.action, part.revisions, seqs[done : done + len(part.entries)])
        done += len(part.entries)
    return seqs[: len(records)]


class _Part(NamedTuple):
    """What is to be written about records of one kind after one act; entries and revisions go in pairs."""

    kind: RecordKind
    action: str
    entries: list[NewEntry]
    revisions: list[NewRevision]


class _Names:
    """What of a kind's changes enters the ledger as digests, and under whose key; asked once per set of records."""

    def __init__(self, kind: RecordKind, records: Sequence[Any]) -> None:
        custom = [one.name for one in fields_for(kind) if one.personal] if kind.custom else []
        self.personal = {
            *(one.name for one in kind.fields if one.personal),
            *custom,
            *wording.personal_names(),
        }
        self.about = kind.about(records) if kind.about is not None else {}
        self.telling = _Telling(self.personal, {one.name for one in kind.fields if one.tells})


class _Telling:
    """The names whose values may name the person that a record is about: custom fields are among them."""

    def __init__(self, personal: set[str], tells: set[str]) -> None:
        self._names = personal | tells

    def __contains__(self, name: str) -> bool:
        return name in self._names or name.startswith(PREFIX)


def _part(
    ctx: Context,
    kind: RecordKind,
    action: str,
    records: Sequence[Any],
    before: dict[UUID, Values] | None,
    snapshotter: Snapshotter,
) -> _Part:
    """Refresh what follows and compare. ``before`` None: these records kept their field values."""
    ids = [one.pk for one in records]
    projections.refresh(kind, ids, before)
    after = snapshotter.take(records)
    earlier = after if before is None else before
    names = _Names(kind, records)
    part = _Part(kind, action, [], [])
    known = _revision_counts(kind, [one for one in ids if one in earlier])
    for record in records:
        old, new = earlier.get(record.pk), after[record.pk]
        changed = changes(old, new)
        noted = ctx.notes.get(record.pk, ())
        changed.extend((name, plain(was), plain(now)) for name, was, now in noted)
        part.entries.append(_entry(ctx, kind, action, record, changed, names, len(noted)))
        part.revisions.append((record.pk, known.get(record.pk, 0) + 1, new, changed))
    return part


def _companions(ctx: Context) -> list[_Part]:
    parts = []
    for (name, action), group in _grouped(ctx).items():
        kind = kinds.get(name)
        snapshotter = Snapshotter(kind)
        made = [one.record for one in group if one.made]
        touched = [one.record for one in group if not one.made]
        if made:
            parts.append(_part(ctx, kind, action, made, {}, snapshotter))
        if touched:
            parts.append(_part(ctx, kind, action, touched, None, snapshotter))
    return parts


def _grouped(ctx: Context) -> dict[tuple[str, str], list[Companion]]:
    groups: dict[tuple[str, str], list[Companion]] = {}
    for one in ctx.companions.values():
        groups.setdefault((one.kind, one.action), []).append(one)
    return groups


def publish_events(ctx: Context, kind: RecordKind, action: str, ids: Sequence[UUID]) -> None:
    """Put the action's own events and the generic ``record.changed`` into the outbox."""
    for event in ctx.events:
        outbox.publish(event.name, event.payload)
    _publish_changed(kind.name, action, ids)
    for (name, act), group in _grouped(ctx).items():
        _publish_changed(name, act, [one.record.pk for one in group])


def _publish_changed(kind: str, action: str, ids: Sequence[UUID]) -> None:
    outbox.publish(
        "record.changed", {"kind": kind, "action": action, "ids": [str(one) for one in ids[:5000]]}
    )


def _revision_counts(kind: RecordKind, ids: Sequence[UUID]) -> dict[UUID, int]:
    if not ids:
        return {}
    rows = Revision.objects.filter(kind=kind.name, record_id__in=ids)
    return dict(rows.values_list("record_id").annotate(last=Max("n")))


def _entry(
    ctx: Context,
    kind: RecordKind,
    action: str,
    record: Any,
    changed: list[tuple[str, Any, Any]],
    names: "_Names",
    noted: int,
) -> NewEntry:
    """``noted``: how many changes at the end no field shows; about a person, all but figures may name that person."""
    person = ctx.was_about.get(record.pk) or names.about.get(record.pk)
    if person is None:
        personal = names.personal
        said = [Change(name, old, new, name in personal) for name, old, new in changed]
    else:
        said = _about_a_person(changed, names.telling, len(changed) - noted)
    return NewEntry(
        kind=kind.name,
        object_id=str(record.pk),
        act=f"{kind.name}.{action}",
        actor_id=ctx.actor.reference,
        via=ctx.actor.via,
        at=ctx.now,
        changes=said,
        why=ctx.why or None,
        corr=ctx.corr or None,
        files=tuple(ctx.files.get(record.pk, ())),
        subject=person,
    )


def _about_a_person(
    changed: list[tuple[str, Any, Any]], telling: "_Telling", notes_from: int
) -> list[Change]:
    return [
        Change(name, old, new, name in telling or (at >= notes_from and not _figures(old, new)))
        for at, (name, old, new) in enumerate(changed)
    ]


def _figures(old: Any, new: Any) -> bool:
    return all(one is None or isinstance(one, int) for one in (old, new))


def _other(
    ctx: Context, kind: RecordKind, action: str, other: tuple[str, UUID, list[tuple[str, Any, Any]]]
) -> NewEntry:
    name, record_id, changed = other
    return NewEntry(
        kind=name,
        object_id=str(record_id),
        act=f"{kind.name}.{action}",
        actor_id=ctx.actor.reference,
        via=ctx.actor.via,
        at=ctx.now,
        changes=[Change(field, plain(old), plain(new), False) for field, old, new in changed],
        why=ctx.why or None,
        corr=ctx.corr or None,
    )


def _write_revisions(
    ctx: Context,
    kind: RecordKind,
    action: str,
    revisions: list[NewRevision],
    seqs: list[int],
) -> None:
    """One row per record. Tuples, not model instances: a change of 100,000 records makes as many of them."""
    same = {
        "kind": kind.name,
        "action": action,
        "actor_id": ctx.actor.user_id,
        "via": ctx.actor.via,
        "at": ctx.now,
        "why": ctx.why,
        "provenance": ctx.provenance,
    }
    names = ("record_id", "n", "values", "changed", "seq", *same)
    shared = tuple(same.values())
    rows = (
        (record_id, n, values, changed, seq, *shared)
        for (record_id, n, values, changed), seq in zip(revisions, seqs, strict=True)
    )
    bulk.insert_rows(Revision, bulk.columns(Revision, names), rows)


def now_context(actor: Any, why: str | None, corr: str | None) -> Context:
    """The context of one call: the clock is read once."""
    return Context(actor, clock.now(), clock.today(), why or "", corr or "")
