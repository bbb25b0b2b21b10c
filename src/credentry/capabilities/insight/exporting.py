"""Lists as files: xlsx and csv, through the same rights, in constant memory, in a form that can be imported again.

Headings are the labels of the fields in the reader's language; choices and references are written as people see them.
Text is never a formula: in a workbook every text is a text cell, in csv a beginning that a spreadsheet program would
run is disarmed with an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import orjson
import xlsxwriter

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions
from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    Json,
    Many,
    Money,
    Number,
    Ref,
)
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import Query, ordered_ids, rows_of, shown_fields
from credentry.foundation import clock
from credentry.foundation.errors import Invalid, define
from credentry.foundation.labels import L

define("export.field", "没有字段“{name}”。", "There is no field “{name}”.")

Format = Literal["xlsx", "csv"]
CHUNK = 500
SHEET_ROWS = 1_048_575
LONGEST_CELL = 32_767
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_YES, _NO = L("是", "Yes"), L("否", "No")
_ABOUT = L("导出说明", "About this export")
_JOINT = L("；", "; ")


def export_file(actor: Actor, kind: RecordKind, query: Query, out: Path, format: Format = "xlsx") -> int:
    """Write the records of a list to ``out``. Returns how many. Raises Invalid for an unknown field."""
    fields = exported_fields(actor, kind, query.fields)
    if format == "csv":
        return _write_csv(actor, kind, query, fields, out)
    return _write_xlsx(actor, kind, query, fields, out)


def exported_fields(actor: Actor, kind: RecordKind, names: Sequence[str] | None) -> list[Field]:
    """The columns: those named, in that order, else every field of the kind that people work with."""
    shown, _ = shown_fields(actor, kind)
    known = {one.name: one for one in shown}
    if names:
        for name in names:
            if name not in known:
                raise Invalid.one("fields", "export.field", name=name)
        return [known[name] for name in names]
    return [
        one for one in shown if not isinstance(one.type, Json) and (one.filter or one.listed or one.search)
    ]


def csv_lines(actor: Actor, kind: RecordKind, query: Query) -> Iterator[bytes]:
    """A csv file piece by piece: UTF-8 with byte order mark, as spreadsheet programs expect it."""
    pieces = _csv_pieces(actor, kind, query, exported_fields(actor, kind, query.fields))
    # Heading and first rows at once: what is wrong with the question shows before anything is sent.
    first = list(islice(pieces, 2))
    return (piece for piece, _ in chain(first, pieces))


def _csv_pieces(
    actor: Actor, kind: RecordKind, query: Query, fields: Sequence[Field]
) -> Iterator[tuple[bytes, int]]:
    """Bytes and how many records they hold."""
    yield b"\xef\xbb\xbf" + _csv([[one.label.text(actor.lang) for one in fields]]), 0
    spell = [_speller(one, actor.lang) for one in fields]
    for chunk in _chunks(actor, kind, query, fields):
        rows = [
            [_disarmed(say(item.get(one.name))) for one, say in zip(fields, spell, strict=True)]
            for item in chunk
        ]
        yield _csv(rows), len(rows)


def _write_csv(actor: Actor, kind: RecordKind, query: Query, fields: Sequence[Field], out: Path) -> int:
    done = 0
    with out.open("wb") as file:
        for piece, count in _csv_pieces(actor, kind, query, fields):
            file.write(piece)
            done += count
    return done


def _csv(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _disarmed(value: Any) -> Any:
    """Text that a spreadsheet program would run begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def _chunks(
    actor: Actor, kind: RecordKind, query: Query, fields: Sequence[Field]
) -> Iterator[list[dict[str, Any]]]:
    names = [one.name for one in fields]
    for ids in ordered_ids(actor, kind, query, CHUNK):
        yield rows_of(actor, kind, ids, names, query.as_of)


def _write_xlsx(actor: Actor, kind: RecordKind, query: Query, fields: Sequence[Field], out: Path) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(str(out), options)
    try:
        done = _fill_book(actor, kind, query, fields, book)
        _about(actor, kind, query, done, book)
    finally:
        book.close()
    return done


