"""Wiring of this room: changes are watched, figures are settled before anybody asks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.capabilities.insight.queries import figures
from credentry.capabilities.insight.vocabulary import board_of
from credentry.core.records import projections
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.plumbing import lookup, queue

SETTLE = "insight.settle"


def watch(kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]]) -> None:
    """The units these records are in, and those they were in, are to be counted anew."""
    if board_of(kind.name) is None:
        return
    units = {unit for (unit,) in lookup.by_ids(kind.model_class, "pk", ids, ("unit_id",))}
    units.update(UUID(str(one["unit"])) for one in before.values() if one.get("unit"))
    figures.mark(kind.name, units)


def watch_many(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """The same for a query of records that stayed where they are."""
    if board_of(kind.name) is not None:
        figures.mark(kind.name, set(rows.order_by().values_list("unit_id", flat=True).distinct()))


@queue.job(SETTLE)
def settle(payload: dict[str, Any]) -> None:
    """Count what no longer holds, so that the first reader of a day does not wait."""
    figures.settle(clock.today())


queue.every(SETTLE, seconds=300)
projections.watch(watch, watch_many)
