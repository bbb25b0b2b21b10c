"""Readable numbers by rule: always unique, not always without gaps."""

import re
from collections.abc import Sequence
from datetime import date

from django.db import connection

from credentry.core.records.models import NumberSequence
from credentry.foundation import hashing

_SEQUENCE = re.compile(r"\{seq(?::(\d+))?\}")


def next_numbers(pattern: str, count: int, today: date) -> list[str]:
    """``count`` new numbers of ``pattern``, e.g. ``CRT-{year}-{seq:06}``.

    The counter is kept per pattern with the date filled in, so a pattern with ``{year}`` starts again each
    year. Call inside a transaction.
    """
    dated = pattern.replace("{year}", f"{today.year:04d}").replace("{month}", f"{today.month:02d}")
    match = _SEQUENCE.search(dated)
    if match is None:
        raise ValueError(f"numbering rule {pattern!r} lacks {{seq}}")
    width = int(match.group(1) or 1)
    head, tail = dated[: match.start()], dated[match.end() :]
    take = _from_sequence if connection.vendor == "postgresql" else _from_row
    return [f"{head}{number:0{width}d}{tail}" for number in take(dated, count)]


def _from_row(key: str, count: int) -> Sequence[int]:
    """A counter row; its lock is the database's own write lock on SQLite anyway."""
    table = NumberSequence._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, last) VALUES (%s, %s) "
            f"ON CONFLICT (key) DO UPDATE SET last = {table}.last + excluded.last RETURNING last",
            [key, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def _from_sequence(key: str, count: int) -> Sequence[int]:
    """A database sequence per key: writers never wait for each other, numbers of failed writes are skipped."""
    name = f"records_number_{hashing.sha256_hex(key.encode())[:16]}"
    drawn = (
        "SELECT nextval(there) FROM to_regclass(%s) AS there, generate_series(1, %s) WHERE there IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(drawn, [name, count])
        found = cursor.fetchall()
        if not found and count:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name}")
            cursor.execute(drawn, [name, count])
            found = cursor.fetchall()
        return [int(one) for (one,) in found]
