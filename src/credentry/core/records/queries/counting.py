"""How many records a list has, counted up to a cap and remembered while nothing is written."""

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from credentry.core.ledger.queries import while_unchanged
from credentry.core.records.kinds import RecordKind


def capped(rows: "QuerySet[Any]", cap: int) -> int:
    """How many rows, at most ``cap``."""
    return rows.order_by().values("pk")[:cap].count()


def remembered(
    kind: RecordKind, rows: "QuerySet[Any]", more: Hashable, cap: int, count: Callable[[], int]
) -> int:
    """The count of ``rows`` (with ``more``: what else narrows them, such as words), at most ``cap``.

    Kinds whose rows the platform derives without ledger entries are counted each time.
    """
    if kind.derived:
        return count()
    try:
        sql, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    return while_unchanged(("count", kind.name, sql, repr(values), more, cap), count)
