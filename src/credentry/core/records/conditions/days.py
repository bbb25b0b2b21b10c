"""Days as people name them in conditions: ISO dates, ``+6m``, ``today``, ``month_end``, ``year_start+1y``."""

import re
from datetime import date, timedelta

from credentry.foundation import dates

_ANCHORED = re.compile(r"^(week|month|quarter|year)_(start|end)([+-]\d{1,4}[dwmqy])?$")


def is_relative(text: str) -> bool:
    """Whether the text names a day that moves with the calendar."""
    return dates.relative_span(text) is not None or _ANCHORED.match(text.strip().lower()) is not None


def parts(text: str) -> tuple[str, str, str] | None:
    """``(period, edge, shift)`` of an anchored day such as ``month_end+1m``; None for other texts."""
    match = _ANCHORED.match(text.strip().lower())
    return (match.group(1), match.group(2), match.group(3) or "") if match else None


def day_of(text: str, today: date) -> date | None:
    """The day meant by ``text`` as seen from ``today``; None where it names none.

    The shift of an anchored day moves the period before its edge is taken: ``month_end+1m`` is the last day
    of next month.
    """
    anchored = parts(text)
    if anchored is None:
        return dates.parse_relative(text, today)
    period, edge, shift = anchored
    base = (
        dates.parse_relative(shift, today if period == "week" else today.replace(day=1)) if shift else today
    )
    return None if base is None else _edge(base, period, edge)


def _edge(day: date, period: str, edge: str) -> date:
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday if edge == "start" else monday + timedelta(days=6)
    length = {"month": 1, "quarter": 3, "year": 12}[period]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    return first if edge == "start" else dates.month_end(dates.add_months(first, length - 1))
