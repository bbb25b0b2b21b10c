"""The working calendar in which legal limits in working days (工作日) are counted.

China's adjusted days (holidays and make-up working days, announced by the State Council each year) are data: years
that users entered (``WorkingYear``) come before those that are shipped; a year nobody entered counts Monday to Friday.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from credentry.domains.credentials.models import WorkingYear
from credentry.foundation.dates import plausible

LONGEST = 60  # a holiday of more days than this is a typing error


class Year(NamedTuple):
    """The adjusted days of one year."""

    off: frozenset[date]
    on: frozenset[date]


@lru_cache(maxsize=1)
def _shipped() -> dict[int, Year]:
    """The years that come with the product."""
    folder = resources.files("credentry.domains.credentials") / "reference"
    content = yaml.safe_load((folder / "cn_days.yaml").read_text("utf-8"))
    return {int(year): year_of(days) for year, days in content.items()}


def year_of(days: Mapping[str, Any]) -> Year:
    """A year from spans of holidays (2026-02-15..2026-02-23) and make-up working days. Raises ValueError."""
    off = frozenset(day for span in days.get("holidays") or () for day in _span(str(span)))
    return Year(off, frozenset(day for span in days.get("working") or () for day in _span(str(span))))


def _span(text: str) -> Iterator[date]:
    first, _, last = text.strip().partition("..")
    day, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    if not plausible(day) or not day <= end <= day + timedelta(days=LONGEST):
        raise ValueError(text)
    while day <= end:
        yield day
        day += timedelta(days=1)


class WorkingDays:
    """A working calendar for one piece of work: reads the entered years once, when the first day is asked.

    Call it with a day: whether offices work on it.
    """

    def __init__(self) -> None:
        self._years: dict[int, Year] | None = None

    @property
    def years(self) -> dict[int, Year]:
        """The years whose adjusted days are known."""
        if self._years is None:
            rows = WorkingYear.objects.filter(archived_at__isnull=True).values_list(
                "year", "holidays", "working"
            )
            entered = {year: year_of({"holidays": off, "working": on}) for year, off, on in rows}
            self._years = {**_shipped(), **entered}
        return self._years

    def __call__(self, day: date) -> bool:
        known = self.years.get(day.year)
        if known is None:
            return day.weekday() < 5
        return day in known.on or (day.weekday() < 5 and day not in known.off)

    def unknown(self, days: Iterable[date]) -> list[int]:
        """The years among these days whose adjusted days nobody entered: they count Monday to Friday."""
        return sorted({day.year for day in days} - self.years.keys())


def shipped_working_day(day: date) -> bool:
    """The same by the years that come with the product alone."""
    known = _shipped().get(day.year, Year(frozenset(), frozenset()))
    return day in known.on or (day.weekday() < 5 and day not in known.off)
