"""When timers fire: dates, durations and working time, as people and other tools write them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from credentry.foundation.dates import add_months

#: A working day, for counting hours; the calendar says which days are working days.
DAY_STARTS, DAY_ENDS = time(9), time(17)
HOURS_PER_DAY = 8
#: So many calendar days ahead at most.
LONGEST_DAYS = 3660

WorkingDay = Callable[[date], bool]
Unit = Literal["working_days", "working_hours", "calendar"]

_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_NAMED = re.compile(r"=\s*(?P<name>[A-Za-z_]\w*)")
_WORKING = re.compile(
    r"(?P<count>\d+)\s*(?:(?P<days>WD|个?工作日|working\s*days?)|(?P<hours>WH|个?工作小时|working\s*hours?))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: working days or hours, or months and seconds of the calendar."""

    unit: Unit
    count: int = 0
    months: int = 0
    seconds: int = 0


def duration(text: str) -> Span | None:
    """A length: ``P2D``, ``PT4H`` (ISO 8601), ``3WD`` / ``3个工作日``, ``8WH`` / ``8工作小时``. None if it is none."""
    body = text.strip().strip("'\"")
    working = _WORKING.fullmatch(body)
    if working:
        unit: Unit = "working_days" if working["days"] else "working_hours"
        return _bounded(Span(unit, count=int(working["count"])))
    match = _DURATION.fullmatch(body.upper())
    if match is None or not any(match.groupdict().values()):
        return None
    n = {name: int(value or 0) for name, value in match.groupdict().items()}
    seconds = ((n["weeks"] * 7 + n["days"]) * 24 + n["hours"]) * 3600 + n["minutes"] * 60 + n["seconds"]
    return _bounded(Span("calendar", months=n["years"] * 12 + n["months"], seconds=seconds))


def named(text: str) -> str:
    """The variable a limit is a day of: ``=close_by``. Empty where it is a length."""
    found = _NAMED.fullmatch(text.strip())
    return found["name"] if found else ""


def closing(day: str, zone: ZoneInfo) -> datetime | None:
    """When work ends on a day written as ISO 8601; None if it is none."""
    try:
        return datetime.combine(date.fromisoformat(day.strip()[:10]), DAY_ENDS, zone).astimezone(UTC)
    except ValueError:
        return None


def _bounded(span: Span) -> Span | None:
    days = span.count if span.unit != "calendar" else span.months * 31 + span.seconds // 86400
    return span if days <= LONGEST_DAYS else None


def instant(text: str, zone: ZoneInfo) -> datetime | None:
    """A date or a point in time as ISO 8601; a date means its first moment. None if it is none."""
    try:
        found = datetime.fromisoformat(text.strip().strip("'\"").replace("Z", "+00:00"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def after(start: datetime, span: Span, working: WorkingDay, zone: ZoneInfo) -> datetime:
    """The instant that lies ``span`` after ``start``. Working days end at the close of the last one."""
    here = start.astimezone(zone)
    if span.unit == "working_days":
        day = here.date()
        for _ in range(span.count):
            day = _next(day, working)
        return datetime.combine(day, DAY_ENDS, zone).astimezone(UTC)
    if span.unit == "working_hours":
        return _working_hours(here, span.count, working, zone).astimezone(UTC)
    if span.months:
        here = datetime.combine(add_months(here.date(), span.months), here.timetz())
    return here.astimezone(UTC) + timedelta(seconds=span.seconds)


def _next(day: date, working: WorkingDay) -> date:
    for _ in range(60):
        day += timedelta(days=1)
        if working(day):
            return day
    return day  # a calendar without working days holds nobody for ever


def _working_hours(here: datetime, hours: int, working: WorkingDay, zone: ZoneInfo) -> datetime:
    left = timedelta(hours=hours)
    day = here.date()
    at = here
    if not working(day) or at.time() >= DAY_ENDS:
        day = _next(day, working)
        at = datetime.combine(day, DAY_STARTS, zone)
    elif at.time() < DAY_STARTS:
        at = datetime.combine(day, DAY_STARTS, zone)
    while True:
        rest = datetime.combine(day, DAY_ENDS, zone) - at
        if left <= rest:
            return at + left
        left -= rest
        day = _next(day, working)
        at = datetime.combine(day, DAY_STARTS, zone)
