"""Where the pieces lie: one module per database, same functions.

``write(kind, gone, fresh)`` takes old rows away and puts new ones in; ``Match`` spells a query in SQL.
"""

from typing import Any

from django.db import connection, connections

from credentry.capabilities.search.models import Entry
from credentry.capabilities.search.stores import postgresql, sqlite
from credentry.capabilities.search.stores.spoken import Fresh, Match, Old


def write(kind: str, gone: list[Old], fresh: list[Fresh]) -> None:
    """Replace rows of the index inside the caller's transaction."""
    store = postgresql.write if connection.vendor == "postgresql" else sqlite.write
    store(kind, gone, fresh)


def empty_with_entries(using: str) -> None:
    """Empty the full-text table where its rows are gone (only SQLite keeps one)."""
    if connections[using].vendor == "sqlite" and not Entry.objects.using(using).exists():
        with connections[using].cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('delete-all')")


def merge() -> None:
    """Rewrite the index without the words of rows taken out of it, which SQLite keeps until then."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def spell(match: Match) -> tuple[str, list[Any]]:
    """``FROM … WHERE …`` over entries ``e`` that meet the query, with its parameters."""
    return postgresql.spell(match) if connection.vendor == "postgresql" else sqlite.spell(match)


__all__ = ["Fresh", "Match", "Old", "empty_with_entries", "merge", "spell", "write"]
