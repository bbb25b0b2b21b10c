"""The working calendar of time limits. The domain that knows holidays registers it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

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


def due(start: datetime, text: str, known: Mapping[str, Any] | None = None) -> datetime | None:
    """The instant a limit such as ``3WD``, ``8WH`` or ``P2D`` is over; None where there is none.

    ``=close_by``: the end of the day that stands under that name in ``known``; none while nothing stands there.
    """
    name = times.named(text)
    if name:
        return times.closing(str((known or {}).get(name) or ""), clock.zone())
    span = times.duration(text) if text else None
    return None if span is None else times.after(start, span, _calendar[0], clock.zone())
