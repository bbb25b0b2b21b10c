"""Rows of the register for questions about many subjects, as believed at an instant. Plain statements: a question about
ten thousand subjects reads a hundred thousand rows, and objects would cost more than the database."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from credentry.plumbing import sql

DAY = timedelta(days=1)
Key = str  # an id as text: 32 hexadecimal digits on SQLite, with dashes on PostgreSQL


@dataclass(slots=True, eq=False)
class Paper:
    """One credential as far as questions need it. ``runs``: (first day, last day, state, code, ref, warn from)."""

    id: Key
    number: str
    title: str
    type_id: UUID
    unit_id: UUID
    runs: tuple[tuple[date | None, date | None, str, str, str, date | None], ...]
    unusual: bool
    markets: dict[int, set[Key]] = field(default_factory=dict)
    acts: dict[int, set[str]] = field(default_factory=dict)
    days: dict[int, tuple[date | None, date | None]] = field(default_factory=dict)
    rules: dict[int, Any] = field(default_factory=dict)
    worries: list[tuple[str, tuple[tuple[date | None, date | None], ...]]] = field(default_factory=list)

    @property
    def uuid(self) -> str:
        """The id as people and programs write it."""
        one = self.id
        return one if len(one) > 32 else f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


TABLES = {
    "products": "credentials_credentialproduct",
    "excluded_products": "credentials_credentialexclusion",
    "subjects": "credentials_credentialsubject",
    "markets": "credentials_credentialmarket",
}
ByTarget = dict[Key, dict[Key, frozenset[int]]]  # target → credential → clauses
_FIRST = frozenset({1})


def raw(value: UUID) -> Key:
    """An id as these statements give and take it."""
    return str(value) if connection.vendor == "postgresql" else value.hex


def key_of(column: str) -> str:
    """SQL: an id column as text, which is compared and looked up faster than a UUID."""
    return f"{column}::text" if connection.vendor == "postgresql" else column


def among(column: str) -> str:
    """SQL: the column is one of the ids of ``listed``."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::uuid[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def listed(keys: Iterable[Key]) -> Any:
    """Ids as the one parameter of ``among``."""
    return list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))


def uuid_of(value: Any, memo: dict[Any, UUID]) -> UUID:
    """The id as a UUID, each converted once."""
    found = memo.get(value)
    if found is None:
        found = memo[value] = value if isinstance(value, UUID) else UUID(hex=value)
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def links_to(name: str, column: str, targets: Sequence[Key], known: datetime | None) -> ByTarget:
    """Target → credential → clauses: the present links, with what changed after ``known`` undone."""
    found: ByTarget = {}
    for target, owner, clause in sql.rows(
        f"SELECT {key_of(column)}, {key_of('credential_id')}, clause FROM {TABLES[name]} WHERE {among(column)}",
        [listed(targets)],
    ):
        mine = found.get(target)
        if mine is None:
            mine = found[target] = {}
        if owner in mine:
            mine[owner] |= {clause}
        else:
            mine[owner] = _FIRST if clause == 1 else frozenset((clause,))
    for target, owner, clause, added in changes_since(name, "target", targets, known):
        mine = found.setdefault(target, {})
        clauses = mine.get(owner, frozenset())
        mine[owner] = clauses - {clause} if added else clauses | {clause}
        if not mine[owner]:
            del mine[owner]
    return found


def changes_since(name: str, by: str, keys: Iterable[Key], known: datetime | None) -> list[tuple[Any, ...]]:
    """(target, credential, clause, added) of the scope changes after ``known``, newest first."""
    if known is None:
        return []
    return sql.rows(
        f"SELECT {key_of('target')}, {key_of('credential_id')}, clause, added FROM credentials_scopechange"
        f" WHERE link = %s AND {among(by)} AND at > %s ORDER BY id DESC",
        [name, listed(keys), _instant(known)],
    )


