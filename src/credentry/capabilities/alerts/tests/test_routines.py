"""Work that comes round: derived, told of, done period by period."""

from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert, Routine
from credentry.capabilities.alerts.queries import routines, telling
from credentry.capabilities.alerts.tests.factories import make_user
from credentry.capabilities.alerts.tests.owing import SYSTEM
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
#: A Monday in the second quarter.
TODAY = date(2027, 5, 31)


def on(day: date) -> Any:
    return clock.fixed(day)


def make(**more: Any) -> Routine:
    with on(TODAY):
        made = perform(
            SYSTEM, "routine", "define", None, {"code": "check", "name": "季度自查", **more}
        ).record
    assert isinstance(made, Routine)
    return made


def days(routine: Routine) -> list[tuple[str, date, date | None, date | None]]:
    rows = Deadline.objects.filter(record_id=routine.pk).order_by("due_on")
    return [(one.cycle, one.due_on, one.opens_on, one.closed_on) for one in rows]


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2027, 5, 31), 3, date(2027, 7, 1)),
        (date(2027, 12, 31), 3, date(2028, 1, 1)),
        (date(2027, 1, 1), 12, date(2028, 1, 1)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
    ],
)
def test_it_begins_with_the_next_period_of_the_calendar(today: date, months: int, first: date) -> None:
    assert routines.next_period(today, months) == first


def test_a_quarter_is_due_by_working_days_or_on_its_last() -> None:
    # 1 July 2027 is a Thursday; 30 September 2027 a Thursday; 1 January 2028 a Saturday; 31 December 2028 a Sunday.
    assert routines.due_on(date(2027, 7, 1), 3, 15) == (date(2027, 7, 1), date(2027, 7, 22))
    assert routines.due_on(date(2027, 7, 1), 3, None) == (date(2027, 7, 1), date(2027, 9, 30))
    assert routines.due_on(date(2028, 1, 1), 12, 0) == (date(2028, 1, 3), date(2028, 1, 3))
    assert routines.due_on(date(2028, 1, 1), 12, None) == (date(2028, 1, 3), date(2028, 12, 29))


def test_one_period_is_open_at_a_time_and_what_was_done_stays() -> None:
    routine = make(due_workdays=15)
    assert days(routine) == [("2027-07-01", date(2027, 7, 22), date(2027, 7, 1), None)]
    with on(date(2027, 6, 30)), pytest.raises(DomainError) as early:
        perform(SYSTEM, "routine", "complete", routine.pk, {"note": "x"})
    assert early.value.code == "routine.early"
    with on(date(2027, 8, 2)):
        for day in ("2027-06-30", "2027-08-03"):
            with pytest.raises(Invalid):
                perform(SYSTEM, "routine", "complete", routine.pk, {"note": "x", "done_on": day})
        perform(
            SYSTEM, "routine", "complete", routine.pk, {"note": "312 of 312 found", "done_on": "2027-07-30"}
        )
    assert days(routine) == [
        ("2027-07-01", date(2027, 7, 22), date(2027, 7, 1), date(2027, 7, 30)),
        ("2027-10-01", date(2027, 10, 22), date(2027, 10, 1), None),
    ]
    assert [one["note"] for one in routines.periods(routine)] == ["312 of 312 found"]
    with on(date(2027, 8, 3)):
        perform(SYSTEM, "routine", "switch_off", routine.pk)
    assert [one[3] is not None for one in days(routine)] == [True], "switched off nothing is open"


def test_it_is_told_until_it_is_done_and_the_second_opinion_agrees() -> None:
    person = make_user("auditor")
    with on(TODAY):
        assert "routine-default" in install_defaults(SYSTEM)
    routine = make(due_workdays=15, responsible=str(person.pk))
    due = date(2027, 7, 22)
    with on(date(2027, 7, 15)):
        assert sweep().created == 1
        told = Alert.objects.get(state="open")
        assert (told.recipient_id, told.stage, told.due_on, told.title) == (person.pk, 7, due, "季度自查")
        assert reconcile().ok
        planned = [one.stage for one in telling.of_record("routine", routine.pk) if one.alert_id is None]
        assert planned == [1, 0, -1, -7]
        assert {one.record_id for one in telling.on_day(due)} == {routine.pk}
    with on(date(2027, 7, 16)):
        perform(SYSTEM, "routine", "complete", routine.pk, {"note": "done"})
        sweep()
        told.refresh_from_db()
        assert told.state == "closed"
        assert not Alert.objects.filter(state="open").exists()
    with on(date(2027, 10, 15)):
        assert sweep().created == 1, "the next quarter"
