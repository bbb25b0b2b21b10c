"""The working calendar of time limits. The domain that knows holidays registers it."""

from collections.abc import Callable
from datetime import date, datetime

from credentry.capabilities.approvals.bpmn import times
from credentry.foundation import clock


def _weekday(day: date) -> bool:
    return day.weekday() < 5


_calendar: list[Callable[[date], bool]] = [_weekday]


def use_calendar(working_day: Callable[[date], bool]) -> None:
    """Take this calendar from now on; Monday to Friday until then."""
    _calendar[0] = working_day


def is_working(day: date) -> bool:
    """Whether people work that day."""
    return _calendar[0](day)


def due(start: datetime, text: str) -> datetime | None:
    """The instant a limit such as ``3WD``, ``8WH`` or ``P2D`` is over; None where there is none."""
    span = times.duration(text) if text else None
    return None if span is None else times.after(start, span, _calendar[0], clock.zone())
