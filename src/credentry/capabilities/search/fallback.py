"""Kinds whose rows the platform writes by itself have no entries; their few rows are compared as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from credentry.core.records.kinds import RecordKind
from credentry.core.records.searching import TextHits, is_link, searched_fields


@dataclass(frozen=True, slots=True)
class Compared:
    """A plain filter."""

    q: Q

    def count(self, rows: "QuerySet[Any]", cap: int) -> int:
        """Counted as any list is."""
        return rows.order_by().filter(self.q).values("pk")[:cap].count()

    def first(self, ordered: "QuerySet[Any]", limit: int) -> list[UUID] | None:
        """The filter is the way."""
        return None

    def newest(self, limit: int) -> list[UUID] | None:
        """Likewise."""
        return None


def fallback(kind: RecordKind, words: Sequence[str]) -> TextHits:
    """Every word in some searched column, upper and lower case alike."""
    columns = [one.column for one in searched_fields(kind) if one.column and not is_link(one)]
    total = Q()
    for word in words:
        hit = Q(pk__in=[])
        for column in columns:
            hit |= Q(**{f"{column}__icontains": word})
        total &= hit
    return Compared(total)
