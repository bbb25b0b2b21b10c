"""Dwell time, lead time, rework and on-time rates, each number opening exactly the rows it counts."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from credentry.capabilities.approvals.bpmn import times
from credentry.capabilities.approvals.models import Case, Task
from credentry.capabilities.approvals.queries.measures import Asked, asked, measures
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.core.records import kinds
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation import clock
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday; the office keeps Monday to Friday.
MONDAY = datetime(2026, 8, 3, 10, tzinfo=ZONE)
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat")


def at(office: Office, hours: float, name: str, action: str = "approve", **more: Any) -> None:
    with clock.fixed(MONDAY + timedelta(hours=hours)):
        office.do(name, action, **more)


def begun(office: Office, process: Any, hours: float = 0, **more: Any) -> Case:
    with clock.fixed(MONDAY + timedelta(hours=hours)):
        return office.start(process, **more)


def month(**more: Any) -> Asked:
    return asked(*AUGUST, **more)


def numbers(found: Any) -> Iterator[dict[str, Any]]:
    """Everything that says how many and opens a list."""
    if isinstance(found, dict):
        if {"count", "kind", "condition"} <= found.keys():
            yield found
        for one in found.values():
            yield from numbers(one)
    elif isinstance(found, list):
        for one in found:
            yield from numbers(one)


def opens_what_it_counts(found: dict[str, Any], actor: Any) -> int:
    some = list(numbers(found))
    for one in some:
        query = Query(condition=one["condition"], exact=True)
        assert listing(actor, kinds.get(one["kind"]), query).count == one["count"], one
    return len(some)


@pytest.mark.demand("R-000-21")
def test_a_month_by_step_and_the_slowest_of_them(office: Office) -> None:
    process = published("mea", chain(step("check", "bob", limit="8WH"), step("sign", "cat")))
    begun(office, process)
    at(office, 2, "bob")  # Monday 12:00: two hours
    at(office, 26, "cat")  # Tuesday 12:00: 24 hours by the calendar
    begun(office, process, 100)  # Friday 14:00
    at(office, 173, "bob")  # Monday 15:00: three hours on Friday, six on Monday
    with clock.fixed(MONDAY + timedelta(days=9)):
        found = measures(SYSTEM, month())
        steps = {one["node"]: one for one in found["steps"]}
        check, sign = steps["check"], steps["sign"]
        assert (check["clock"], check["median_hours"], check["p90_hours"]) == ("working", 2.0, 9.0)
        assert (sign["clock"], sign["median_hours"], sign["open"]["count"]) == ("calendar", 24.0, 1)
        assert (check["on_time"]["count"], check["on_time"]["of"]["count"], check["on_time"]["rate"]) == (
            1,
            2,
            0.5,
        )
        assert (check["late"]["count"], sign["on_time"]["rate"]) == (1, None)
        assert found["steps"][0]["node"] == "check"  # 75 of 99 hours of the calendar
        assert found["slowest"][0]["hours"] == 73.0
        overall = found["overall"]
        assert (overall["ended"]["count"], overall["running"]["count"]) == (1, 1)
        assert overall["lead"]["median_hours"] == 26.0
        assert opens_what_it_counts(found, SYSTEM) > 30


def test_returned_work_counts_as_rework_and_outside_of_the_period_nothing_counts(office: Office) -> None:
    process = published("mea2", chain(step("check", "bob"), step("sign", "cat")))
    case = begun(office, process)
    at(office, 1, "bob")
    at(office, 2, "cat", "return_to", target="previous", way="restart", text="再看")
    at(office, 3, "bob")
    at(office, 4, "cat", "return_to", target="initiator", way="resume", text="补")
    at(office, 5, "ann")
    at(office, 6, "cat")
    begun(office, process)
    at(office, 7, "bob", "reject", text="不办")
    case.refresh_from_db()
    assert (case.state, case.returns) == ("completed", 2)
    with clock.fixed(MONDAY + timedelta(days=1)):
        found = measures(SYSTEM, month())
        overall = found["overall"]
        assert (overall["reworked"]["count"], overall["reworked"]["rate"]) == (1, 0.5)
        assert (overall["completed"]["count"], overall["rejected"]["count"]) == (1, 1)
        steps = {(one["node"], one["rework"]): one for one in found["steps"]}
        assert (steps[("sign", False)]["returned"]["count"], steps[("sign", False)]["done"]["count"]) == (
            2,
            2,
        )
        assert steps[("sign", False)]["returned"]["rate"] == 1.0
        assert [one["done"]["count"] for (_, rework), one in steps.items() if rework] == [1]
        assert opens_what_it_counts(found, SYSTEM) > 30
        before = measures(SYSTEM, asked(date(2026, 7, 1), date(2026, 7, 31)))
        assert (before["overall"]["ended"]["count"], before["overall"]["lead"]) == (0, None)
        with pytest.raises(Invalid):
            asked(date(2026, 8, 2), date(2026, 8, 1))


@pytest.mark.demand("R-000-87")
@pytest.mark.demand("R-000-86")
def test_lead_time_before_and_after(office: Office) -> None:
    process = published("mea3", chain(step("check", "bob")))
    for begins, ends in ((0, 100), (200, 300)):
        begun(office, process, begins)
        at(office, ends, "bob")
    begun(office, process, 24 * 40)
    at(office, 24 * 40 + 20, "bob")
    with clock.fixed(MONDAY + timedelta(days=60)):
        found = measures(SYSTEM, asked(date(2026, 9, 1), date(2026, 9, 30)), month())
        assert (
            found["overall"]["lead"]["median_hours"],
            found["against"]["overall"]["lead"]["median_hours"],
        ) == (20, 100)
        assert (found["overall"]["gain"], found["processes"][0]["gain"]) == (0.8, 0.8)
        assert opens_what_it_counts(found, SYSTEM) > 30


def test_by_unit_with_those_below_by_process_by_month_and_only_what_one_may_see(office: Office) -> None:
    east, west, root = office.company.east, office.company.west, office.company.root
    one = published("mea4", chain(step("check", "bob")))
    other = published("mea5", chain(step("check", "bob", limit="1WD")))
    for n, (process, unit) in enumerate(((one, east), (one, west), (other, east))):
        begun(office, process, n * 24, unit=unit.pk)
        at(office, n * 24 + 24 * 12 * n + 1, "bob")
    begun(office, other, 24 * 30, unit=west.pk)
    with clock.fixed(MONDAY + timedelta(days=31)):
        found = measures(SYSTEM, asked(date(2026, 8, 1), date(2026, 9, 30)))
        assert {row["key"]: row["ended"]["count"] for row in found["units"]} == {
            str(root.pk): 3, str(east.pk): 2, str(west.pk): 1,
        }  # fmt: skip
        assert {row["key"]: row["running"]["count"] for row in found["units"]}[str(west.pk)] == 1
        assert [row["ended"]["count"] for row in found["months"]] == [3, 0]
        assert {row["label"]["zh"]: row["late"]["rate"] for row in found["processes"]} == {
            "mea4": None,
            "mea5": 1.0,
        }
        assert opens_what_it_counts(found, SYSTEM) > 60
        below = measures(
            SYSTEM, asked(date(2026, 8, 1), date(2026, 9, 30), unit=str(east.pk), process="mea4")
        )
        assert below["overall"]["ended"]["count"] == 1
        assert opens_what_it_counts(below, SYSTEM) > 20
        cat, ann = office.actor("cat"), office.actor("ann")
        assert measures(cat, month())["overall"]["ended"]["count"] == 0
        mine = measures(ann, month())
        assert mine["overall"]["ended"]["count"] == 3
        assert opens_what_it_counts(mine, ann) > 30


def test_median_and_ninetieth_percentile_equal_those_worked_out_one_by_one(office: Office) -> None:
    process = published("mea6", chain(step("check", "bob", limit="5WD")))
    rng = random.Random(7)
    spans = []
    for _ in range(7):
        begins, takes = rng.uniform(0, 200), rng.uniform(0.1, 400)
        begun(office, process, begins)
        at(office, begins + takes, "bob")
    for one in Task.objects.all():
        assert one.closed_at is not None
        spans.append(_worked(one.opened_at, one.closed_at))
    with clock.fixed(MONDAY + timedelta(days=40)):
        found = measures(SYSTEM, asked(date(2026, 8, 1), date(2026, 9, 30)))["steps"][0]
    assert found["median_hours"] == pytest.approx(median_low(spans), abs=0.01)
    assert found["p90_hours"] == pytest.approx(sorted(spans)[6], abs=0.01)
    assert found["mean_hours"] == pytest.approx(sum(spans) / 7, abs=0.01)


def _worked(start: datetime, end: datetime) -> float:
    """Working hours between two instants, day by day."""
    here, over = start.astimezone(ZONE), end.astimezone(ZONE)
    found, day = timedelta(), here.date()
    while day <= over.date():
        if day.weekday() < 5:
            opens = max(here, datetime.combine(day, times.DAY_STARTS, ZONE))
            closes = min(over, datetime.combine(day, times.DAY_ENDS, ZONE))
            found += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return found.total_seconds() / 3600
