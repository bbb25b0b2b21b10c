"""Who is told changes at once, not at the next minute: reassigned, archived, restored, a policy switched off."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.models import Alert, AlertPolicy, Delivery
from credentry.capabilities.alerts.queries import unreached
from credentry.core.identity.models import User
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.jobs import schedule
from credentry.domains.credentials.tests.factories import act, make, make_type, plain_type
from credentry.foundation import clock
from credentry.plumbing import queue
from credentry.plumbing.models import Job

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 14)
TODAY = ENDS - timedelta(days=55)
RULE = {"code": "sixty", "name": "提前六十天", "stages": [60]}


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def owner(company: Company) -> User:
    return make_user("zhang", "editor", company.east, "subtree", name="张三", email="zhang@example.com")


@pytest.fixture
def told(company: Company, owner: User) -> Iterator[Any]:
    """A certificate whose owner was told a moment ago; the minute's sweep is over."""
    perform(SYSTEM, "alert_policy", "define", None, RULE)
    with clock.fixed(TODAY):
        record = make(make_type(), unit=company.east.pk, responsible=owner.pk, valid_to=str(ENDS))
        for _ in range(3):
            queue.run_due(50)
        assert open_ones() == [("张三", 60)]
        assert not Job.objects.filter(name=schedule.SWEEP, state="queued").exists()
        yield record


def open_ones() -> list[tuple[str, int]]:
    rows = Alert.objects.filter(state="open").order_by("recipient__name")
    return list(rows.values_list("recipient__name", "stage"))


def a_second_later() -> None:
    """The worker's next look: long before the minute is over."""
    with clock.fixed(clock.now() + timedelta(seconds=2)):
        queue.run_due(50)


@pytest.mark.demand("R-000-47")
def test_the_new_owner_is_told_at_once(
    told: Any, company: Company, django_capture_on_commit_callbacks: Any
) -> None:
    li = make_user("li", "editor", company.east, "subtree", name="李四", email="li@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        act(told, "amend", responsible=str(li.pk))
    a_second_later()
    assert open_ones() == [("李四", 60)]
    ended = Alert.objects.get(state="superseded")
    assert (ended.recipient.name, ended.reason) == ("张三", "recipient_changed")
    assert Delivery.objects.get(alert=ended, channel="email").state == "superseded"


def test_an_archived_record_is_silent_in_its_transaction_and_speaks_when_restored(
    told: Any, django_capture_on_commit_callbacks: Any
) -> None:
    act(told, "archive")
    assert open_ones() == []
    assert set(Delivery.objects.exclude(channel="inbox").values_list("state", flat=True)) == {"cancelled"}
    with django_capture_on_commit_callbacks(execute=True):
        act(told, "restore")
    a_second_later()
    assert open_ones() == [("张三", 60)]


@pytest.mark.demand("R-000-41")
def test_a_policy_switched_off_silences_what_no_other_speaks_of(
    told: Any, django_capture_on_commit_callbacks: Any
) -> None:
    policy = AlertPolicy.objects.get(code="sixty")
    perform(SYSTEM, "alert_policy", "switch_off", policy.pk)
    ended = Alert.objects.get()
    assert (ended.state, ended.reason) == ("cancelled", "policy_off")
    assert Delivery.objects.get(alert=ended, channel="email").state == "cancelled"
    assert unreached.unreached().counts["no_policy"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        perform(SYSTEM, "alert_policy", "switch_on", policy.pk)
    a_second_later()
    assert open_ones() == [("张三", 60)]


def test_where_another_policy_speaks_the_alert_stays(told: Any) -> None:
    perform(SYSTEM, "alert_policy", "define", None, {**RULE, "code": "other", "name": "另一条"})
    perform(SYSTEM, "alert_policy", "switch_off", AlertPolicy.objects.get(code="sixty").pk)
    assert open_ones() == [("张三", 60)]


def test_a_policy_narrowed_lets_go_what_it_no_longer_covers(told: Any) -> None:
    policy = AlertPolicy.objects.get(code="sixty")
    perform(SYSTEM, "alert_policy", "amend", policy.pk, {**RULE, "name": "改名"})
    assert open_ones() == [("张三", 60)]
    perform(SYSTEM, "alert_policy", "amend", policy.pk, {**RULE, "deadlines": ["duty*"]})
    assert open_ones() == []


def test_a_new_policy_speaks_at_once(told: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        perform(
            SYSTEM,
            "alert_policy",
            "define",
            None,
            {"code": "late", "name": "晚些", "stages": [56], "rank": 9},
        )
    a_second_later()
    assert open_ones() == [("张三", 56)]


def test_records_nobody_was_told_of_ask_for_nothing(
    told: Any, company: Company, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fresh = make(plain_type(), unit=company.east.pk, valid_to="2031-01-01")
        act(fresh, "amend", title="改名")
    assert not Job.objects.filter(name=schedule.SWEEP, state="queued").exists()
