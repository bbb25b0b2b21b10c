"""Calendar arithmetic. Dates are dates: no time zone ever shifts them, and the last day counts."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_RELATIVE = re.compile(r"^(?:(today)|([+-])\s*(\d{1,4})\s*([dwmqy]))$")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of calendar time: whole months and days, each possibly negative."""

    months: int = 0
    days: int = 0

    def __neg__(self) -> "Span":
        return Span(-self.months, -self.days)


def add(day: date, span: Span) -> date:
    """``day`` plus ``span``; a month that is too short gives its last day (31 Jan + 1 month = 28/29 Feb).

    Raises OverflowError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + span.months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=span.days)


def add_months(day: date, months: int) -> date:
    """``day`` plus whole months."""
    return add(day, Span(months=months))


def month_start(day: date) -> date:
    """First day of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def parse_span(text: str) -> Span:
    """An ISO 8601 calendar duration (``P1Y6M``, ``P90D``, ``P2W``). Raises ValueError."""
    match = re.fullmatch(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", text.strip())
    if match is None or not any(match.groups()[1:]):
        raise ValueError(f"not a calendar duration: {text!r}")
    years, months, weeks, days = (int(part or 0) for part in match.groups()[1:])
    span = Span(years * 12 + months, weeks * 7 + days)
    return -span if match.group(1) else span


def relative_span(text: str) -> Span | None:
    """The span of ``today``, ``+6m``, ``-1q``, ``+30d``, ``+2w``, ``+1y``; None where the text is none of these."""
    match = _RELATIVE.match(text.strip().lower())
    if match is None:
        return None
    if match.group(1):
        return Span()
    count = int(match.group(3)) * (-1 if match.group(2) == "-" else 1)
    unit = match.group(4)
    if unit in "dw":
        return Span(days=count * (7 if unit == "w" else 1))
    return Span(months=count * {"m": 1, "q": 3, "y": 12}[unit])


EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""The days this platform reckons with; beyond them a date is a typing error and arithmetic overflows."""


def plausible(day: date) -> bool:
    """Whether the day lies within what the platform reckons with."""
    return EARLIEST <= day <= LATEST


def parse_relative(text: str, today: date) -> date | None:
    """The plausible day meant by a relative or ISO date text as seen from ``today``; None where it is neither."""
    span = relative_span(text)
    try:
        day = add(today, span) if span is not None else date.fromisoformat(text.strip())
    except (OverflowError, ValueError):
        return None
    return day if plausible(day) else None
