"""The report process: the user's workbook with coloured cells and a column of messages.

``python -m credentry.capabilities.intake.reporting.worker SOURCE FOLDER MARKS OUT``; MARKS is a JSON file, see
``marks.py``. A small xlsx keeps everything the user made (openpyxl); others are written anew (xlsxwriter).
Text is written as text: nothing a cell says becomes a formula or a link.
"""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]

from credentry.capabilities.intake.reading.cells import CLOCK, DAY, INSTANT, Cell
from credentry.capabilities.intake.reading.spool import Book

COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "EDEDED"}
LONGEST_COMMENT = 2000
Marks = dict[str, Any]


def keep(source: Path, marks: Marks, out: Path) -> None:
    """Mark the cells of the workbook as it is."""
    with source.open("rb") as file:  # openpyxl goes by the name's ending, which a stored file has not
        book = load_workbook(file)
    sheet = book[marks["sheet_name"]]
    fills = {level: PatternFill("solid", start_color=colour) for level, colour in COLOURS.items()}
    column = max(marks["columns"], default=0) + 2
    while column <= sheet.max_column and any(
        sheet.cell(row, column).value is not None for row in range(1, min(sheet.max_row, 200) + 1)
    ):
        column += 1
    heading = sheet.cell(max(1, marks["header_row"]), column)
    _write(heading, marks["title"])
    heading.font = Font(bold=True)
    sheet.column_dimensions[heading.column_letter].width = 60
    for row, level, text in marks["rows"]:
        cell = sheet.cell(row + 1, column)
        _write(cell, text)
        cell.fill = fills[level]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, place, level, text in marks["cells"]:
        cell = sheet.cell(row + 1, place + 1)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.fill = fills[level]
        cell.comment = Comment(text[:LONGEST_COMMENT], "Credentry")
    book.active = book.worksheets.index(sheet)
    book.save(out)


def _write(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"


def rewrite(folder: Path, marks: Marks, out: Path) -> None:
    """Write the cells anew, with the marks; every sheet of the file."""
    parked = Book.load(folder)
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(out), options) as book:
        formats = {level: book.add_format({"bg_color": f"#{colour}"}) for level, colour in COLOURS.items()}
        days = {
            level: book.add_format(
                {"num_format": "yyyy-mm-dd", **({"bg_color": f"#{colour}"} if colour else {})}
            )
            for level, colour in {**COLOURS, "": ""}.items()
        }
        bold = book.add_format({"bold": True})
        used: set[str] = set()
        for sheet in parked.sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, used))
            chosen = sheet.index == marks["sheet"]
            rows = {row: (level, text) for row, level, text in marks["rows"]} if chosen else {}
            cells = {(row, place): level for row, place, level, _ in marks["cells"]} if chosen else {}
            column = sheet.columns
            if chosen:
                page.set_column(column, column, 60)
                page.activate()
            for number, row in enumerate(parked.rows(sheet.index)):
                for place, cell in enumerate(row):
                    level = cells.get((number, place), "")
                    _put(page, number, place, cell, formats.get(level), days[level])
                if chosen and number == max(0, marks["header_row"] - 1):
                    page.write_string(number, column, marks["title"], bold)
                elif number in rows:
                    level, text = rows[number]
                    page.write_string(number, column, text, formats[level])


def _put(page: Any, row: int, column: int, cell: Cell, style: Any, day: Any) -> None:
    if cell is None:
        if style is not None:
            page.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, (int, float)):
        page.write_number(row, column, cell, style)
    elif cell.startswith(DAY):
        page.write_datetime(row, column, date.fromisoformat(cell[2:]), day)
    elif cell.startswith(INSTANT):
        page.write_datetime(row, column, datetime.fromisoformat(cell[2:]), day)
    else:
        page.write_string(row, column, cell[2:] if cell.startswith(CLOCK) else cell, style)


def _sheet_name(name: str, used: set[str]) -> str:
    clean = "".join(sign for sign in name if sign not in "[]:*?/\\").strip("' ")[:28] or "Sheet"
    number, chosen = 1, clean
    while chosen.lower() in used:
        number += 1
        chosen = f"{clean}{number}"
    used.add(chosen.lower())
    return chosen


def main(arguments: list[str]) -> int:
    """Entry point; the answer is ``{"ok": true}``."""
    source, folder, marks_file, out = map(Path, arguments)
    marks = orjson.loads(marks_file.read_bytes())
    if marks["keep"]:
        try:
            keep(source, marks, out)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            # A workbook that openpyxl cannot carry over (odd styles, broken parts) is written anew.
            rewrite(folder, marks, out)
    else:
        rewrite(folder, marks, out)
    sys.stdout.buffer.write(b'{"ok": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
