"""The same questions in hand-written SQL. What the product asks, without rights, forms, JSON or HTTP."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

CAP = 1_001
CREDENTIALS = "credentials_credential"
MARKETS = "credentials_credentialmarket"


def key(value: UUID) -> Any:
    """An id as the engine keeps it: 32 hexadecimal digits on SQLite, uuid on PostgreSQL."""
    return value.hex if connection.vendor == "sqlite" else value


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


@contextmanager
def ideal_index(name: str, definition: str) -> Iterator[None]:
    """An index that only this question would have; gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {name} ON {definition}")
        cursor.execute("ANALYZE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {name}")


def expiring(category: str, markets: Sequence[UUID], first: date, last: date) -> tuple[list[Any], int]:
    """B1: one page of what is sold in the markets and expires between the days, and its capped count."""
    marks = ", ".join(["%s"] * len(markets))
    where = (
        f"c.category = %s AND c.valid_to BETWEEN %s AND %s AND c.archived_at IS NULL"
        f" AND EXISTS (SELECT 1 FROM {MARKETS} m WHERE m.credential_id = c.id AND m.market_id IN ({marks}))"
    )
    values = [category, first, last, *map(key, markets)]
    page = fetch(
        f"SELECT c.id, c.number, c.title, c.credential_no, c.valid_to, c.unit_id, c.type_id, c.holder_id"
        f" FROM {CREDENTIALS} c WHERE {where} ORDER BY c.valid_to, c.id LIMIT 50",
        values,
    )
    count = fetch(f"SELECT count(*) FROM (SELECT 1 FROM {CREDENTIALS} c WHERE {where} LIMIT {CAP}) t", values)
    return page, int(count[0][0])


def month_of(column: str) -> str:
    return f"substr({column}, 1, 7)" if connection.vendor == "sqlite" else f"to_char({column}, 'YYYY-MM')"


def dashboard_live(today: date) -> list[Any]:
    """B7: status × type × month, counted from the rows."""
    return fetch(
        f"SELECT CASE WHEN valid_to < %s THEN 'expired' ELSE 'valid' END AS status, type_id,"
        f" {month_of('valid_to')} AS month, count(*) FROM {CREDENTIALS} WHERE archived_at IS NULL"
        " GROUP BY 1, 2, 3",
        [today],
    )


def keep_summary() -> None:
    """The summary that a hand-written program would keep: one row per type and day."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_summary")
        cursor.execute(
            "CREATE TABLE bench_summary AS SELECT type_id, unit_id, valid_to, count(*) AS n"
            f" FROM {CREDENTIALS} WHERE archived_at IS NULL GROUP BY 1, 2, 3"
        )


def dashboard_kept(today: date) -> list[Any]:
    """B7: the same from the kept summary."""
    return fetch(
        "SELECT CASE WHEN valid_to < %s THEN 'expired' ELSE 'valid' END AS status, type_id,"
        f" {month_of('valid_to')} AS month, sum(n) FROM bench_summary GROUP BY 1, 2, 3",
        [today],
    )


def forget_summary() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_summary")


def due(first: date, last: date) -> int:
    """B6: how many open deadlines lie between the days."""
    rows = fetch(
        "SELECT count(*) FROM records_deadline WHERE closed_on IS NULL AND due_on BETWEEN %s AND %s",
        [first, last],
    )
    return int(rows[0][0])


def containing(word: str) -> list[Any]:
    """B3: what people write without a text index: LIKE over name, number and notes, first fifty and capped count."""
    like = [f"%{word}%"] * 3
    where = "(title LIKE %s OR credential_no LIKE %s OR notes LIKE %s) AND archived_at IS NULL"
    page = fetch(f"SELECT id FROM {CREDENTIALS} WHERE {where} ORDER BY valid_to, id LIMIT 50", like)
    fetch(f"SELECT count(*) FROM (SELECT 1 FROM {CREDENTIALS} WHERE {where} LIMIT {CAP}) t", like)
    return page
