"""PostgreSQL: a tsvector of the pieces under a GIN index; the order of pieces is decided on the text."""

from typing import Any

from django.db import connection

from credentry.capabilities.search.grams import Run
from credentry.capabilities.search.stores.spoken import Fresh, Match, Old, home

_MANY = 20


def write(kind: str, gone: list[Old], fresh: list[Fresh]) -> None:
    """Take rows out, put rows in."""
    with connection.cursor() as cursor:
        if gone:
            cursor.execute("DELETE FROM search_entry WHERE id = ANY(%s)", [[one.id for one in gone]])
        if not fresh:
            return
        rows = [
            (kind, one.record_id, one.live, one.unit_id, one.text, f"{one.pieces} {home(one.unit_id)}")
            for one in fresh
        ]
        if len(rows) <= _MANY:
            cursor.executemany(
                "INSERT INTO search_entry (kind, record_id, live, unit_id, text, pieces)"
                " VALUES (%s, %s, %s, %s, %s, %s::tsvector)",
                rows,
            )
            return
        with cursor.copy(
            "COPY search_entry (kind, record_id, live, unit_id, text, pieces) FROM STDIN"
        ) as copy:
            for row in rows:
                copy.write_row(row)


def spell(match: Match) -> tuple[str, list[Any]]:
    """Pieces find the candidates, the text decides where more than one piece must follow another."""
    wanted = " & ".join(_all_of(run) for one in match.terms for run in one.runs)
    if match.units is not None:
        wanted += f" & ({' | '.join(map(home, match.units))})"
    sql = "FROM search_entry e WHERE e.pieces @@ %s::tsquery AND e.kind = ANY(%s)"
    parameters: list[Any] = [wanted, list(match.kinds)]
    if match.live:
        sql += " AND e.live"
    for one in match.terms:
        if match.slots is not None:
            fields = " OR ".join(f"strpos(e.text::jsonb ->> {int(at)}, %s) > 0" for at in match.slots)
            sql += f" AND ({fields or 'false'})"
            parameters += [one.text] * len(match.slots)
        elif len(one.runs) > 1 or len(one.runs[0].pieces) > 1:
            sql += " AND strpos(e.text, %s) > 0"
            parameters.append(one.text)
    return sql, parameters


def _all_of(run: Run) -> str:
    return " & ".join(f"'{one}'{':*' if run.open else ''}" for one in run.pieces)
