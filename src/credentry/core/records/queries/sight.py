"""Which of many records an actor may see, decided in memory where units alone decide."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import reachable_units, visible

STEP = 5_000


def seen(actor: Actor, kind: RecordKind, units: Mapping[UUID, UUID | None]) -> set[UUID]:
    """Of the records ``id → unit`` those the actor may read."""
    reach = reachable_units(actor, kind)
    if reach == "all":
        return set(units)
    if reach is not None:
        return {one for one, unit in units.items() if unit in reach}
    ids = list(units)
    found: set[UUID] = set()
    for start in range(0, len(ids), STEP):
        rows: Any = visible(actor, kind).filter(pk__in=ids[start : start + STEP])
        found.update(rows.values_list("pk", flat=True))
    return found
