"""A table of a user's file read and written back with an answer per row, without an import.

For other rooms that answer lists people already keep. Reading and writing run in the same guarded processes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.reading.cells import Cell
from credentry.capabilities.intake.reading.problems import EMPTY, Unreadable
from credentry.capabilities.intake.reading.spool import Book
from credentry.capabilities.intake.tables import finding
from credentry.capabilities.intake.values import columns, dates
from credentry.capabilities.intake.values.dates import Order
from credentry.capabilities.intake.values.texts import folded

__all__ = ["Order", "Sheet", "day", "read", "write"]
KEPT_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The largest table of a file. ``places``: name of a wanted column → its position; ``rows``: (row number,
    cells) below the heading."""

    book: Book
    index: int
    places: Mapping[str, int]
    header_row: int
    widest: int
    rows: tuple[tuple[int, list[Cell]], ...]

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        """The cell of a wanted column; None where the file has no such column."""
        at = self.places.get(name, -1)
        return row[at] if 0 <= at < len(row) else None

    def order(self, name: str) -> Order | None:
        """How the column writes day and month, where its cells prove it."""
        return columns.order_of(self.cell(row, name) for _, row in self.rows)[0]


def read(source: Path, folder: Path, wanted: Mapping[str, Sequence[str]], most: int) -> Sheet:
    """The table of ``source`` whose headings fit ``wanted`` (column → words for it) best. Raises Unreadable.

    At most ``most`` rows and one are returned, so that the caller can say that there are too many.
    """
    words = {folded(word): name for name, some in wanted.items() for word in some}
    book = sandbox.read(source, folder)
    best: tuple[int, int, finding.Table, dict[str, int]] | None = None
    for sheet in book.sheets:
        for table in finding.find(book.rows(sheet.index), sheet.merges, lambda word: folded(word) in words):
            places: dict[str, int] = {}
            for column in table.columns:
                name = next((words[key] for key in _keys(column) if key in words), None)
                if name is not None:
                    places.setdefault(name, column.index)
            if best is None or len(places) > best[0]:
                best = (len(places), sheet.index, table, places)
    if best is None:
        raise Unreadable(EMPTY)
    _, index, table, places = best
    rows = []
    for number, row in enumerate(book.rows(index, table.first, table.last + 1), table.first):
        if row:
            rows.append((number, row))
        if len(rows) > most:
            break
    widest = max((one.index for one in table.columns), default=0)
    return Sheet(book, index, places, max((one + 1 for one in table.header), default=0), widest, tuple(rows))


def _keys(column: finding.Column) -> list[str]:
    return [folded(column.heading), *(folded(part) for part in reversed(column.parts))]


def day(cell: Cell, order: Order | None) -> dates.Found | None:
    """The one date of a cell. Raises Wrong."""
    return dates.pick(dates.read(cell, order), "", "")


def write(
    source: Path, folder: Path, sheet: Sheet, title: str, answers: Sequence[tuple[int, str, str]], out: Path
) -> None:
    """The user's own workbook with one more column: ``answers`` are (row number, level, text). Raises Unreadable."""
    marks = {
        "keep": sheet.book.format == "xlsx" and sheet.book.sheets[sheet.index].rows <= KEPT_ROWS,
        "sheet": sheet.index,
        "sheet_name": sheet.book.sheets[sheet.index].name,
        "header_row": sheet.header_row,
        "columns": [sheet.widest],
        "title": title,
        "rows": [list(one) for one in answers],
        "cells": [],
    }
    marks_file = folder / "marks.json"
    marks_file.write_bytes(orjson.dumps(marks))
    sandbox.call(
        "credentry.capabilities.intake.reporting.worker",
        [str(source), str(folder), str(marks_file), str(out)],
    )
