"""What the packs ship reaches people: the rhythm of each field, its ladder, every channel, the custom date."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.channels.platform import TOKENS
from credentry.capabilities.alerts.models import Alert, AlertPolicy
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.capabilities.alerts.tests.owing import set_up
from credentry.core.identity.models import User
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.domains.packs.actions import install
from credentry.domains.packs.queries import present
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
#: Ends whose stages looked at here fall on working days: 90, 30 and 7 days before, and 60 and 45.
PERSONAL, ON_SITE = date(2027, 9, 2), date(2027, 9, 3)
EARLY = date(2027, 2, 15)


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    settings.CREDENTRY_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.CREDENTRY_BASE_URL = "https://certs.example.com"
    TOKENS._kept.clear()
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        yield running


@pytest.fixture
def company() -> Company:
    with clock.fixed(EARLY):
        return make_company()


def person(name: str, company: Company, **more: Any) -> User:
    return make_user(name, "editor", company.east, "subtree", email=f"{name}@example.com", **more)


def brought(pack: str, code: str, ends: date, owner: User, company: Company) -> Any:
    """A credential of a type that the pack brings."""
    with clock.fixed(EARLY):
        install(pack, SYSTEM)
        values = {"issued_on": "2024-09-01", "valid_from": "2024-09-01", "valid_to": str(ends)}
        people = {"unit": company.east.pk, "responsible": owner.pk}
        return make(CredentialType.objects.get(code=code), title="证书", **values, **people)


def tell(day: date) -> None:
    with clock.fixed(day):
        sweep()
        deliver()


def told_on(box: Mailbox, ends: date, first: int, last: int, who: str) -> list[int]:
    """Days before the end on which somebody got mail, looked at every day from ``first`` to ``last`` before it."""
    found = []
    for left in range(first, last - 1, -1):
        box.recipients.clear()
        tell(ends - timedelta(days=left))
        found += [left] * box.recipients.count(who)
    return found


@pytest.mark.demand("R-003-30", "R-000-42", "R-003-67")
def test_a_person_s_certificate_is_told_of_ninety_thirty_and_seven_days_before(
    company: Company, box: Mailbox
) -> None:
    owner = person("li", company)
    made = brought("personnel-certificates", "P-SAFE-REG", PERSONAL, owner, company)
    days = told_on(box, PERSONAL, 92, 1, "li@example.com")
    assert days == [90, 30, 7]
    stages = Alert.objects.filter(record_id=made.pk, recipient=owner, code="expiry_date", stage__gt=0)
    assert list(stages.order_by("-stage").values_list("stage", "level")) == [
        (90, "info"),
        (30, "urgent"),
        (7, "critical"),
    ], "three levels, each more pressing"


@pytest.mark.demand("R-002-12", "R-002-34", "R-002-36")
def test_a_permit_is_told_of_on_the_days_one_sets(company: Company, box: Mailbox) -> None:
    owner = person("li", company)
    brought("engineering-permits", "PRJ-FIRE-DESIGN", ON_SITE, owner, company)
    (policy,) = AlertPolicy.objects.filter(code="engineering-permits-expiry")
    assert {60, 30} <= set(policy.stages), "what the pack ships"
    whole = present.policies([policy.code])[policy.code].form
    perform(company.admin, "alert_policy", "amend", policy.pk, {**whole, "stages": [45]})
    assert told_on(box, ON_SITE, 62, 28, "li@example.com") == [45]


@pytest.mark.demand("R-002-38", "R-002-39", "R-000-48")
def test_nobody_answers_on_site_and_it_climbs_through_three_persons_without_a_gap(
    company: Company, box: Mailbox
) -> None:
    head, safety = person("head", company), person("safety", company)
    manager = person("pm", company)
    officer = person("officer", company, manager=manager.pk)
    unit = {"code": "EAST", "name": "华东公司", "parent": company.root.pk, "head": head.pk}
    perform(SYSTEM, "unit", "amend", company.east.pk, unit)
    rights = [{"kind": "credential", "action": "read"}]
    role = perform(SYSTEM, "role", "define", None, {"code": "safety", "name": "安全部", "grants": rights}).id
    perform(SYSTEM, "user", "assign", safety.pk, {"role": role, "reach": "unit", "unit": company.east.pk})
    brought("engineering-permits", "PRJ-FIRE-DESIGN", ON_SITE, officer, company)
    first: dict[str, date] = {}
    for left in range(60, 40, -1):
        day = ON_SITE - timedelta(days=left)
        tell(day)
        late = Alert.objects.filter(state="open", answer_by__lt=day, escalated_on__isnull=True)
        assert not late.exists(), "no alert is open beyond its limit without having climbed"
        for one in Alert.objects.filter(state="open").select_related("recipient"):
            first.setdefault(one.recipient.username, day)
    assert list(first) == ["officer", "pm", "safety", "head"]
    assert first["officer"] == ON_SITE - timedelta(days=60)
    days = sorted(first.values())
    assert [(later - one).days for one, later in pairwise(days)] == [3, 5, 3], (
        "two working days each; the second pair has a weekend in between"
    )


@pytest.mark.demand("R-000-78", "R-000-41")
def test_a_rule_on_a_date_of_one_s_own_sends_mail_message_and_to_do(company: Company, box: Mailbox) -> None:
    owner = person("li", company, dingtalk="li")
    with clock.fixed(EARLY):
        kind = plain_type(definition={"dated_fields": ["seal_check"]})
        field = {"kind": "credential", "code": "seal_check", "name_zh": "封签检查日", "name_en": "Seal check",
                 "value_type": "date", "types": [str(kind.pk)], "filterable": True}  # fmt: skip
        perform(company.admin, "custom_field", "define", None, field)
        rule = {
            "code": "seals", "name": "封签", "deadlines": ["seal_check"], "stages": [21],
            "condition": {"combinator": "and", "rules": [
                {"field": "x_seal_check", "operator": ">=", "value": "2027-06-01"}]},
            "channels": ["inbox", "email", "dingtalk"], "rank": 50,
        }  # fmt: skip
        perform(company.admin, "alert_policy", "define", None, rule)
        values = {"unit": company.east.pk, "responsible": owner.pk, "valid_to": "2032-08-31"}
        wanted = make(kind, title="一号", custom={"seal_check": "2027-06-22"}, **values)
        make(kind, title="二号", custom={"seal_check": "2027-05-25"}, **values)  # the condition leaves it out
    with platforms.running(platforms.DingTalk()) as ding:
        set_up("dingtalk", server=ding.url, api_server=ding.url, tasks=True)
        tell(date(2027, 5, 31))
        assert not box.messages
        tell(date(2027, 6, 1))
        assert box.recipients == ["li@example.com"]
        (alert,) = Alert.objects.all()
        assert (alert.record_id, alert.recipient_id, alert.code) == (wanted.pk, owner.pk, "seal_check")
        (task,) = ding.tasks.values()
        assert "一号" in task["subject"]


@pytest.mark.demand("R-003-31", "R-002-35", "R-002-36", "R-002-37", "R-003-67")
def test_what_presses_comes_by_mail_sms_wecom_and_dingtalk(company: Company, box: Mailbox) -> None:
    owner = person("li", company, dingtalk="li", wecom="li", mobile="13800138000")
    brought("personnel-certificates", "P-SAFE-REG", PERSONAL, owner, company)
    sms = platforms.Sink(answer={"Code": "OK", "BizId": "biz-1"})
    with (
        platforms.running(platforms.DingTalk()) as ding,
        platforms.running(platforms.WeCom()) as wecom,
        platforms.running(sms) as gateway,
    ):
        set_up("dingtalk", server=ding.url, api_server=ding.url)
        set_up("wecom", server=wecom.url)
        set_up("sms", secrets={"key_secret": "k"}, provider="aliyun", key_id="id", sign="证枢", template="SMS_1",
               server=gateway.url)  # fmt: skip
        told: dict[int, list[int]] = {}
        for left in (90, 30, 7):
            before = [len(one) for one in (box.recipients, wecom.sent, ding.sent, gateway.asked)]
            tell(PERSONAL - timedelta(days=left))
            after = [len(one) for one in (box.recipients, wecom.sent, ding.sent, gateway.asked)]
            told[left] = [b - a for a, b in zip(before, after, strict=True)]
        assert told[90] == [1, 0, 0, 0], "information: inbox and mail"
        assert told[30][:1] == [1]
        assert told[30][1:3] == [1, 1], "urgent: WeCom and DingTalk too"
        assert told[7][1:] == [1, 1, 1], "critical: SMS as well"
        assert gateway.asked[0].query["PhoneNumbers"] == "13800138000"
