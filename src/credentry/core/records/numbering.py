"""Readable numbers by rule: always unique, not always without gaps."""

import re
from datetime import date

from django.db import connection

from credentry.core.records.models import NumberSequence

_SEQUENCE = re.compile(r"\{seq(?::(\d+))?\}")


def next_numbers(pattern: str, count: int, today: date) -> list[str]:
    """``count`` new numbers of ``pattern``, e.g. ``CRT-{year}-{seq:06}``.

    The counter is kept per pattern with the date filled in, so a pattern with ``{year}`` starts again each
    year. Call inside a transaction: the counter row stays locked until it ends.
    """
    dated = pattern.replace("{year}", f"{today.year:04d}").replace("{month}", f"{today.month:02d}")
    match = _SEQUENCE.search(dated)
    if match is None:
        raise ValueError(f"numbering rule {pattern!r} lacks {{seq}}")
    width = int(match.group(1) or 1)
    last = _reserve(dated, count)
    head, tail = dated[: match.start()], dated[match.end() :]
    return [f"{head}{number:0{width}d}{tail}" for number in range(last - count + 1, last + 1)]


def _reserve(key: str, count: int) -> int:
    table = NumberSequence._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, last) VALUES (%s, %s) "
            f"ON CONFLICT (key) DO UPDATE SET last = {table}.last + excluded.last RETURNING last",
            [key, count],
        )
        return int(cursor.fetchone()[0])
