"""Tasks with a time limit are told of like any deadline: by shipped and default policies, to whoever has them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.capabilities.alerts.models import Alert
from credentry.capabilities.approvals.actions import tick
from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import SYSTEM
from credentry.domains.packs.actions import install
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
#: A Monday.
MONDAY = datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LIMIT = {"limit": "5WD"}


@pytest.fixture
def office() -> Office:
    with clock.fixed(MONDAY):
        return make_office("bob", "cat", "dan")


def told() -> set[tuple[str, int]]:
    """Who has an open notice, and of which stage."""
    rows = Alert.objects.filter(record_kind="task", state="open")
    return set(rows.values_list("recipient__username", "stage"))


def swept(days: int) -> set[tuple[str, int]]:
    with clock.fixed(MONDAY + timedelta(days=days)):
        sweep()
    return told()


@pytest.mark.demand("R-000-56")
def test_the_shipped_policy_of_steps_speaks_of_tasks_and_falls_silent_when_they_are_done(
    office: Office,
) -> None:
    with clock.fixed(MONDAY):
        install("quality-system", SYSTEM)
        office.start(published("p", chain(step("check", "bob", "cat", mode="parallel", **LIMIT))))
    due = date(2026, 11, 9)
    rows = Deadline.objects.filter(kind="task").values_list("code", "due_on", "responsible_id", "closed_on")
    people = {office.users[name].pk for name in ("bob", "cat")}
    assert set(rows) == {("step_due", due, one, None) for one in people}
    assert swept(0) == set()
    # The day before is a Sunday: it is told on Friday.
    assert swept(4) == {("bob", 1), ("cat", 1), ("boss", 1)}
    with clock.fixed(MONDAY + timedelta(days=4)):
        office.do("cat", "approve")
    assert {one for one in swept(4) if one[0] == "cat"} == set()
    assert ("bob", 0) in swept(7)
    with clock.fixed(MONDAY + timedelta(days=7)):
        office.do("bob", "approve")
    assert swept(8) == set()
    assert set(Alert.objects.filter(recipient__username="bob").values_list("state", flat=True)) <= {
        "closed", "superseded",
    }  # fmt: skip
    assert not Deadline.objects.filter(kind="task", closed_on__isnull=True).exists()


def test_without_a_pack_the_default_speaks_and_a_task_handed_on_takes_its_notice_along(
    office: Office,
) -> None:
    with clock.fixed(MONDAY):
        install_defaults(SYSTEM)
        office.start(published("p", chain(step("check", "bob", late="transfer", **LIMIT))))
    assert swept(6) == {("bob", 1)}
    assert swept(7) == {("bob", 0)}
    with clock.fixed(MONDAY + timedelta(days=7)):
        office.do("bob", "transfer", to=office.users["dan"].pk)
    assert swept(7) == {("dan", 0)}
    with clock.fixed(MONDAY + timedelta(days=8)):
        assert tick() == 1
        assert office.lists() == {"boss": ["check"]}
    assert {who for who, _ in swept(8)} == {"boss"}
    log = Task.objects.get().step["log"]
    assert log[-1]["automatic"] is True


def test_work_without_a_limit_owes_nothing_and_each_round_is_a_cycle_of_its_own(office: Office) -> None:
    with clock.fixed(MONDAY):
        office.start(published("p", chain(step("first", "bob"), step("check", "cat", **LIMIT))))
        assert Deadline.objects.count() == 0
        office.do("bob", "approve")
        assert Deadline.objects.get().cycle == f"1:{office.users['cat'].pk}"
        office.do("cat", "return_to", target="initiator", way="resume", text="补")
        assert Deadline.objects.get().closed_on is not None
        office.do("ann", "approve")
    assert Deadline.objects.get(closed_on__isnull=True).cycle == f"2:{office.users['cat'].pk}"
