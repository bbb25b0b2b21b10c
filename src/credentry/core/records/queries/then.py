"""Lists as they were known at an instant: the first rows of two disjoint sets, each in the order of its own columns.

The records that say the same since are read in the order of their index, like any list; of the past rows there are as
many as records that changed later. The few first of both are put in order by the database.
"""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from credentry.core.records.conditions.then import history_of
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import ordering
from credentry.core.records.queries.ordering import Order

Sides = tuple["QuerySet[Any]", "QuerySet[Any]"]


def count(sides: Sides, cap: int) -> int:
    """How many there are, at most ``cap``."""
    found = 0
    for rows in sides:
        if found < cap:
            found += rows.order_by().values("pk")[: cap - found].count()
    return found


def first(
    kind: RecordKind,
    sides: Sides,
    sort: str,
    closed: Container[str],
    after: str,
    number: int,
    known: datetime,
) -> list[tuple[Any, ...]]:
    """Id and order values of the first ``number`` rows behind the marker ``after``."""
    history = history_of(kind)
    now = ordering.orders(kind, sort, closed)
    before = [_past(one, history.path) for one in now]
    same = _ids(ordering.prepared(kind, sides[0], now), now, "pk", sort, after, number)
    past = _ids(ordering.prepared_past(kind, sides[1], before), before, history.owner, sort, after, number)
    then = ordering.orders(kind, sort, closed, then=True)
    rows = kind.model_class._default_manager.filter(pk__in=[*same, *past])
    rows = ordering.prepared(kind, rows, then, known).order_by(*ordering.spelled(then))
    return list(rows.values_list("pk", *(one.path for one in then))[:number])


def _past(one: Order, path: Any) -> Order:
    return one if one.custom is not None else replace(one, path=path(one.path))


def _ids(
    rows: "QuerySet[Any]", keys: Sequence[Order], key: str, sort: str, after: str, number: int
) -> list[Any]:
    paged = ordering.after(rows, sort, keys, after) if after else rows
    return list(paged.order_by(*ordering.spelled(keys)).values_list(key, flat=True)[:number])
