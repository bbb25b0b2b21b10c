"""The few places where the two databases say the same thing differently."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection


def is_postgresql() -> bool:
    """Whether the default database is PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


def uuid_type() -> str:
    """Column type that holds a UUID as Django stores it."""
    return "uuid" if is_postgresql() else "char(32)"


def uuid_value(value: UUID | None) -> Any:
    """A UUID as a parameter of raw SQL."""
    return value if value is None or is_postgresql() else value.hex


def uuid_text(column: str) -> str:
    """SQL for a UUID column as text in its usual form."""
    if is_postgresql():
        return f"({column})::text"
    pieces = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "(" + " || '-' || ".join(f"substr({column}, {at}, {length})" for at, length in pieces) + ")"


def uuid_parameter() -> str:
    """Placeholder of a UUID parameter whose type the statement alone does not tell."""
    return "%s::uuid" if is_postgresql() else "%s"


def days_between(later: str, earlier: str) -> str:
    """SQL for the whole days from one date expression to another."""
    if is_postgresql():
        return f"(({later})::date - ({earlier})::date)"
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


def epoch(instant: str) -> str:
    """SQL for a column of instants as whole seconds since 1970 (UTC)."""
    if is_postgresql():
        return f"floor(extract(epoch FROM {instant}))::bigint"
    return f"CAST(strftime('%%s', {instant}) AS INTEGER)"


def day_minus(day: str, days: str) -> str:
    """SQL for a date expression moved ``days`` (an integer expression) into the past."""
    if is_postgresql():
        return f"(({day})::date - ({days})::int)"
    return f"date({day}, (-({days})) || ' days')"


def new_uuid7(milliseconds: int) -> str:
    """SQL expression giving a fresh UUIDv7 per row, with the given Unix time in milliseconds."""
    stamp = f"{milliseconds:012x}"
    if is_postgresql():
        return f"('{stamp}7' || substr(replace(gen_random_uuid()::text, '-', ''), 14, 19))::uuid"
    return (
        f"('{stamp}7' || lower(substr(hex(randomblob(2)), 1, 3)) || "
        "substr('89ab', (random() & 3) + 1, 1) || lower(substr(hex(randomblob(8)), 1, 15)))"
    )


#: Up to so many bytes a temporary table is emptied row by row: PostgreSQL gives every truncated one new files.
_FEW = 65_536


def make_temporary(name: str, columns: str, index: str = "") -> None:
    """An empty temporary table of this connection, with an index on the columns ``index``; nothing else is written.

    It stays with the connection and is reused: creating it anew each time would cost catalogue rows and locks.
    """
    if is_postgresql():
        run(
            f"DO $$ BEGIN IF to_regclass('pg_temp.{name}') IS NULL THEN {';'.join(_making(name, columns, index))}; "
            f"ELSE {_emptying(name)} END IF; END $$"
        )
        return
    ensure_temporary(name, columns, index)
    empty_temporary([name])


def ensure_temporary(name: str, columns: str, index: str = "") -> None:
    """The same temporary table with what it holds already."""
    for statement in _making(name, columns, index):
        run(statement)


def empty_temporary(names: Iterable[str]) -> None:
    """Forget what temporary tables hold."""
    if is_postgresql():
        run(f"DO $$ BEGIN {' '.join(_emptying(name) for name in names)} END $$")
        return
    for name in names:
        run(f"DELETE FROM {name}")


def _making(name: str, columns: str, index: str) -> list[str]:
    table = f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns})"
    return [table, f"CREATE INDEX IF NOT EXISTS {name}_by ON {name} ({index})"] if index else [table]


def _emptying(name: str) -> str:
    """For PostgreSQL, within a block."""
    return f"IF pg_relation_size('{name}') > {_FEW} THEN TRUNCATE {name}; ELSE DELETE FROM {name}; END IF;"


def analyze(name: str, everywhere: bool = False) -> None:
    """Let the planner know how much a temporary table holds now.

    ``everywhere``: on SQLite, too. It takes every temporary table for a large one unless told, which is right for sweeps
    and wrong for one change: large tables are read from end to end to look into a small one.
    """
    if is_postgresql() or everywhere:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {name}" if is_postgresql() else f"ANALYZE temp.{name}")


def fill(name: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows into a table by position, many per statement."""
    if not rows:
        return
    width = len(rows[0])
    one = "(" + ", ".join(["%s"] * width) + ")"
    size = max(1, 900 // width)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            values = [value for row in some for value in row]
            cursor.execute(f"INSERT INTO {name} VALUES {', '.join([one] * len(some))}", values)


def run(statement: str, params: Sequence[Any] = ()) -> int:
    """Execute one statement; the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return max(int(cursor.rowcount), 0)


def run_many(statement: str, params: Sequence[Sequence[Any]]) -> None:
    """Execute one statement for each row of parameters."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, params)


#: What work over a whole register may keep in memory, in MiB: of the database's pages, of temporary tables; PostgreSQL per sort.
_ROOM = (128, 64, 128)


@contextmanager
def roomy() -> Iterator[None]:
    """More memory for work over a whole register, given back at its end.

    SQLite keeps 16 MiB of pages otherwise: in a transaction that writes gigabytes every page is written many times, and every
    one that is read again is looked for in a log that has grown as long.
    """
    if is_postgresql():
        rows("SELECT set_config('work_mem', %s, true)", [f"{_ROOM[2]}MB"])
        yield  # given back with the transaction
        return
    names = ("main.cache_size", "temp.cache_size")
    before = [rows(f"PRAGMA {one}")[0][0] for one in names]
    for name, room in zip(names, _ROOM, strict=False):
        run(f"PRAGMA {name} = -{room * 1024}")
    try:
        yield
    finally:
        for name, pages in zip(names, before, strict=True):
            run(f"PRAGMA {name} = {pages}")
        run("PRAGMA shrink_memory")


def rows(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute one query and fetch everything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


_STRIPES = 64


def lock_keys(space: str, keys: Iterable[str]) -> None:
    """Wait until no other transaction holds any of these keys; hold them until this one ends.

    For rules such as "a number is given once" that a look-up before the write decides. Keys share 64 locks, taken
    in one order, so a batch of any size takes few and never waits in a circle. SQLite has one writer anyway.
    """
    if not is_postgresql():
        return
    stripes = sorted({zlib.crc32(key.encode()) % _STRIPES for key in keys})
    if stripes:
        base = zlib.crc32(space.encode()) & 0x7FFFFFFF
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, stripe) FROM unnest(%s::int[]) AS stripe", [base, stripes]
            )
