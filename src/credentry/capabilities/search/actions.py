"""What this room can be told to do."""

from collections.abc import Iterator

from credentry.capabilities.search.indexing import is_indexed, rebuild
from credentry.capabilities.search.models import Entry
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind


def rebuild_all(only: str = "") -> Iterator[tuple[str, int]]:
    """Rebuild the index of every kind (or of one), kind by kind: (name, records seen)."""
    for kind in kinds.all_kinds():
        if is_indexed(kind) and only in ("", kind.name):
            yield kind.name, rebuild(kind)


def fill_missing() -> list[str]:
    """Index the kinds whose first record has no entry (after an upgrade). Names of the kinds."""
    made = []
    for kind in kinds.all_kinds():
        if is_indexed(kind) and _is_missing(kind) and rebuild(kind):
            made.append(kind.name)
    return made


def _is_missing(kind: RecordKind) -> bool:
    rows = kind.model_class._default_manager.order_by("pk")
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    first = rows.values_list("pk", flat=True).first()
    return first is not None and not Entry.objects.filter(kind=kind.name, record_id=first).exists()
