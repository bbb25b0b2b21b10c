"""Counting a board: for a set of rows in a few statements, or per unit from what is kept.

Kept figures are always those of the last commit: a change writes, in its own transaction, which units it touched
(``Stale``); a reader counts those units anew, answers, and keeps the result unless somebody was faster.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from credentry.capabilities.insight.models import Stale, Tally
from credentry.capabilities.insight.vocabulary import Board, boards
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.plumbing.turns import patience

Facets = dict[str, Counter[str]]
UnitFigures = dict[UUID, dict[str, dict[str, int]]]


def months_from(today: date, count: int) -> list[str]:
    """``count`` months as ``2026-11``, the one of ``today`` first."""
    start = today.year * 12 + today.month - 1
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, start + count)]


def count_rows(board: Board, rows: "QuerySet[Any]", today: date) -> UnitFigures:
    """The figures of these rows, unit by unit."""
    found: UnitFigures = {}
    for unit, facet, key, n in board.tally(rows, today, months_from(today, board.months)):
        there = found.setdefault(unit, {}).setdefault(facet, {})
        there[key] = there.get(key, 0) + n
    return found


def of_units(board: Board, today: date, units: Iterable[UUID] | None) -> Facets:
    """The figures of these units (None: of all), from what is kept and what must be counted anew."""
    kind = kinds.get(board.kind)
    wanted = None if units is None else set(units)
    stale_rows = dict(Stale.objects.filter(kind=kind.name).values_list("id", "unit_id"))
    stale = set(stale_rows.values())
    kept: UnitFigures = {}
    turns: dict[UUID, int] = {}
    for unit, day, turn, figures in Tally.objects.filter(kind=kind.name).values_list(
        "unit_id", "day", "turn", "figures"
    ):
        turns[unit] = turn
        if day == today and unit not in stale:
            kept[unit] = figures
    missing = (_units_with_rows() if wanted is None else wanted) - kept.keys()
    if missing:
        fresh = count_rows(board, _rows(kind, missing, bool(kept)), today)
        for unit in missing:
            kept[unit] = fresh.get(unit, {})
        _keep(kind, today, {unit: kept[unit] for unit in missing}, turns, stale_rows)
    return total(figures for unit, figures in kept.items() if wanted is None or unit in wanted)


def total(parts: Iterable[dict[str, dict[str, int]]]) -> Facets:
    """The sum of several units' figures."""
    found: Facets = {}
    for part in parts:
        for facet, counts in part.items():
            found.setdefault(facet, Counter()).update(counts)
    return found


def _units_with_rows() -> set[UUID]:
    unit = kinds.get("unit").model_class
    return set(unit._default_manager.values_list("pk", flat=True))


def _rows(kind: RecordKind, units: set[UUID], some: bool) -> "QuerySet[Any]":
    rows = kind.model_class._default_manager.filter(archived_at__isnull=True)
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    return rows.filter(unit_id__in=units) if some else rows


def _keep(
    kind: RecordKind,
    today: date,
    fresh: UnitFigures,
    turns: dict[UUID, int],
    stale_rows: dict[int, UUID],
) -> None:
    """Keep what was counted. A unit whose turn has moved on meanwhile, or a busy database, keeps what it has."""
    seen: dict[UUID, list[int]] = {}
    for pk, unit in stale_rows.items():
        seen.setdefault(unit, []).append(pk)
    new = [Tally(kind=kind.name, unit_id=one, day=date.min, figures={}) for one in fresh if one not in turns]
    try:
        # A page must not wait for an import to keep its figures.
        with patience(0.02), transaction.atomic():
            Tally.objects.bulk_create(new, ignore_conflicts=True)
            gone: list[int] = []
            for unit, figures in fresh.items():
                turn = turns.get(unit, 0)
                rows = Tally.objects.filter(kind=kind.name, unit_id=unit, turn=turn)
                if rows.update(day=today, turn=turn + 1, figures=figures):
                    gone.extend(seen.get(unit, ()))
            Stale.objects.filter(pk__in=gone).delete()
    except DatabaseError:
        return


def mark(kind_name: str, units: Iterable[UUID]) -> None:
    """Say in the writing transaction that the figures of these units no longer hold."""
    Stale.objects.bulk_create([Stale(kind=kind_name, unit_id=one) for one in set(units)])


def mark_everything(kind_name: str) -> None:
    """The same for every unit: something that many records follow has changed."""
    mark(kind_name, _units_with_rows())


def settle(today: date) -> int:
    """Count anew whatever no longer holds. Returns how many boards were looked at."""
    found = boards()
    for board in found:
        of_units(board, today, None)
    return len(found)
