"""When work that comes round is due: pure of the calendar, one open period at a time."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.models import Routine, RoutineDone
from credentry.core.records.kinds import DeadlineRow
from credentry.foundation.dates import add_months
from credentry.plumbing import lookup

CODE = "routine_due"
DAY = timedelta(days=1)


def next_period(today: date, months: int) -> date:
    """The first day of the next period of the calendar: of the next quarter for 3, of the next year for 12."""
    start = date(today.year, 1, 1)
    while start <= today:
        start = add_months(start, months)
    return start


def due_on(period: date, months: int, due_workdays: int | None) -> tuple[date, date]:
    """The first working day of a period, and the day its work is due."""
    last = add_months(period, months) - DAY
    opens = working.add_working_days(period - DAY, 1)
    if due_workdays is None:
        return opens, working.working_day_upto(last)
    return opens, working.add_working_days(opens, due_workdays)


def open_period(routine: Routine) -> date:
    """The period that is to be done next: the one after the last that was, else the first."""
    periods = RoutineDone.objects.filter(routine=routine).order_by("-period").values_list("period", flat=True)
    return _next(routine.first_on, routine.months, periods.first())


def _next(first_on: date, months: int, last_done: date | None) -> date:
    if last_done is None or last_done < first_on:
        return first_on
    return add_months(last_done, months)


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """The deadlines of these routines: of every period done, settled, and of the one that is open. Two queries."""
    done: dict[UUID, list[tuple[date, date]]] = {}
    for routine, period, on in lookup.by_ids(
        RoutineDone, "routine_id", ids, ("routine_id", "period", "done_on")
    ):
        done.setdefault(routine, []).append((period, on))
    columns = ("pk", "first_on", "months", "due_workdays", "active")
    for pk, first_on, months, workdays, active in lookup.by_ids(Routine, "pk", ids, columns):
        known = sorted(done.get(pk, ()))
        for period, on in known:
            yield _row(pk, period, months, workdays, on)
        if active:
            yield _row(pk, _next(first_on, months, known[-1][0] if known else None), months, workdays, None)


def _row(pk: UUID, period: date, months: int, workdays: int | None, done: date | None) -> DeadlineRow:
    opens, due = due_on(period, months, workdays)
    by = "done" if done else ""
    return DeadlineRow(pk, CODE, period.isoformat(), due, opens_on=opens, closed_on=done, closed_by=by)


def periods(routine: Routine) -> list[dict[str, Any]]:
    """What was done, the latest first."""
    rows = RoutineDone.objects.filter(routine=routine).select_related("user").order_by("-period")[:60]
    return [
        {
            "period": one.period,
            "done_on": one.done_on,
            "note": one.note,
            "by": one.user.name if one.user else "",
        }
        for one in rows
    ]
