"""From a registered certificate to the mail and the answer: real records, real policies, a real mail server."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, install_defaults, sweep
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.core.identity.models import Post, User
from credentry.core.identity.queries import actor_for_user
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.jobs import schedule
from credentry.domains.credentials.tests.factories import act, make, make_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import queue

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 14)


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        yield running


@pytest.fixture
def company() -> Company:
    install_defaults(SYSTEM)
    return make_company()


@pytest.fixture
def owner(company: Company) -> User:
    return make_user("zhang", "editor", company.east, "subtree", name="张三", email="zhang@example.com")


def certificate(company: Company, owner: User | None, **more: Any) -> Any:
    values = {
        "unit": company.east.pk,
        "responsible": owner.pk if owner else None,
        "valid_to": str(ENDS),
        **more,
    }
    return make(make_type(), title="网关安全证书", credential_no="2026990901000001", **values)


def tell(day: date) -> None:
    with clock.fixed(day):
        sweep()
        deliver()


def mine(user: User, condition: str = "") -> list[dict[str, Any]]:
    names = [one.name for one in kinds.get("alert").fields]
    query = Query(condition or None, fields=names)
    return listing(actor_for_user(user, "session"), kinds.get("alert"), query).items


@pytest.mark.demand("R-000-42", "R-000-45", "R-000-43")
def test_exactly_three_mails_come_before_expiry_on_their_days(
    company: Company, owner: User, box: Mailbox
) -> None:
    certificate(company, owner)
    came = Counter[date]()
    day = ENDS - timedelta(days=100)
    while day < ENDS:
        before = len(box.messages)
        tell(day)
        came[day] += len(box.messages) - before
        day += timedelta(days=1)
    assert {day: n for day, n in came.items() if n} == {
        ENDS - timedelta(days=left): 1 for left in (90, 60, 30)
    }
    assert set(box.recipients) == {"zhang@example.com"}


@pytest.mark.demand("R-000-49")
def test_after_expiry_it_goes_on_and_reaches_the_head_of_the_unit(
    company: Company, owner: User, box: Mailbox
) -> None:
    head = make_user("head", name="部长", email="head@example.com")
    unit = {"code": "EAST", "name": "华东公司", "parent": company.root.pk, "head": head.pk}
    perform(SYSTEM, "unit", "amend", company.east.pk, unit)
    certificate(company, owner)
    for left in (30, 0, -7, -30):
        box.recipients.clear()
        tell(ENDS - timedelta(days=left))
        expected = {"zhang@example.com"} | ({"head@example.com"} if left <= 0 else set())
        assert set(box.recipients) == expected
    assert {one["recipient"]["label"] for one in mine(owner, "state:open")} == {"张三"}


@pytest.mark.demand("R-000-41")
def test_a_rule_made_without_code_fires_for_the_types_it_names(
    company: Company, owner: User, box: Mailbox
) -> None:
    rule = {
        "code": "safety-early",
        "name": "安规证书提前一百五十天",
        "types": {
            "combinator": "and",
            "rules": [{"field": "category", "operator": "=", "value": "product_safety"}],
        },
        "stages": [150],
    }
    perform(company.admin, "alert_policy", "define", None, rule)
    certificate(company, owner)
    tell(ENDS - timedelta(days=151))
    assert not box.messages
    tell(ENDS - timedelta(days=150))
    assert len(box.messages) == 1
    assert mine(owner)[0]["policy"]["label"] == "安规证书提前一百五十天"


@pytest.mark.demand("R-000-44", "R-000-43")
def test_the_same_alert_stands_in_the_inbox_with_its_read_state(
    company: Company, owner: User, box: Mailbox
) -> None:
    record = certificate(company, owner)
    tell(ENDS - timedelta(days=90))
    (alert,) = mine(owner)
    assert (alert["title"], alert["record_id"], alert["read_at"]) == ("网关安全证书", str(record.pk), None)
    assert len(box.messages) == 1
    with clock.fixed(ENDS - timedelta(days=89)):
        perform(actor_for_user(owner, "session"), "alert", "read", alert["id"])
    assert mine(owner)[0]["read_at"] is not None
    assert mine(owner)[0]["state"] == "open"
    assert mine(make_user("other", "viewer")) == []


@pytest.mark.demand("R-000-47")
def test_a_rule_addressed_to_a_post_reaches_whoever_holds_it(
    company: Company, owner: User, box: Mailbox
) -> None:
    first, second = (make_user(name, email=f"{name}@example.com") for name in ("first", "second"))
    post = perform(
        SYSTEM, "post", "define", None,
        {"code": "CERT", "name": "证书专员", "unit": company.east.pk, "holder": first.pk},
    ).record  # fmt: skip
    rule = {
        "code": "to-post", "name": "通知专员", "stages": [120, 110],
        "recipients": [{"relation": "post", "code": "CERT"}], "rank": 5,
    }  # fmt: skip
    perform(company.admin, "alert_policy", "define", None, rule)
    certificate(company, owner)
    tell(ENDS - timedelta(days=120))
    Post.objects.get(pk=post.pk)
    change = {"code": "CERT", "name": "证书专员", "unit": company.east.pk, "holder": second.pk}
    perform(SYSTEM, "post", "amend", post.pk, change)
    tell(ENDS - timedelta(days=110))
    assert box.recipients == ["first@example.com", "second@example.com"]


@pytest.mark.demand("R-000-49")
def test_an_alert_needs_a_result_and_renewal_closes_it(company: Company, owner: User, box: Mailbox) -> None:
    record = certificate(company, owner)
    tell(ENDS - timedelta(days=60))
    person = actor_for_user(owner, "session")
    (alert,) = mine(owner, "state:open")
    day = ENDS - timedelta(days=59)
    for payload in ({}, {"decision": "not_needed"}, {"decision": "reassigned"}, {"decision": "whatever"}):
        with clock.fixed(day), pytest.raises(DomainError):
            perform(person, "alert", "acknowledge", alert["id"], payload)
    assert kinds.get("alert").action("close") is None
    with clock.fixed(day):
        perform(person, "alert", "acknowledge", alert["id"], {"decision": "renewing"})
        assert [one["state"] for one in mine(owner, "state:acknowledged")] == ["acknowledged"]
    tell(ENDS - timedelta(days=30))
    assert len(mine(owner, "state:open")) == 1  # answered is not settled: the next stage comes
    with clock.fixed(ENDS - timedelta(days=20)):
        act(record, "renew", issued_on="2027-02-20", valid_from="2027-03-15", valid_to="2032-03-14")
    assert mine(owner, "state:open") == []
    ended = Alert.objects.filter(due_on=ENDS, stage__in=(60, 30)).values_list("state", "reason")
    assert set(ended) == {("closed", "renewed")}
    tell(ENDS + timedelta(days=40))
    assert len(box.messages) == 2


def test_a_renewal_taken_back_wakes_the_old_cycle(company: Company, owner: User, box: Mailbox) -> None:
    record = certificate(company, owner)
    tell(ENDS - timedelta(days=30))
    with clock.fixed(ENDS - timedelta(days=20)):
        act(record, "renew", issued_on="2027-02-20", valid_from="2027-03-15", valid_to="2032-03-14")
        assert mine(owner, "state:open") == []
        act(record, "take_back")
        assert sweep().reopened == 1
    assert [one["due_on"] for one in mine(owner, "state:open")] == [str(ENDS)]


def test_an_archived_record_falls_silent_and_a_restored_one_speaks_again(
    company: Company, owner: User, box: Mailbox
) -> None:
    record = certificate(company, owner)
    tell(ENDS - timedelta(days=30))
    act(record, "archive")
    tell(ENDS - timedelta(days=29))
    assert mine(owner, "state:open") == []
    act(record, "restore")
    tell(ENDS - timedelta(days=28))
    assert [one["stage"] for one in mine(owner, "state:open")] == [30]


def test_handing_over_and_snoozing(company: Company, owner: User, box: Mailbox) -> None:
    certificate(company, owner)
    tell(ENDS - timedelta(days=60))
    colleague = make_user("colleague", "editor", company.east, "subtree", email="colleague@example.com")
    person = actor_for_user(owner, "session")
    (alert,) = mine(owner, "state:open")
    with clock.fixed(ENDS - timedelta(days=59)):
        with pytest.raises(DomainError):
            perform(person, "alert", "snooze", alert["id"], {"until": str(ENDS - timedelta(days=51))})
        perform(person, "alert", "snooze", alert["id"], {"until": str(ENDS - timedelta(days=57))})
    assert len(mine(owner, "state:snoozed")) == 1
    tell(ENDS - timedelta(days=57))
    assert len(mine(owner, "state:open")) == 1
    assert len(box.messages) == 2
    with clock.fixed(ENDS - timedelta(days=56)):
        perform(
            person, "alert", "acknowledge", alert["id"], {"decision": "reassigned", "to": str(colleague.pk)}
        )
    tell(ENDS - timedelta(days=56))
    assert box.recipients[-1] == "colleague@example.com"
    assert mine(colleague)[0]["reached"] == "handed_over"


def test_the_worker_sweeps_and_delivers_by_itself(company: Company, owner: User, box: Mailbox) -> None:
    certificate(company, owner, valid_to=str(clock.today() + timedelta(days=30)))
    for _ in range(4):
        queue.run_due(50)
    assert len(box.messages) == 1
    assert Delivery.objects.filter(channel="email", state="sent").count() == 1
    assert {schedule.SWEEP, schedule.DELIVER} <= set(queue._periods)