def _instant(known: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(known)


def held_by(targets: Sequence[Key], known: datetime | None) -> list[tuple[Key, Key]]:
    """(holder, credential): where products are named, these decide and not the holder."""
    if not targets:
        return []
    mine = f"{among('c.holder_id')} AND c.archived_at IS NULL"
    found = sql.rows(
        f"SELECT {key_of('c.holder_id')}, {key_of('c.id')} FROM credentials_credential c WHERE {mine}"
        " AND (NOT EXISTS (SELECT 1 FROM credentials_credentialproduct p WHERE p.credential_id = c.id)"
        " OR EXISTS (SELECT 1 FROM credentials_clause k WHERE k.credential_id = c.id AND k.known_to IS NULL))",
        [listed(targets)],
    )
    if known is not None:
        at = _instant(known)
        found = sql.rows(
            f"SELECT {key_of('c.holder_id')}, {key_of('c.id')} FROM credentials_credential c"
            f" WHERE {mine} AND c.known_from <= %s"
            f" UNION SELECT {key_of('c.holder_id')}, {key_of('c.credential_id')}"
            f" FROM credentials_credentialpast c WHERE {mine}"
            " AND c.known_from <= %s AND c.known_to > %s",
            [listed(targets), at, listed(targets), at, at],
        )
    return [(holder, owner) for holder, owner in found]


_COLUMNS = (
    "number, title, type_id, unit_id, effective_from, effective_to, state, binding_code, binding_ref,"
    " warn_from, timeline, number_check"
)


def markets_of(owners: Collection[Key], known: datetime | None) -> dict[Key, list[tuple[int, Key]]]:
    """Credential → (clause, market) of its scope; one that names no market is not there."""
    found: dict[Key, list[tuple[int, Key]]] = {}
    if not owners:
        return found
    for owner, clause, market in sql.rows(
        f"SELECT {key_of('credential_id')}, clause, {key_of('market_id')} FROM {TABLES['markets']} WHERE {among('credential_id')}",
        [listed(owners)],
    ):
        some = found.get(owner)
        if some is None:
            found[owner] = [(clause, market)]
        else:
            some.append((clause, market))
    for market, owner, clause, added in changes_since("markets", "credential_id", owners, known):
        there = found.setdefault(owner, [])
        if added and (clause, market) in there:
            there.remove((clause, market))
        elif not added:
            there.append((clause, market))
    return found


def with_clauses(owners: Collection[Key]) -> set[Key]:
    """Those of the credentials that have, or once had, clauses of their own."""
    if not owners:
        return set()
    found = sql.rows(
        f"SELECT DISTINCT {key_of('credential_id')} FROM credentials_clause WHERE {among('credential_id')}",
        [listed(owners)],
    )
    return {owner for (owner,) in found}


def papers_of(ids: Collection[Key], known: datetime | None) -> dict[Key, Paper]:
    """The credentials of these ids that are not archived."""
    if not ids:
        return {}
    keys, live = listed(ids), "archived_at IS NULL"
    if known is None:
        rows = sql.rows(
            f"SELECT {key_of('id')}, {_COLUMNS} FROM credentials_credential WHERE {among('id')} AND {live}",
            [keys],
        )
    else:
        at = _instant(known)
        rows = sql.rows(
            f"SELECT {key_of('id')}, {_COLUMNS} FROM credentials_credential WHERE {among('id')} AND {live} AND known_from <= %s",
            [keys, at],
        ) + sql.rows(
            f"SELECT {key_of('credential_id')}, {_COLUMNS} FROM credentials_credentialpast WHERE {among('credential_id')}"
            f" AND {live} AND known_from <= %s AND known_to > %s",
            [keys, at, at],
        )
    memo: dict[Any, UUID] = {}
    return {
        row[0]: Paper(
            row[0],
            row[1],
            row[2],
            uuid_of(row[3], memo),
            uuid_of(row[4], memo),
            _runs(row),
            row[12] == "unusual",
        )
        for row in rows
    }


def _runs(row: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    timeline = row[11]
    if timeline:
        rows = json.loads(timeline) if isinstance(timeline, str) else timeline
        if rows:
            return tuple(
                (_day(starts), _day(ends), state, code, ref, _day(warn))
                for starts, ends, state, code, ref, warn in rows
            )
    first, last, warn = _day(row[5]), _day(row[6]), _day(row[10])
    runs: list[tuple[Any, ...]] = []
    if first is not None:
        runs.append((None, first - DAY, "not_yet_effective", "term", "", None))
    runs.append((first, last, "valid", row[8], row[9], warn))
    if last is not None:
        runs.append((last + DAY, None, row[7], row[8], row[9], None))
    return tuple(runs)


def add_scope(papers: dict[Key, Paper], known: datetime | None) -> None:
    """Fill acts, clause days and rules, and dependencies that only warn."""
    if not papers:
        return
    keys = listed(papers)
    mine = f"WHERE {among('credential_id')}"
    for owner, clause, code, text in sql.rows(
        f"SELECT {key_of('credential_id')}, clause, code, text FROM credentials_scopeitem {mine} AND item = 'act'"
        f" AND {_believed(known, always=True)}",
        [keys, *_believed_at(known)],
    ):
        papers[owner].acts.setdefault(clause, set()).add(code or text)
    for owner, clause, starts, ends, rule in sql.rows(
        f"SELECT {key_of('credential_id')}, n, starts, ends, product_rule FROM credentials_clause"
        f" {mine} AND {_believed(known)}",
        [keys, *_believed_at(known)],
    ):
        papers[owner].days[clause] = (_day(starts), _day(ends))
        rule = json.loads(rule) if isinstance(rule, str) else rule
        if rule:
            papers[owner].rules[clause] = rule
    for owner, code, starts, ends, periods in sql.rows(
        f"SELECT {key_of('credential_id')}, code, holds_from, holds_to, periods FROM credentials_dependency"
        f" {mine} AND NOT binding AND resolved_on IS NULL AND {_believed(known)}",
        [keys, *_believed_at(known)],
    ):
        several = json.loads(periods) if isinstance(periods, str) else periods
        spans = (
            tuple((_day(a), _day(z)) for a, z in several)
            if several is not None
            else ((_day(starts), _day(ends)),)
        )
        papers[owner].worries.append((code, spans))


def _believed(known: datetime | None, *, always: bool = False) -> str:
    """Rows that carry their own span of belief; ``always``: an empty beginning means since ever."""
    if known is None:
        return "known_to IS NULL"
    begun = "(known_from IS NULL OR known_from <= %s)" if always else "known_from <= %s"
    return f"{begun} AND (known_to IS NULL OR known_to > %s)"


def _believed_at(known: datetime | None) -> list[Any]:
    return [] if known is None else [_instant(known)] * 2
