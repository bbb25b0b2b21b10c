"""Hand-written writes: the rows of a credential and its revision, with the product's own tables and indexes.

The ledger's guard would refuse these commits, so they run inside a transaction that is rolled back, after the
statements (and on PostgreSQL their index work) are done; commits are timed on a plain table of the same width.
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from bench.build import World
from bench.company import Line, lines
from bench.measure import milliseconds
from bench.reference import CREDENTIALS, key
from credentry.foundation import clock
from credentry.foundation.ids import uuid7

FRESH = 9_000_000
COLUMNS = (
    "id", "version", "created_at", "updated_at", "number", "title", "unit_id", "responsible_id", "custom",
    "credential_no", "credential_no_norm", "issuer_id", "issued_on", "valid_from", "valid_to", "no_expiry_reason",
    "currency", "state", "binding_code", "binding_ref", "segmented", "type_id", "type_version", "category",
    "holder_id", "number_check", "term_count", "standards", "scope_text", "verification_code", "notes", "known_from",
)  # fmt: skip


def values(world: World, line: Line) -> tuple[Any, ...]:
    now = clock.now()
    stamp = now.replace(tzinfo=None).isoformat(" ") if connection.vendor == "sqlite" else now
    none = "" if line.valid_to else "until_change"
    return (
        key(uuid7()), 1, stamp, stamp, f"REF-{uuid7().hex[:24]}", line.title, key(world.units[line.unit]),
        key(world.people[line.person]), "{}", line.number, line.number.replace("-", ""),
        key(world.issuers[line.issuer]), line.issued_on, line.issued_on, line.valid_to, none, "CNY", "valid", "term",
        "", False, key(world.types[line.type]), 1, "product_safety", key(world.holders[line.holder]), "ok", 1, "", "",
        "", line.note, stamp,
    )  # fmt: skip


def bulk_rows_per_second(world: World, count: int) -> float:
    """Bulk insert into the credential table with all of its indexes and nothing else: COPY, or executemany."""
    rows = [values(world, line) for line in lines(count, world.today, world.sizes, FRESH)]
    took = [0.0]
    with transaction.atomic(), connection.cursor() as cursor:
        took[0] = milliseconds(lambda: bulk(cursor, rows)) / 1000
        transaction.set_rollback(True)
    return count / took[0]


def bulk(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(COLUMNS)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {CREDENTIALS} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(COLUMNS))
    cursor.executemany(f"INSERT INTO {CREDENTIALS} ({names}) VALUES ({marks})", rows)


def plain_tables(cursor: Any) -> None:
    """Tables like the product's without its guard: one row per credential, one per revision."""
    copied = ", ".join(COLUMNS)
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS bench_plain AS SELECT {copied} FROM {CREDENTIALS} LIMIT 20000"
    )
    cursor.execute("CREATE UNIQUE INDEX IF NOT EXISTS bench_plain_id ON bench_plain (id)")
    cursor.execute("CREATE INDEX IF NOT EXISTS bench_plain_expiry ON bench_plain (category, valid_to, id)")
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_plain_revision (record_id text, n integer, body text)")


def one_insert(world: World, serials: Iterator[int]) -> Callable[[], None]:
    """One credential and its revision, committed."""
    names, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        plain_tables(cursor)

    def insert() -> None:
        line = next(islice(lines(1, world.today, world.sizes, next(serials)), 1))
        row = values(world, line)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO bench_plain ({names}) VALUES ({marks})", row)
            body = json.dumps(row, default=str)
            cursor.execute("INSERT INTO bench_plain_revision VALUES (%s, 1, %s)", [str(row[0]), body])

    return insert


def one_update(world: World) -> Callable[[], None]:
    """One credential changed by its id, and its revision, committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM bench_plain LIMIT 1")
        record = cursor.fetchone()[0]

    def change() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bench_plain SET notes = %s, version = version + 1 WHERE id = %s", ["x", record]
            )
            cursor.execute("INSERT INTO bench_plain_revision VALUES (%s, 2, %s)", [str(record), "{}" * 400])

    return change


def forget_plain_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute("DROP TABLE IF EXISTS bench_plain_revision")
