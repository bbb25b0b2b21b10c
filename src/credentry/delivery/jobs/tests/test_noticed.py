"""Who is mentioned, urged or sent a copy finds it in the inbox and over their channels, once, until they take note."""

from datetime import timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.approvals.models import Process, Task
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import SYSTEM
from credentry.delivery.jobs import schedule
from credentry.foundation import clock
from credentry.plumbing import outbox, queue
from credentry.plumbing.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    found = make_office("bob", "cat", "dan")
    for user in found.users.values():
        user.email = f"{user.username}@example.com"
        user.save()
    install_defaults(SYSTEM)
    return found


@pytest.fixture
def process(office: Office) -> Process:
    return published("told", chain(step("check", "bob")))


def seconds_later() -> None:
    """The worker's next looks, long before the minute of the sweep is over."""
    with clock.fixed(clock.now() + timedelta(seconds=3)):
        for _ in range(3):
            queue.run_due(50)


def told(office: Office) -> dict[str, list[str]]:
    """Who has which notice open in the inbox."""
    rows = Alert.objects.filter(state="open", code__startswith="notice").order_by("code", "created_at")
    found: dict[str, list[str]] = {}
    for person, code in rows.values_list("recipient__username", "code"):
        found.setdefault(person, []).append(code)
    return found


def test_a_mention_reaches_the_inbox_and_the_mail_and_shows_the_task(
    office: Office, process: Process
) -> None:
    office.start(process)
    for _ in range(3):
        queue.run_due(50)
    task = office.todo("bob")[0]
    assert listing(office.actor("cat"), kinds.get("task"), Query()).count == 0
    office.do("bob", "comment", text="@CAT 单价对吗？", people=[office.users["cat"].pk])
    assert outbox.dispatch() == 1
    assert Job.objects.filter(name=schedule.SWEEP, state="queued").count() == 1
    seconds_later()
    assert told(office) == {"cat": ["notice_mention"]}
    alert = Alert.objects.get(code="notice_mention")
    assert (alert.record_id, alert.title, alert.answer_by) == (task.pk, task.title, None)
    sent = Delivery.objects.filter(alert=alert).order_by("channel").values_list("channel", flat=True)
    assert list(sent) == ["email", "inbox"]
    assert [one.pk for one in Task.objects.filter(copied__user=office.users["cat"])] == [task.pk]
    assert listing(office.actor("cat"), kinds.get("task"), Query()).count == 1, "who is asked sees it"
    assert listing(office.actor("dan"), kinds.get("task"), Query()).count == 0
    perform(office.actor("cat"), "task", "read", task.pk, {})
    seconds_later()
    assert told(office) == {}


def test_urging_and_copies_reach_people_and_end_with_the_task(office: Office, process: Process) -> None:
    case = office.start(process)
    task = office.todo("bob")[0]
    perform(office.actor("ann"), "task", "urge", task.pk, {"text": "客户在等"})
    perform(office.actor("ann"), "task", "copy", task.pk, {"people": [office.users["dan"].pk]})
    seconds_later()
    assert told(office) == {"bob": ["notice_urge"], "dan": ["notice_copy"]}
    with clock.fixed(clock.now() + timedelta(days=9)):
        sweep()
        assert told(office) == {"bob": ["notice_urge"], "dan": ["notice_copy"]}, "nobody is told after them"
        assert Alert.objects.filter(code__startswith="notice").count() == 2
        office.do("bob", "approve")
        sweep()
        assert told(office) == {"dan": ["notice_copy"]}
        case.refresh_from_db()
        assert case.state == "completed"
        perform(office.actor("dan"), "task", "read", task.pk, {})
        sweep()
        assert told(office) == {}


def test_a_step_that_names_copies_tells_them(office: Office) -> None:
    copies: Any = [{"by": "person", "code": "cat"}]
    office.start(published("copies", chain(step("check", "bob", copies=copies))))
    sweep()
    assert told(office) == {"cat": ["notice_copy"]}


def test_the_other_road_owes_the_same(office: Office, process: Process) -> None:
    office.start(process)
    office.do("bob", "comment", text="看一下", people=[office.users["cat"].pk, office.users["dan"].pk])
    sweep()
    found = reconcile()
    assert (found.ok, found.lost, found.stale, found.owed >= 2) == (True, 0, 0, True)


def away(office: Office, name: str, deputy: str) -> None:
    """Somebody is not there today."""
    today = clock.today()
    stay = {
        "user": office.users[name].pk,
        "from_date": today,
        "to_date": today,
        "deputy": office.users[deputy].pk,
    }
    perform(SYSTEM, "absence", "enter", None, stay)


def missed(office: Office, name: str, task: Task) -> list[dict[str, str]]:
    """What the writer reads of those who were not there, at the last line of the history."""
    page = detail(office.actor(name), kinds.get("task"), task.pk).extra
    whole = detail(office.actor(name), kinds.get("case"), task.case_id).extra["tasks"][0]
    assert page["log"][-1]["away"] == whole["log"][-1]["away"]
    found: list[dict[str, str]] = page["log"][-1]["away"]
    return found


def test_for_who_is_away_only_somebody_who_may_see_the_task_is_told_and_else_the_writer_learns_it(
    office: Office, process: Process
) -> None:
    office.start(process)
    task = office.todo("bob")[0]
    away(office, "cat", "dan")
    office.do("bob", "comment", text="@CAT 单价对吗？", people=[office.users["cat"].pk])
    sweep()
    assert told(office) == {}, "neither the deputy nor the manager may see it"
    assert missed(office, "bob", task) == [{"person": "CAT", "instead": ""}]
    perform(office.actor("ann"), "task", "copy", task.pk, {"people": [office.users["dan"].pk]})
    perform(office.actor("dan"), "task", "read", task.pk, {})
    office.do("bob", "comment", text="@CAT 还有税率？", people=[office.users["cat"].pk])
    sweep()
    assert told(office) == {"dan": ["notice_mention"]}
    assert missed(office, "bob", task) == [{"person": "CAT", "instead": "DAN"}]
    assert listing(office.actor("cat"), kinds.get("task"), Query(condition="copied_to:me")).count == 1
