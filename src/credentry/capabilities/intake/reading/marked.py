"""Tables inside markup: web pages saved as .xls by older systems, and JSON or JSON lines of objects."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from credentry.capabilities.intake.reading import spool
from credentry.capabilities.intake.reading.cells import Cell, cell_of, text_of
from credentry.capabilities.intake.reading.encoding import encoding_of
from credentry.capabilities.intake.reading.limits import Limits
from credentry.capabilities.intake.reading.problems import BROKEN, EMPTY, TOO_WIDE, Unreadable
from credentry.capabilities.intake.reading.spool import Book, Merge, Row, Sheet

LONGEST_SPAN = 500


class _Tables(HTMLParser):
    """Collects the cells of the outermost tables; spans become merged ranges."""

    def __init__(self, longest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.longest = longest
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.waiting: dict[tuple[int, int], Cell] = {}
        self.text: list[str] | None = None
        self.span = (1, 1)
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.rows:
                self.rows.append([])
        elif tag == "tr" and self.depth:
            self._close_cell()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._close_cell()
            given = dict(attrs)
            self.span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _close_cell(self) -> None:
        if self.text is None:
            return
        value = text_of("".join(self.text).strip(), self.longest)
        self.text = None
        top, row = len(self.rows) - 1, self.rows[-1]
        while (top, len(row)) in self.waiting:
            row.append(self.waiting.pop((top, len(row))))
        left = len(row)
        height, width = self.span
        row.extend([value, *([None] * (width - 1))])
        for below in range(1, height):
            for across in range(width):
                self.waiting[top + below, left + across] = value if across == 0 else None
        if height > 1 or width > 1:
            self.merges.append((top, left, top + height - 1, left + width - 1))


def _span(value: str | None) -> int:
    return min(max(int(value), 1), LONGEST_SPAN) if value and value.isdigit() else 1


def read_html(path: Path, book: Book, limits: Limits, name: str) -> None:
    """Park the tables of a web page as one sheet, a blank row between them. Raises Unreadable."""
    content = path.read_bytes()
    book.encoding = encoding_of(content)
    tables = _Tables(limits.cell_characters)
    tables.feed(content.decode(book.encoding, errors="replace"))
    tables.close()
    if not any(tables.rows):
        raise Unreadable(EMPTY)
    widest = max(map(len, tables.rows))
    if widest > limits.columns:
        raise Unreadable(TOO_WIDE, sheet=name, columns=widest, limit=limits.columns)
    sheet = Sheet(0, name, merges=tables.merges[:2000])
    spool.write(book.folder, sheet, iter(tables.rows))
    book.sheets.append(sheet)


def read_json(path: Path, book: Book, limits: Limits, name: str) -> None:
    """Park lists of JSON objects (each list a sheet), or one object per line. Raises Unreadable.

    Keys become headings.
    """
    content = path.read_bytes()
    book.encoding = encoding_of(content)
    text = content.decode(book.encoding, errors="replace").strip()
    try:
        lists = _lists(name, json.loads(text))
    except RecursionError as error:
        raise Unreadable(BROKEN) from error
    except ValueError:
        try:
            lists = [(name, [json.loads(line) for line in text.splitlines() if line.strip()])]
        except (ValueError, RecursionError) as error:
            raise Unreadable(BROKEN) from error
    for name, objects in lists[: limits.sheets]:
        _park(Sheet(len(book.sheets), name), objects, book, limits)


def _park(sheet: Sheet, objects: list[Any], book: Book, limits: Limits) -> None:
    found = [one for one in objects if isinstance(one, dict)]
    keys = list(dict.fromkeys(key for one in found for key in one))
    if len(keys) > limits.columns:
        raise Unreadable(TOO_WIDE, sheet=sheet.name, columns=len(keys), limit=limits.columns)
    longest = limits.cell_characters
    rows: list[Row] = [[text_of(key, longest) for key in keys]]
    rows.extend([_json_cell(one.get(key), longest) for key in keys] for one in found)
    spool.write(book.folder, sheet, iter(rows))
    book.sheets.append(sheet)


def _lists(name: str, found: Any) -> list[tuple[str, list[Any]]]:
    """Every list of objects among the first levels of a document, in order; else the document itself."""
    if isinstance(found, list):
        return [(name, found)]
    lists: list[tuple[str, list[Any]]] = []
    level: list[tuple[str, Any]] = [(name, found)]
    for _ in range(3):
        level = [pair for _, one in level if isinstance(one, dict) for pair in one.items()]
        lists += [(key, one) for key, one in level if isinstance(one, list) and one
                  and all(isinstance(item, dict) for item in one[:20])]  # fmt: skip
    return lists or [(name, [found] if isinstance(found, dict) else [])]


def _json_cell(value: Any, longest: int) -> Cell:
    if isinstance(value, list):
        return text_of("; ".join(str(one) for one in value), longest)
    if isinstance(value, dict):
        return text_of(json.dumps(value, ensure_ascii=False), longest)
    return cell_of(value, longest)
