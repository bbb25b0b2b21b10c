"""The working calendar in which legal limits in working days (工作日) are counted."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

import yaml


@lru_cache(maxsize=1)
def _days() -> tuple[frozenset[date], frozenset[date]]:
    """Holidays and make-up working days of every year that is known."""
    folder = resources.files("credentry.domains.credentials") / "reference"
    content = yaml.safe_load((folder / "cn_days.yaml").read_text("utf-8"))
    off = {day for year in content.values() for span in year["holidays"] for day in _span(span)}
    on = {date.fromisoformat(day) for year in content.values() for day in year["working"]}
    return frozenset(off), frozenset(on)


def _span(text: str) -> Iterator[date]:
    first, _, last = text.partition("..")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += timedelta(days=1)


def working_day(day: date) -> bool:
    """Whether offices work on that day."""
    off, on = _days()
    return day in on or (day.weekday() < 5 and day not in off)
