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
