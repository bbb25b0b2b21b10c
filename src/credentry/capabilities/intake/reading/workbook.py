"""Workbooks (xlsx, xlsb, xls, ods) through calamine; merged body cells are filled downwards."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from credentry.capabilities.intake.reading import spool
from credentry.capabilities.intake.reading.cells import Cell, cell_of
from credentry.capabilities.intake.reading.limits import Limits
from credentry.capabilities.intake.reading.problems import BROKEN, ENCRYPTED, TOO_LONG, TOO_WIDE, Unreadable
from credentry.capabilities.intake.reading.spool import Book, Merge, Row, Sheet

HEADER_REGION = 200
NATIVE = (str, int, float, bool)


def read(path: Path, book: Book, limits: Limits) -> None:
    """Park every sheet of the workbook in ``book``. Raises Unreadable."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        shown = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        for index, known in enumerate(shown[: limits.sheets]):
            found = Sheet(index, known.name, hidden=known.visible != SheetVisibleEnum.Visible)
            _read_sheet(workbook.get_sheet_by_name(known.name), found, book, limits)
            book.sheets.append(found)
    except PasswordError as error:
        raise Unreadable(ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise Unreadable(ENCRYPTED) from error
        raise Unreadable(BROKEN) from error


def _read_sheet(source: CalamineSheet, found: Sheet, book: Book, limits: Limits) -> None:
    if source.end is None:
        spool.write(book.folder, found, iter(()))
        return
    if source.end[1] >= limits.columns:
        raise Unreadable(TOO_WIDE, sheet=found.name, columns=source.end[1] + 1, limit=limits.columns)
    if source.end[0] >= limits.rows:
        raise Unreadable(TOO_LONG, sheet=found.name, limit=limits.rows)
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or ()]
    found.merges = [one for one in merges if one[0] < HEADER_REGION][:2000]
    rows = _cells(source, limits.cell_characters)
    spool.write(book.folder, found, _filled(rows, merges) if merges else rows)


def _cells(source: CalamineSheet, longest: int) -> Iterator[Row]:
    start = source.start
    margin: list[Cell] = [None] * (start[1] if start else 0)
    for values in source.iter_rows():
        yield margin + [None if value == "" else cell_of(value, longest) for value in values]


def _filled(rows: Iterator[Row], merges: list[Merge]) -> Iterator[Row]:
    """Rows with every cell of a vertical merge holding the merged value.

    Sideways merges keep their value in the first column only: in a body they are decoration, in a heading
    the table finder spreads them itself.
    """
    starting: dict[int, list[Merge]] = defaultdict(list)
    for merge in merges:
        if merge[2] > merge[0]:
            starting[merge[0]].append(merge)
    last = max((merge[2] for merge in merges), default=0)
    active: list[tuple[Merge, Any]] = []
    number = -1
    for number, row in enumerate(rows):
        active = [one for one in active if one[0][2] >= number]
        for (_, column, _, _), value in active:
            _put(row, column, value)
        for merge in starting.get(number, ()):
            active.append((merge, row[merge[1]] if merge[1] < len(row) else None))
        yield row
    for beyond in range(number + 1, min(last, number + HEADER_REGION) + 1):
        row = []
        for merge, value in active:
            if merge[2] >= beyond:
                _put(row, merge[1], value)
        yield row


def _put(row: Row, column: int, value: Cell) -> None:
    if column >= len(row):
        row.extend([None] * (column + 1 - len(row)))
    if row[column] is None:
        row[column] = value
