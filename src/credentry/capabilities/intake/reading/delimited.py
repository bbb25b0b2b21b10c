"""Text tables: comma, semicolon, tab or bar between cells, in any encoding people still use."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from credentry.capabilities.intake.reading import spool
from credentry.capabilities.intake.reading.cells import text_of
from credentry.capabilities.intake.reading.encoding import encoding_of
from credentry.capabilities.intake.reading.limits import Limits
from credentry.capabilities.intake.reading.problems import BROKEN, TOO_LONG, TOO_WIDE, Unreadable
from credentry.capabilities.intake.reading.spool import Book, Row, Sheet

DELIMITERS = (",", "\t", ";", "|", "，")
SNIFFED_ROWS = 200
SNIFFED_CHARACTERS = 200_000


def read(path: Path, book: Book, limits: Limits, name: str, encoding: str = "", delimiter: str = "") -> None:
    """Park the rows of a text table in ``book``; a given encoding or delimiter is obeyed. Raises Unreadable."""
    csv.field_size_limit(limits.unpacked_bytes)
    book.encoding = encoding or encoding_of(path.read_bytes())
    beginning = _beginning(path, book.encoding)
    declared = _declared(beginning)
    book.delimiter = delimiter or declared or delimiter_of(beginning)
    sheet = Sheet(0, name)
    try:
        spool.write(book.folder, sheet, _rows(path, book, sheet.name, limits, bool(declared)))
    except (csv.Error, UnicodeError, LookupError) as error:
        raise Unreadable(BROKEN) from error
    book.sheets.append(sheet)


def _beginning(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        return file.read(SNIFFED_CHARACTERS)


def _declared(text: str) -> str:
    """The delimiter of Excel's ``sep=;`` line."""
    first = text.split("\n", 1)[0].strip()
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""


def delimiter_of(text: str) -> str:
    """The delimiter that gives the most rows the same number of cells; a comma where nothing splits."""
    best, chosen = 0.0, ","
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
                if number >= SNIFFED_ROWS:
                    break
                if any(cell.strip() for cell in row):
                    widths[len(row)] += 1
        except csv.Error:
            continue
        total = sum(widths.values())
        if not total:
            continue
        width, rows = max(widths.items(), key=lambda one: (one[1] if one[0] > 1 else 0, one[0]))
        if width < 2:
            continue
        score = rows / total + min(width, 20) / 200
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _rows(path: Path, book: Book, name: str, limits: Limits, skip_first: bool) -> Iterator[Row]:
    longest = limits.cell_characters
    with path.open(encoding=book.encoding, errors="replace", newline="") as file:
        damaged = 0
        for number, row in enumerate(csv.reader(_without_nulls(file), delimiter=book.delimiter)):
            if number == 0 and skip_first:
                yield []
                continue
            if len(row) > limits.columns:
                raise Unreadable(TOO_WIDE, sheet=name, columns=len(row), limit=limits.columns)
            if number >= limits.rows:
                raise Unreadable(TOO_LONG, sheet=name, limit=limits.rows)
            cells: Row = [text_of(cell, longest) for cell in row]
            if "\ufffd" in "".join(row):
                damaged += 1
            yield cells
        if damaged:
            book.warnings.append({"code": "intake.file.damaged_characters", "params": {"rows": damaged}})


def _without_nulls(lines: io.TextIOBase) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "") if "\0" in line else line
