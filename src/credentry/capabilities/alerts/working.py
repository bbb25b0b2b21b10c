"""Days of alerts among the days people work."""

from datetime import date, timedelta

from credentry.core.records.working import calendar, is_working, steady

#: So many days off in a row at most, whatever a calendar says.
LONGEST_BREAK = 30


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself for 0."""
    works = calendar()
    for _ in range(count):
        day += timedelta(days=1)
        skipped = 0
        while not works(day) and skipped < LONGEST_BREAK:
            day += timedelta(days=1)
            skipped += 1
    return day


def working_day_upto(day: date) -> date:
    """The day itself when people work on it, else the working day before."""
    back, works = day, calendar()
    while not works(back) and (day - back).days < LONGEST_BREAK:
        back -= timedelta(days=1)
    return back


def reach_of(today: date) -> date:
    """The last day whose reminders are due today: the days off that follow today are told of before they begin."""
    day, works = today, calendar()
    while (day - today).days < LONGEST_BREAK and not works(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


__all__ = [
    "LONGEST_BREAK",
    "add_working_days",
    "calendar",
    "is_working",
    "reach_of",
    "steady",
    "working_day_upto",
]
