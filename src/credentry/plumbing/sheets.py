"""Tables as files: a workbook or csv. Text stays text: nothing a spreadsheet program would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from credentry.foundation import clock
from credentry.foundation.labels import Label

_RUNS = ("=", "+", "-", "@", "\t", "\r")
Columns = Sequence[tuple[str, Label]]


def as_xlsx(out: Path, sheets: Sequence[tuple[str, Columns, Iterable[dict[str, Any]]]], lang: str) -> int:
    """Write one sheet for each (title, columns, rows) to ``out``; how many rows in all."""
    count = 0
    with xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False}) as book:  # fmt: skip
        head = book.add_format({"bold": True, "bg_color": "#eef2f6", "bottom": 1})
        day, instant = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, 18)
            for at, (_, label) in enumerate(columns):
                sheet.write_string(0, at, label.text(lang), head)
            line = 0
            for line, row in enumerate(rows, start=1):
                for at, (name, _) in enumerate(columns):
                    value = row[name]
                    if isinstance(value, datetime):
                        sheet.write_datetime(
                            line, at, value.astimezone(clock.zone()).replace(tzinfo=None), instant
                        )
                    elif isinstance(value, date):
                        sheet.write_datetime(line, at, datetime(value.year, value.month, value.day), day)
                    elif isinstance(value, (int, float)):
                        sheet.write_number(line, at, value)
                    elif value is not None:
                        sheet.write_string(line, at, str(value))
            count += line
    return count


def as_csv(columns: Columns, rows: Iterable[dict[str, Any]], lang: str) -> str:
    """The table as csv text that begins with a byte order mark, as spreadsheet programs want it for Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([label.text(lang) for _, label in columns])
    for row in rows:
        writer.writerow([_cell(row[name]) for name, _ in columns])
    return "\ufeff" + out.getvalue()


def csv_lines(columns: Columns, rows: Iterable[dict[str, Any]], lang: str) -> Iterator[bytes]:
    """The same piece by piece, for tables that are read as they are sent."""
    yield as_csv(columns, (), lang).encode()
    source = iter(rows)
    while some := list(islice(source, 500)):
        out = io.StringIO()
        csv.writer(out).writerows([_cell(row[name]) for name, _ in columns] for row in some)
        yield out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) and not isinstance(value, (int, float)) else text
