"""Answering a query: how many, and which come first, without reading every hit.

A rare word is answered from the index: its few hits are fetched and sorted. For a common one the rows are read in the
order of the list, and each is looked up in the entries until the page is full; the index only counts.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from credentry.capabilities.search.fallback import fallback
from credentry.capabilities.search.grams import terms
from credentry.capabilities.search.indexing import is_indexed
from credentry.capabilities.search.stores import Match, spell
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import field_access
from credentry.core.records.searching import Listed, TextHits, searched_fields

COMMON = 5_000
WINDOW = 20_000
MOST_UNITS = 300


def search(
    kind: RecordKind, words: str, actor: Actor | None = None, listed: Listed | None = None
) -> TextHits | None:
    """The records of ``kind`` in which every word occurs; None when there is nothing to look for."""
    wanted = terms(words)
    if not wanted:
        return None
    names = entry_kinds(kind)
    if not names:
        return fallback(kind, words.split())
    known = listed or Listed()
    units = _units(known)
    match = Match(names, wanted, known.live, _open_slots(kind, actor), units)
    return Hits(kind, match, known.whole and known.live and (units is not None or known.units == "all"))


def _units(listed: Listed) -> tuple[UUID, ...] | None:
    """The units to ask the index for; None: it is not asked for units."""
    if not isinstance(listed.units, frozenset) or not 0 < len(listed.units) <= MOST_UNITS:
        return None
    return tuple(sorted(listed.units))


def entry_kinds(kind: RecordKind) -> tuple[str, ...]:
    """The kinds under whose names the records of ``kind`` have entries."""
    if is_indexed(kind):
        return (kind.name,)
    if kind.rows is not None:
        return ()
    return tuple(one.name for one in kinds.all_kinds() if one.model == kind.model and is_indexed(one))


def _open_slots(kind: RecordKind, actor: Actor | None) -> tuple[int, ...] | None:
    """Positions of the fields this actor may search; None for all."""
    if actor is None or actor.is_system:
        return None
    closed = set(field_access(actor, kind))
    fields = searched_fields(kind)
    if not any(one.name in closed for one in fields):
        return None
    open_fields = tuple(at for at, one in enumerate(fields) if one.name not in closed)
    return (*open_fields, len(fields)) if kind.custom else open_fields


@dataclass(slots=True)
class Hits:
    """Answers about one query on one kind. ``complete``: the index knows everything that narrows the list."""

    kind: RecordKind
    match: Match
    complete: bool = False
    _common: bool | None = None

    @property
    def q(self) -> Q:
        """Ids out of the index."""
        sql, parameters = spell(self.match)
        return Q(pk__in=RawSQL(f"SELECT e.record_id {sql}", parameters))  # noqa: S611 - words are parameters

    def count(self, rows: "QuerySet[Any]", cap: int) -> int:
        """How many of ``rows`` are hits, at most ``cap``."""
        raw = self._in_index(max(cap, COMMON + 1))
        self._common = raw > COMMON
        if self.complete or not raw:
            return min(raw, cap)
        if not self._common:
            return rows.order_by().filter(self.q).values("pk")[:cap].count()
        try:
            few = rows.order_by().values("pk")[: WINDOW + 1].count() <= WINDOW
            return self._among(rows, cap) if few else self._from_index(rows, cap)
        except EmptyResultSet:
            return 0

    def first(self, ordered: "QuerySet[Any]", limit: int) -> list[UUID] | None:
        """For a common word: the first hits among the first rows of the list, where they fill the page."""
        if self._common is None:
            self._common = self._in_index(COMMON + 1) > COMMON
        if not self._common:
            return None
        try:
            window, values = _sql(ordered.values_list("pk")[:WINDOW])
        except EmptyResultSet:
            return []
        sql, parameters = self._of("w.pk")
        found = _fetch(
            f"WITH w(pk) AS ({window}) SELECT w.pk FROM w WHERE {sql} LIMIT {int(limit)}",
            [*values, *parameters],
        )
        if len(found) >= limit or not ordered.values_list("pk")[WINDOW : WINDOW + 1]:
            return [_uuid(one) for (one,) in found]
        return None

    def newest(self, limit: int) -> list[UUID]:
        """Ids of the latest entries that match."""
        sql, parameters = spell(self.match)
        order = "e.id" if connection.vendor == "postgresql" else "f.rowid"
        found = _fetch(f"SELECT e.record_id {sql} ORDER BY {order} DESC LIMIT {int(limit)}", parameters)
        return [_uuid(one) for (one,) in found]

    def _in_index(self, cap: int) -> int:
        """Entries that match."""
        sql, parameters = spell(self.match)
        return _number(f"SELECT count(*) FROM (SELECT 1 {sql} LIMIT {int(cap)}) t", parameters)

    def _from_index(self, rows: "QuerySet[Any]", cap: int) -> int:
        """Hits of the index that are among ``rows``, looked up one by one until ``cap``."""
        inner, values = _sql(rows.order_by().filter(pk=RawSQL("e.record_id", ())).values_list("pk"))
        sql, parameters = spell(self.match)
        return _number(
            f"SELECT count(*) FROM (SELECT 1 {sql} AND EXISTS ({inner}) LIMIT {int(cap)}) t",
            [*parameters, *values],
        )

    def _among(self, rows: "QuerySet[Any]", cap: int) -> int:
        """Rows, few enough to be looked up one by one, that are hits."""
        inner, values = _sql(rows.order_by().values_list("pk"))
        sql, parameters = self._of("w.pk")
        return _number(
            f"WITH w(pk) AS ({inner}) SELECT count(*) FROM (SELECT 1 FROM w WHERE {sql} LIMIT {int(cap)}) t",
            [*values, *parameters],
        )

    def _of(self, key: str) -> tuple[str, list[Any]]:
        """A look-up of one record's entry that no planner turns round into a join."""
        test, parameters = _contains(self.match)
        marks = ", ".join(["%s"] * len(self.match.kinds))
        sql = f"(SELECT {test} FROM search_entry e WHERE e.record_id = {key} AND e.kind IN ({marks}))"
        return sql, [*parameters, *self.match.kinds]


def _contains(match: Match) -> tuple[str, list[Any]]:
    """Whether entry ``e`` contains every word, decided on its text."""
    postgresql = connection.vendor == "postgresql"
    parts: list[str] = []
    parameters: list[Any] = []
    for one in match.terms:
        if match.slots is None:
            columns = ["e.text"]
        elif postgresql:
            columns = [f"e.text::jsonb ->> {int(at)}" for at in match.slots]
        else:
            columns = [f"json_extract(e.text, '$[{int(at)}]')" for at in match.slots]
        function = "strpos" if postgresql else "instr"
        parts.append(
            "(" + (" OR ".join(f"{function}({column}, %s) > 0" for column in columns) or "1 = 0") + ")"
        )
        parameters += [one.text] * len(columns)
    return " AND ".join(parts), parameters


def _sql(rows: "QuerySet[Any, Any]") -> tuple[str, list[Any]]:
    sql, parameters = rows.query.sql_with_params()
    return sql, list(parameters)


def _fetch(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _number(sql: str, parameters: list[Any]) -> int:
    return int(_fetch(sql, parameters)[0][0])


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


__all__ = ["Hits", "entry_kinds", "search"]
