"""SQLite told that its tables are large, and what its statements then read from end to end.

A plan depends on statistics, not on rows: what a statement would do in a register of a million is seen in one of three.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_READS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_ANY = re.compile(r'\s*SELECT\s+%s AS "a"\s+FROM "\w+"\s+LIMIT 1\s*$')  # is there any row at all
_EACH = 10  # rows that share a value, where an index is no unique one


def pretend(tables: Sequence[str], rows: int) -> None:
    """Tell SQLite that these tables hold so many rows each, and of the others what they hold."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE main")
        for table in tables:
            cursor.execute("DELETE FROM main.sqlite_stat1 WHERE tbl = %s", [table])
            cursor.execute(f"SELECT name, \"unique\" FROM pragma_index_list('{table}')")
            for name, unique in cursor.fetchall():
                cursor.execute(f"SELECT count(*) FROM pragma_index_info('{name}')")
                columns = cursor.fetchone()[0]
                shares = [_EACH] * columns
                if unique:
                    shares[-1] = 1
                stat = " ".join(map(str, [rows, *shares]))
                cursor.execute(
                    "INSERT INTO main.sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", [table, name, stat]
                )
        cursor.execute("ANALYZE main.sqlite_master")  # read them again


@contextmanager
def read_whole(tables: Sequence[str]) -> Iterator[set[tuple[str, str]]]:
    """(table, statement) of what is run meanwhile and reads one of these tables from end to end, be it to fill a filter."""
    found: set[tuple[str, str]] = set()
    roots = _roots(tables)

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not many and _READS.match(sql) and not _ANY.match(sql):
            execute("EXPLAIN " + sql, params, many, context)
            cursors: dict[int, str] = {}
            for _, code, p1, p2, p3, *_ in context["cursor"].fetchall():
                if code.startswith("Open"):
                    cursors.pop(p1, None)
                if code == "OpenRead" and p3 == 0 and p2 in roots:
                    cursors[p1] = roots[p2]
                elif code in ("Rewind", "Last") and p1 in cursors:
                    found.add((cursors[p1], " ".join(sql.split())[:1000]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def _roots(tables: Sequence[str]) -> dict[int, str]:
    names = ", ".join(f"'{one}'" for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rootpage, tbl_name FROM sqlite_master WHERE tbl_name IN ({names}) AND rootpage > 0"
        )
        return {int(root): str(table) for root, table in cursor.fetchall()}
