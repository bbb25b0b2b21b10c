"""The working calendar: which days people work. The domain that knows holidays registers it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

WorkingDay = Callable[[date], bool]


def _weekdays() -> WorkingDay:
    return lambda day: day.weekday() < 5


_calendar: list[Callable[[], WorkingDay]] = [_weekdays]
_steady: ContextVar[WorkingDay | None] = ContextVar("credentry_working_days", default=None)


def use(days: Callable[[], WorkingDay]) -> Callable[[], WorkingDay]:
    """Take this calendar from now on (Monday to Friday until then); gives the one before. ``days`` gives the days of one
    piece of work: what it has to look up it looks up once."""
    before = _calendar[0]
    _calendar[0] = days
    return before


def calendar() -> WorkingDay:
    """The days as they are known now, for one piece of work."""
    return _steady.get() or _calendar[0]()


@contextmanager
def steady() -> Iterator[None]:
    """All that is asked within is asked of one calendar, looked up once."""
    token = _steady.set(calendar())
    try:
        yield
    finally:
        _steady.reset(token)


def is_working(day: date) -> bool:
    """Whether people work on that day."""
    return calendar()(day)
