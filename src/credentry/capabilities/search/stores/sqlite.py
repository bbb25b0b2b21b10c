"""SQLite: an FTS5 table without content; phrases are decided inside the index."""

from typing import Any

from django.db import connection, models

from credentry.capabilities.search.grams import Run, grams
from credentry.capabilities.search.models import Entry
from credentry.capabilities.search.stores.spoken import Fresh, Match, Old, home, place

_INSERT = "INSERT INTO search_fts(rowid, grams, place) VALUES (%s, %s, %s)"
_DELETE = "INSERT INTO search_fts(search_fts, rowid, grams, place) VALUES ('delete', %s, %s, %s)"


def write(kind: str, gone: list[Old], fresh: list[Fresh]) -> None:
    """Take rows out, put rows in. SQLite has one writer, so the next ids are ours."""
    with connection.cursor() as cursor:
        if gone:
            cursor.executemany(_DELETE, [(one.id, *_columns(kind, one)) for one in gone])
            cursor.executemany("DELETE FROM search_entry WHERE id = %s", [(one.id,) for one in gone])
        if fresh:
            start = (Entry.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
            rows = list(enumerate(fresh, start))
            cursor.executemany(
                "INSERT INTO search_entry (id, kind, record_id, live, unit_id, text) VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    (
                        at,
                        kind,
                        one.record_id.hex,
                        one.live,
                        one.unit_id.hex if one.unit_id else None,
                        one.text,
                    )
                    for at, one in rows
                ],
            )
            cursor.executemany(_INSERT, [(at, *_columns(kind, one)) for at, one in rows])


def _columns(kind: str, one: Old | Fresh) -> tuple[str, str]:
    pieces = one.pieces if isinstance(one, Fresh) else " ".join(grams(one.text))
    return pieces, f"{place(kind, one.live)} {home(one.unit_id)}"


def spell(match: Match) -> tuple[str, list[Any]]:
    """Entries are joined, and their text compared, only where the pieces do not decide."""
    states = (True,) if match.live else (True, False)
    places = " OR ".join(place(kind, state) for kind in match.kinds for state in states)
    words = " AND ".join(_phrase(run) for one in match.terms for run in one.runs)
    asked = f"{{grams}} : ({words}) AND {{place}} : ({places})"
    if match.units is not None:
        asked += f" AND {{place}} : ({' OR '.join(map(home, match.units))})"
    parameters: list[Any] = [asked]
    sql = "FROM search_fts f CROSS JOIN search_entry e ON e.id = f.rowid WHERE search_fts MATCH %s"
    for one in match.terms:
        if match.slots is not None:
            fields = " OR ".join(f"instr(json_extract(e.text, '$[{int(at)}]'), %s) > 0" for at in match.slots)
            sql += f" AND ({fields or '0'})"
            parameters += [one.text] * len(match.slots)
        elif len(one.runs) > 1:
            sql += " AND instr(e.text, %s) > 0"
            parameters.append(one.text)
    return sql, parameters


def _phrase(run: Run) -> str:
    return f'"{" ".join(run.pieces)}"{"*" if run.open else ""}'