def _fill_book(actor: Actor, kind: RecordKind, query: Query, fields: Sequence[Field], book: Any) -> int:
    spell = [_speller(one, actor.lang) for one in fields]
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet, row, done = _sheet(book, kind, fields, actor.lang, 1), 1, 0
    for chunk in _chunks(actor, kind, query, fields):
        for item in chunk:
            if row > SHEET_ROWS:
                sheet, row = _sheet(book, kind, fields, actor.lang, done // SHEET_ROWS + 1), 1
            for column, (one, say) in enumerate(zip(fields, spell, strict=True)):
                _put(sheet, row, column, say(item.get(one.name)), day)
            row += 1
            done += 1
    return done


def _sheet(book: Any, kind: RecordKind, fields: Sequence[Field], lang: str, number: int) -> Any:
    name = kind.plural.text(lang).translate(str.maketrans("[]:*?/\\", "       "))[:25].strip()
    sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
    bold = book.add_format({"bold": True, "bg_color": "#EEF3F2", "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, one in enumerate(fields):
        sheet.set_column(column, column, 14 if isinstance(one.type, (Date, Bool, Integer)) else 24)
        sheet.write_string(0, column, one.label.text(lang), bold)
    return sheet


def _put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value in (None, ""):
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])


def _about(actor: Actor, kind: RecordKind, query: Query, done: int, book: Any) -> None:
    """What the file shows, of when, made by whom."""
    sheet = book.add_worksheet(_ABOUT.text(actor.lang))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    lines = [
        (L("内容", "Content"), kind.plural.text(actor.lang)),
        (L("条件", "Condition"), _sentence(kind, query.condition, actor.lang)),
        (L("关键词", "Words"), query.q),
        (L("条数", "Records"), str(done)),
        (L("截至日期", "As of the day"), query.as_of.day.isoformat()),
        (L("当时所知", "As known at"), _known(query)),
        (L("导出时间", "Made at"), clock.now().astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")),
        (L("导出人", "Made by"), actor.name),
    ]
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label.text(actor.lang))
        sheet.write_string(row, 1, str(text)[:LONGEST_CELL])


def _known(query: Query) -> str:
    if query.as_of.known is None:
        return ""
    return query.as_of.known.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M:%S")


def _sentence(kind: RecordKind, given: Any, lang: str) -> str:
    if not given:
        return ""
    if isinstance(given, str) and not given.lstrip().startswith("{"):
        tree = conditions.parse_text(kind, given, lang)
    else:
        tree = conditions.parse_json(kind, orjson.loads(given) if isinstance(given, str) else given)
    return conditions.sentence(kind, tree, lang)


def _speller(field: Field, lang: str) -> Callable[[Any], Any]:
    """How a value of this field is written in a cell."""
    kind = field.type
    if isinstance(kind, Choice):
        return lambda value: kind.label(str(value)).text(lang) if value not in (None, "") else ""
    if isinstance(kind, Ref):
        return _label
    if isinstance(kind, Many):
        return lambda value: (
            _JOINT.text(lang).join(map(_label, value)) if isinstance(value, list) else _label(value)
        )
    if isinstance(kind, Bool):
        return lambda value: "" if value is None else (_YES if value else _NO).text(lang)
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, DateTime):
        return _instant
    if isinstance(kind, (Integer, Number, Money)):
        return _number
    return lambda value: "" if value is None else str(value)


def _label(value: Any) -> str:
    """The name of a linked record, or the masked text in its place."""
    return str(value["label"]) if isinstance(value, dict) else str(value or "")


def _instant(value: Any) -> str:
    """An instant in the instance's time zone."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:  # empty or masked
        return str(value or "")
    return found.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")


def _day(value: Any) -> Any:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:  # masked
        return value
    return found.isoformat() if isinstance(found, date) and found.year < 1900 else found


def _number(value: Any) -> Any:
    """A number where a spreadsheet keeps it exactly, else its digits as text."""
    if value in (None, "") or isinstance(value, int):
        return value
    try:
        number = Decimal(str(value))
    except ArithmeticError:  # masked
        return str(value)
    return number if len(number.as_tuple().digits) <= 15 else str(value)
