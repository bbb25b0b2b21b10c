"""What the cells of a column say about it, whatever its heading."""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credentry.capabilities.intake.reading.cells import Cell, shown
from credentry.capabilities.intake.values import columns, dates, numbers
from credentry.capabilities.intake.values.problems import Wrong
from credentry.capabilities.intake.values.texts import clean, is_blank

SAMPLED = 400


@dataclass(slots=True)
class Evidence:
    """Shares (0 to 1) of the filled cells that are of a type, and the column's habits."""

    filled: int = 0
    distinct: int = 0
    dates: float = 0.0
    ranges: float = 0.0
    several: float = 0.0
    numbers: float = 0.0
    bools: float = 0.0
    order: str = ""
    order_proven: bool = False
    unsure_dates: bool = False
    comma: bool = False
    wordings: tuple[str, ...] = ()
    samples: list[str] = field(default_factory=list)
    recognised: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """What the mapping screen shows of it."""
        kinds = {"date": self.dates, "number": self.numbers, "bool": self.bools}
        best = max(kinds, key=lambda kind: kinds[kind])
        return {
            "filled": self.filled,
            "distinct": self.distinct,
            "samples": self.samples,
            "type": best if kinds[best] >= 0.7 else "text",
            "order": self.order,
            "order_proven": self.order_proven,
            "unsure_dates": self.unsure_dates,
        }


def of(cells: Sequence[Cell]) -> Evidence:
    """The evidence of a sample of a column's cells."""
    used = [cell for cell in cells if cell is not None and not is_blank(shown(cell))]
    found = Evidence(filled=len(used))
    different = list(dict.fromkeys(used))
    found.distinct = len(different)
    found.samples = [shown(cell)[:120] for cell in different[:6]]
    if not used:
        return found
    order, found.order_proven = columns.order_of(used)
    found.order = order or ""
    found.comma = numbers.writes_commas(different)
    weighed = different[:SAMPLED]
    for cell in weighed:
        _weigh(cell, order, found)
    if found.dates:
        found.wordings = _wordings(used)
    count = len(weighed)
    found.dates /= count
    found.ranges /= count
    found.several /= count
    found.numbers /= count
    found.bools /= count
    return found


def _wordings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Words that come again and again where dates are expected ("Not Active"): they say there is none."""
    counts = Counter(
        cell.strip() for cell in cells if isinstance(cell, str) and not any(map(str.isdigit, cell))
    )
    found = []
    for word, times in counts.most_common(8):
        try:
            dates.read(word)
        except Wrong:
            if times > 1:
                found.append(word)
    return tuple(found)


def _weigh(cell: Cell, order: dates.Order | None, found: Evidence) -> None:
    try:
        read = dates.read(cell, order)
        several = len(read.found) > 1
        rising = read.span and str(read.found[0]) <= str(read.found[-1])
        plain = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        found.dates += 0.5 if plain else 1
        found.ranges += 1 if rising else 0
        found.several += 1 if several else 0
        found.unsure_dates = found.unsure_dates or read.unsure
    except Wrong:
        pass
    with contextlib.suppress(Wrong):
        found.numbers += numbers.decimal(cell, found.comma) is not None
    with contextlib.suppress(Wrong):
        found.bools += numbers.yes_or_no(cell) is not None


def texts_of(cells: Sequence[Cell], most: int = 60) -> list[str]:
    """Distinct texts of a sample, to be looked up among known names."""
    words: dict[str, None] = {}
    for cell in cells:
        if isinstance(cell, str) and len(words) < most:
            try:
                words.setdefault(clean(cell))
            except Wrong:
                continue
    return [word for word in words if not is_blank(word)]
