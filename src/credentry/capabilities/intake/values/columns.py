"""From a column's cells to a parser that knows the column's habits."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from credentry.capabilities.intake.reading.cells import Cell, shown
from credentry.capabilities.intake.values import dates, numbers, texts
from credentry.capabilities.intake.values.dates import Order
from credentry.capabilities.intake.values.problems import (
    CHOICE,
    DATE_AMBIGUOUS,
    DATE_BLANK,
    DATE_MONTH,
    TOO_LONG,
    Wrong,
)

MOST_REMEMBERED = 50_000
ORDERS: tuple[Order, ...] = ("mdy", "dmy", "ymd")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell gave: its value (None when blank), or what is wrong, or a warning beside the value."""

    value: Any = None
    wrong: Wrong | None = None
    warning: Wrong | None = None


NOTHING = Reading()
Parser = Callable[[Cell], Reading]


def order_of(cells: Iterable[Cell]) -> tuple[Order | None, bool]:
    """How a column orders day and month, and whether cells of it prove that. (None, False): no such cells."""
    possible = dict.fromkeys(ORDERS, 0)
    total = 0
    for cell in cells:
        if not isinstance(cell, str):
            continue
        for match in dates.TRIPLE.finditer(dates.CLOCK_TIME.sub(" ", cell)):
            total += 1
            for order in dates.readings(match):
                possible[order] += 1
    if not total:
        return None, False
    best = max(possible.values())
    winners = [order for order in ORDERS if possible[order] == best]
    return (winners[0], True) if len(winners) == 1 and best >= 0.9 * total else (None, False)


def parser(
    kind: str, options: Mapping[str, Any], choices: Sequence[tuple[str, Sequence[str]]] = ()
) -> Parser:
    """A parser for a target of the type ``kind`` (a field type's name); results are remembered per cell.

    Beside the types of fields: ``texts``, a list of words.

    ``options``: ``order`` (dmy, mdy, ymd), ``part`` (start, end, to, first, last), ``comma`` (decimal comma),
    ``blank`` (words that say there is no date),
    ``longest`` (characters). ``choices`` are the values of a choice with the words that mean them.
    """
    read = _plain(kind, options, choices)
    seen: dict[Any, Reading] = {}

    def remembering(cell: Cell) -> Reading:
        if cell is None:
            return NOTHING
        key = cell if isinstance(cell, str) else (cell.__class__, cell)
        known = seen.get(key)
        if known is None:
            try:
                known = read(cell)
            except Wrong as problem:
                known = Reading(wrong=problem)
            if len(seen) < MOST_REMEMBERED:
                seen[key] = known
        return known

    return remembering


def _plain(
    kind: str, options: Mapping[str, Any], choices: Sequence[tuple[str, Sequence[str]]]
) -> Callable[[Cell], Reading]:
    comma = bool(options.get("comma"))
    if kind in ("date", "datetime"):
        order = cast("Order | None", options.get("order") or None)
        return _dates(order, str(options.get("part") or ""), frozenset(options.get("blank") or ()))
    if kind in ("number", "money"):
        return lambda cell: Reading(numbers.decimal(cell, comma))
    if kind == "integer":
        return lambda cell: Reading(numbers.integer(cell, comma))
    if kind == "bool":
        return lambda cell: Reading(numbers.yes_or_no(cell))
    if kind == "choice":
        return _choices(choices)
    if kind in ("many", "texts"):
        return lambda cell: Reading(texts.listed(texts.clean(cell)) or None)
    return _words(int(options.get("longest") or 0), kind == "longtext")


def _dates(order: Order | None, part: str, blank: frozenset[str]) -> Callable[[Cell], Reading]:
    def read(cell: Cell) -> Reading:
        if blank and isinstance(cell, str) and cell.strip() in blank:
            return Reading(warning=Wrong(DATE_BLANK, value=cell.strip()))
        found = dates.read(cell, order)
        day = dates.pick(found, part, shown(cell))
        if found.month and isinstance(day, date):
            day = day.replace(day=monthrange(day.year, day.month)[1]) if part in ("end", "to") else day
            return Reading(day, warning=Wrong(DATE_MONTH, value=shown(cell), shown=str(day)))
        unsure = found.unsure and isinstance(day, date)
        return Reading(
            day, warning=Wrong(DATE_AMBIGUOUS, value=shown(cell), shown=str(day)) if unsure else None
        )

    return read


def _choices(choices: Sequence[tuple[str, Sequence[str]]]) -> Callable[[Cell], Reading]:
    words: dict[str, str] = {}
    for value, names in choices:
        for name in (value, *names):
            words.setdefault(texts.folded(name) or name.strip(), value)

    def read(cell: Cell) -> Reading:
        text = texts.clean(cell)
        found = words.get(texts.folded(text) or text)
        if found is not None:
            return Reading(found)
        if texts.is_blank(text):
            return NOTHING
        listed = "、".join(names[0] if names else value for value, names in choices[:12])
        raise Wrong(CHOICE, value=text, choices=listed)

    return read


def _words(longest: int, long: bool) -> Callable[[Cell], Reading]:
    def read(cell: Cell) -> Reading:
        text = texts.clean(cell)
        if not long and "\n" in text:
            text = " ".join(text.split())
        if texts.is_blank(text):
            return NOTHING
        if longest and len(text) > longest:
            raise Wrong(TOO_LONG, length=len(text), limit=longest)
        return Reading(text)

    return read
