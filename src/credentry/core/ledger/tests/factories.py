"""Entries for tests."""

from typing import Any

from django.db import connection, transaction

from credentry.core.ledger.actions import append
from credentry.core.ledger.tests.things import entry_of
from credentry.core.ledger.vocabulary import Change, NewEntry


def write(*entries: NewEntry) -> list[int]:
    """Append in a transaction of its own."""
    with transaction.atomic():
        return append(entries)


def some_log(size: int = 40, objects: int = 7) -> None:
    """A log in which every object has several entries, some with personal values and reasons."""
    entries = []
    for number in range(size):
        changes = [Change("title", f"旧 {number}", f"新 {number}")]
        if number % 5 == 0:
            changes.append(Change("holder_name", None, f"王小明 {number}", personal=True))
        why = f"because of {number}" if number % 7 == 0 else None
        subject = f"person:{number % 3}"
        entries.append(entry_of(f"object-{number % objects}", changes=changes, why=why, subject=subject))
    for begin in range(0, size, 13):
        write(*entries[begin : begin + 13])


def run(sql: str, *values: Any) -> int:
    """One statement as an administrator types it; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def value(sql: str, *values: Any) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
