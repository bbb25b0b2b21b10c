"""Cells as they travel from the reading process to the engine.

Rows are JSON lists of ``None``, bool, int, float and str. What a workbook knows to be a date or time is a
string behind a control character, which text cannot contain because it is cleaned first:
``\\x01D2025-01-02`` a day, ``\\x01T2025-01-02T08:30:00`` an instant, ``\\x01C08:30:00`` a time of day.
"""

import re
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | None
DAY, INSTANT, CLOCK = "\x01D", "\x01T", "\x01C"
MARK = "\x01"
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\ue00f\ufeff\u200b\u2060\ufffe\uffff\ud800-\udfff]"
)


def cell_of(value: object, longest: int) -> Cell:
    """The travelling form of one value of a workbook; blank text is None."""
    if isinstance(value, str):
        return text_of(value, longest)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        whole = int(value) if -1e15 < value < 1e15 else None
        return whole if whole is not None and whole == value else value
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second:
            return INSTANT + value.replace(microsecond=0).isoformat()
        return DAY + value.date().isoformat()
    if isinstance(value, date):
        return DAY + value.isoformat()
    if isinstance(value, time):
        return CLOCK + value.replace(microsecond=0).isoformat()
    if isinstance(value, timedelta):
        return CLOCK + str(value)
    return text_of(str(value), longest)


def text_of(value: str, longest: int) -> str | None:
    """Text without control characters, with ``\\n`` line ends, at most ``longest`` characters; None if blank."""
    if not value or value.isspace():
        return None
    if _CONTROLS.search(value):
        value = _CONTROLS.sub("", value)
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value[:longest] or None


def shown(cell: Cell) -> str:
    """The cell as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.startswith(MARK):
            return cell[2:].replace("T", " ")
        return cell.strip(" \t\n\u3000\xa0")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return repr(cell) if abs(cell) < 1e15 else f"{cell:.0f}"
    return str(cell)
