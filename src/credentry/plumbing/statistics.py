"""What the query planner knows of the tables. PostgreSQL finds out by itself, SQLite has to be told.

A plan is only as good as what it assumes: without statistics SQLite takes every table for a large one, with old ones a
register for the few records it had on its first day.
"""

from django.db import connection, transaction

from credentry.plumbing import queue, sql

REFRESH = "database.statistics"
SAMPLE = 1000  # rows read of each index
GROWN = (
    4  # told again once a table has so many times the rows that were told: a sample is off by half at times
)
SMALL = 100  # rows below which nothing is worth telling
_TOLD = "SELECT 1 FROM main.sqlite_master WHERE name = 'sqlite_stat1'"
_TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr AND name NOT LIKE 'sqlite%%'"


@queue.job(REFRESH)
def refresh(payload: dict[str, object]) -> None:
    """Tell the planner how large the tables are, where they have outgrown what it was told."""
    if connection.vendor == "sqlite" and outgrown():
        tell()


def outgrown() -> list[str]:
    """SQLite's tables with many more rows than it was told. The last row's place says at no cost how many there may be;
    only where that is too many they are counted."""
    told: dict[str, int] = {}
    if sql.rows(_TOLD):
        found = sql.rows("SELECT tbl, max(CAST(stat AS integer)) FROM main.sqlite_stat1 GROUP BY tbl")
        told = {str(table): int(count) for table, count in found}
    return [
        str(table)
        for (table,) in sql.rows(_TABLES)
        if all(_beyond(size, table, told.get(table, 0)) for size in ("max(rowid)", "count(*)"))
    ]


def _beyond(size: str, table: str, told: int) -> bool:
    count = int(sql.rows(f'SELECT {size} FROM "{table}"')[0][0] or 0)
    return count >= SMALL and count > GROWN * told


def tell() -> None:
    """Sample all indexes. The table of statistics is made anew, so that every open connection reads it again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        if sql.rows(_TOLD):
            cursor.execute("DROP TABLE main.sqlite_stat1")
        cursor.execute("ANALYZE main")
