"""The working calendar: which days people work. The domain that knows holidays registers it."""

from collections.abc import Callable
from datetime import date, timedelta

WorkingDay = Callable[[date], bool]
#: So many days off in a row at most, whatever a calendar says.
LONGEST_BREAK = 30


def _weekday(day: date) -> bool:
    return day.weekday() < 5


_calendar: list[WorkingDay] = [_weekday]


def use(working_day: WorkingDay) -> None:
    """Take this calendar from now on; Monday to Friday until then."""
    _calendar[0] = working_day


def is_working(day: date) -> bool:
    """Whether people work on that day."""
    return _calendar[0](day)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself for 0."""
    for _ in range(count):
        day += timedelta(days=1)
        skipped = 0
        while not is_working(day) and skipped < LONGEST_BREAK:
            day += timedelta(days=1)
            skipped += 1
    return day


def working_day_upto(day: date) -> date:
    """The day itself when people work on it, else the working day before."""
    back = day
    while not is_working(back) and (day - back).days < LONGEST_BREAK:
        back -= timedelta(days=1)
    return back


def reach_of(today: date) -> date:
    """The last day whose reminders are due today: the days off that follow today are told of before they begin."""
    day = today
    while (day - today).days < LONGEST_BREAK and not is_working(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day
