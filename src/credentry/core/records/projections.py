"""What follows from a record is refreshed in the transaction that changed it, set by set."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from credentry.core.records.kinds import RecordKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

Refresh = Callable[[RecordKind, Sequence[UUID]], None]
Watch = Callable[[RecordKind, Sequence[UUID], Mapping[UUID, dict[str, Any]]], None]
FollowMany = Callable[[RecordKind, "QuerySet[Any]"], None]
CHUNK = 5000


class _Projection(NamedTuple):
    order: int
    run: Refresh
    first: Refresh
    follows: bool
    many: FollowMany | None


_projections: dict[str, _Projection] = {}
_watches: dict[Watch, FollowMany | None] = {}


def register(
    name: str,
    refresh: Refresh,
    order: int = 50,
    first: Refresh | None = None,
    *,
    follows: bool = False,
    many: FollowMany | None = None,
) -> None:
    """Run ``refresh(kind, ids)`` after every change of records. Lower ``order`` runs first (standing before
    deadlines before search). ``first`` takes its place for records just made: nothing of them is known yet, so
    nothing needs to be looked up. ``follows``: it reads what records derive from others, and so runs when only that
    changed; ``many`` does so for a query of records, however many. Raises ValueError on a second registration of another function."""
    known = _projections.get(name)
    if known is not None and known.run is not refresh:
        raise ValueError(f"projection {name!r} is registered twice")
    _projections[name] = _Projection(order, refresh, first or refresh, follows, many)


def watch(look: Watch, many: FollowMany | None = None) -> None:
    """Run ``look(kind, ids, before)`` after the projections; ``before`` has the values of records that existed.

    ``many`` looks at a query of records that only derive something else than before.
    """
    _watches[look] = many


def refresh(
    kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]] | None = None
) -> None:
    """Run every projection for these records, then whoever watches. An empty ``before`` says all are new."""
    new = before is not None and not before
    for one in sorted(_projections.values(), key=lambda entry: entry.order):
        (one.first if new else one.run)(kind, ids)
    for look in _watches:
        look(kind, ids, before or {})


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Nobody acted on these records, but what they derive from others changed: run what reads that."""
    for one in sorted(_projections.values(), key=lambda entry: entry.order):
        if one.follows:
            one.run(kind, ids)
    for look in _watches:
        look(kind, ids, {})


def follow_many(kind: RecordKind, rows: "QuerySet[Any]", without: Collection[str] = ()) -> None:
    """The same for a query of records; projections named in ``without`` have been seen to."""
    for name, one in sorted(_projections.items(), key=lambda entry: entry[1].order):
        if one.follows and name not in without:
            if one.many is not None:
                one.many(kind, rows)
            else:
                _by_chunks(kind, rows, one.run)
    for look, many in _watches.items():
        if many is not None:
            many(kind, rows)
        else:
            _by_chunks(kind, rows, partial(_look, look))


def _look(look: Watch, kind: RecordKind, ids: Sequence[UUID]) -> None:
    look(kind, ids, {})


def _by_chunks(kind: RecordKind, rows: "QuerySet[Any]", run: Refresh) -> None:
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        run(kind, ids[start : start + CHUNK])


def rebuild(name: str, kind: RecordKind, chunk: int = 5000) -> int:
    """Run one projection over a whole kind, in chunks by key. Returns how many records were seen."""
    run = _projections[name].run
    seen = 0
    last: UUID | None = None
    while True:
        rows = kind.model_class._default_manager.order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        ids = list(rows.values_list("pk", flat=True)[:chunk])
        if not ids:
            return seen
        run(kind, ids)
        seen += len(ids)
        last = ids[-1]
