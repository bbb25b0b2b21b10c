"""What this room can be told to do."""

from collections.abc import Iterator

from credentry.capabilities.search.indexing import is_indexed, rebuild
from credentry.core.records import kinds


def rebuild_all(only: str = "") -> Iterator[tuple[str, int]]:
    """Rebuild the index of every kind (or of one), kind by kind: (name, records seen)."""
    for kind in kinds.all_kinds():
        if is_indexed(kind) and only in ("", kind.name):
            yield kind.name, rebuild(kind)
