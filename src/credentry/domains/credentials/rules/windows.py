"""Deadlines from a type's rules: when a renewal may be filed, its last legal day, and when duties are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from credentry.foundation.dates import Span, add, parse_span

DAY = timedelta(days=1)
WorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Window:
    """``opens_on``: first day to file (None: any time). ``files_by``: last legal day to file where it comes before
    the expiry day (None: until expiry)."""

    opens_on: date | None
    files_by: date | None


def weekday(day: date) -> bool:
    """Monday to Friday: the working calendar where nothing better is known."""
    return day.weekday() < 5


def before(day: date, length: Mapping[str, Any], working: WorkingDay = weekday) -> date:
    """The day ``length`` ({n, unit: day|week|month|year|workday}) before ``day``."""
    count, unit = int(length.get("n", 0)), str(length.get("unit", "day"))
    if unit == "workday":
        while count > 0:
            day -= DAY
            count -= working(day)
        return day
    if unit in ("month", "year"):
        return add(day, Span(months=-count * (12 if unit == "year" else 1)))
    return add(day, Span(days=-count * (7 if unit == "week" else 1)))


def after(day: date, length: Mapping[str, Any]) -> date:
    """The day ``length`` ({n, unit: day|week|month|year}) after ``day``."""
    count, unit = int(length.get("n", 0)), str(length.get("unit", "day"))
    months = {"month": 1, "year": 12}.get(unit, 0) * count
    return add(day, Span(months=months, days=0 if months else count * (7 if unit == "week" else 1)))


def renewal(rule: Mapping[str, Any], expiry: date, working: WorkingDay = weekday) -> Window:
    """The filing window of a credential whose last valid day is ``expiry``."""
    opens, latest = rule.get("open_before_expiry"), rule.get("latest_before_expiry")
    files_by = before(expiry, latest, working) if latest and int(latest.get("n", 0)) > 0 else None
    opens_on = before(expiry, opens, working) if opens else None
    if opens_on is not None and opens_on > (files_by or expiry):
        opens_on = None  # a rule that opens after it closes is a mistake in the data: leave the start open
    return Window(opens_on, files_by)


def window_of(definition: Mapping[str, Any], expiry: date, working: WorkingDay = weekday) -> Window:
    """The filing window under the whole definition of a type: a yearly window (1 October to 31 December) stands in
    the calendar, every other is counted back from the expiry day."""
    found = renewal(definition.get("renewal") or {}, expiry, working)
    opens = str(((definition.get("validity") or {}).get("window") or {}).get("from") or "")
    if not opens:
        return found
    month, day = (int(part) for part in opens.split("-"))
    opens_on = date(expiry.year, month, day)
    if opens_on > expiry:
        opens_on = date(expiry.year - 1, month, day)
    return Window(opens_on, found.files_by)


def last_filing_day(definition: Mapping[str, Any], expiry: date, working: WorkingDay = weekday) -> date:
    """Last day on which a renewal counts as filed in time: the type's own limit, else the one of the general rule
    under which an undecided application keeps a licence valid (30 days, art. 50 Administrative Licensing Law of the
    PRC), else the expiry day."""
    rule = definition.get("renewal") or {}
    general = (definition.get("pending") or {}).get("filed_before")
    if rule.get("latest_before_expiry") is None and general:
        return before(expiry, general, working)
    return renewal(rule, expiry, working).files_by or expiry


def safe_start(due: date, lead: Mapping[str, Any] | None, working: WorkingDay = weekday) -> date | None:
    """Latest day to begin so that what takes ``lead`` is ready on ``due``, on a working day; None where nothing is
    known about how long it takes."""
    if not lead:
        return None
    day = before(due, lead, working)
    while not working(day):
        day -= DAY
    return day


def start_by(rule: Mapping[str, Any], granted: date) -> date | None:
    """Last day to begin what a permit allows, where it lapses otherwise (validity rule ``start_deadline``).

    The day of the grant is not counted: three months from 15 March end on 15 June (art. 201, 202 Civil Code of the
    PRC).
    """
    months = int(rule.get("years") or 0) * 12 + int(rule.get("months") or 0)
    return add(granted, Span(months=months)) if rule.get("rule") == "start_deadline" and months else None


def last_day_before_age(born: date, age: int) -> date:
    """The day before somebody born on ``born`` becomes ``age``; born on 29 February, the birthday of other years is
    1 March."""
    year = born.year + age
    leap = born.month == 2 and born.day == 29
    birthday = date(year, 3, 1) if leap and not _is_leap(year) else date(year, born.month, born.day)
    return birthday - DAY


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def first_due(duty: Mapping[str, Any], start: date, not_before: date) -> date | None:
    """First day on which a duty falls due, counted from ``start`` in its cycle, on or after ``not_before``.

    Rounds before ``not_before`` count as met: an old certificate entered today is not held against its unknown
    past. None where the duty has no cycle.
    """
    every = duty.get("every")
    if not every:
        return None
    step = parse_span(str(every))
    lead = parse_span(str(duty.get("first_due") or every))
    due = add(start, lead)
    rounds = 0
    while due < not_before:
        rounds += 1
        due = add(start, Span(lead.months + step.months * rounds, lead.days + step.days * rounds))
    return due


def next_due(duty: Mapping[str, Any], done: date) -> date | None:
    """When a duty done on ``done`` falls due again; None where it has no cycle."""
    every = duty.get("every")
    return add(done, parse_span(str(every))) if every else None


def grace_days(duty: Mapping[str, Any]) -> int | None:
    """Days after the due day before the standing ends; None where the duty only warns, which one that is still to be
    confirmed (certainty ``check``) always does."""
    grace = duty.get("grace")
    if grace is None or duty.get("certainty") == "check":
        return None
    span = parse_span(str(grace))
    return span.days + span.months * 30
