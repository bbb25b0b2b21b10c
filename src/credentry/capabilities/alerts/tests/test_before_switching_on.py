"""A policy says in words what it does, and shows what it would have done, before it is switched on."""

from datetime import date, timedelta

import pytest

from credentry.capabilities.alerts.actions.sweep import sweep
from credentry.capabilities.alerts.models import Alert, AlertPolicy, Delivery, Pending
from credentry.capabilities.alerts.queries.backtest import backtest
from credentry.capabilities.alerts.queries.sentences import sentence
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.foundation import clock
from credentry.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 1)


def draft(**more: object) -> AlertPolicy:
    values: dict[str, object] = {
        "id": uuid7(),
        "code": "draft",
        "name": "draft",
        "kind": "credential",
        "stages": [90, 30, 0, -7],
        "recipients": [
            {"relation": "responsible", "code": "", "from_stage": None},
            {"relation": "unit_head", "code": "", "from_stage": 0},
        ],
        "channels": ["inbox", "email"],
        "rank": 5,
        **more,
    }
    return AlertPolicy(**values)


@pytest.mark.demand("R-000-41")
def test_a_policy_in_words() -> None:
    said = sentence(
        draft(
            deadlines=["expiry_date"],
            ladder=[
                {"relation": "responsible", "code": "", "wait": 3},
                {"relation": "role", "code": "compliance", "wait": 2},
                {"relation": "line", "code": "", "wait": 0},
            ],
            levels={"critical": ["inbox", "sms"]},
            working_days=True,
        ),
        "zh",
    )
    assert said == (
        "全部证书：证书到期，到期日前 90、30 天、到期日当天、到期日后 7 天提醒责任人、部门负责人（当天起），"
        "渠道：站内信、电子邮件；严重级另用短信。3 个工作日内无人答复则通知本部门的角色 compliance；"
        "2 个工作日内无人答复则通知上级的上级，逐级向上。遇休息日提前到前一个工作日。"
    )
    english = sentence(
        draft(stages=[30], recipients=[{"relation": "manager", "code": ""}], anchor="opens"), "en"
    )
    assert english == (
        "All credentials: every deadline. Tells manager of the responsible person 30 days before the day the window "
        "opens, by Inbox, E-mail. No answer within 3 working days: deputy is told; no answer within 3 working days: "
        "up the line of managers is told."
    )


@pytest.mark.demand("R-000-41")
def test_the_back_test_equals_what_a_year_of_sweeps_would_have_sent_and_sends_nothing() -> None:
    """The oracle is the sweep itself, run on every day of the year with the policy switched on."""
    head, owner, other = make_user("head"), make_user("owner"), make_user("other")
    policy = draft(recipients=[{"relation": "responsible", "code": "", "from_stage": None}])
    make_policy("usual", stages=(60,), rank=0)
    for n in range(12):
        make_deadline(TODAY - days(30 * n - 40), (owner, other)[n % 2], number=f"N{n}")
    renewed = make_deadline(TODAY - days(100), owner, closed_on=TODAY - days(150), closed_by="renewed")
    since = TODAY - timedelta(days=365)
    with clock.fixed(TODAY):
        found = backtest(policy, since, TODAY)
    assert not Alert.objects.exists()
    assert not Delivery.objects.exists()
    assert not AlertPolicy.objects.filter(code="draft").exists()
    expected = [
        stage_on
        for n in range(12)
        for stage in (90, 30, 0, -7)
        if since <= (stage_on := TODAY - days(30 * n - 40) - days(stage)) <= TODAY
    ] + [renewed.due_on - days(90)]
    assert found.notices == len(expected)
    assert sum(found.by_month.values()) == len(expected)
    assert found.by_month[f"{since + timedelta(days=31):%Y-%m}"] == sum(
        one.strftime("%Y-%m") == f"{since + timedelta(days=31):%Y-%m}" for one in expected
    )
    assert {name for name, _ in found.by_person} == {owner.name, other.name}
    assert found.nobody == 0
    assert head.name not in dict(found.by_person)
    Pending.objects.all().delete()
    policy.created_at = policy.updated_at = clock.now()
    policy.save(force_insert=True)
    type(renewed).objects.filter(pk=renewed.pk).delete()
    day = since
    while day <= TODAY:
        with clock.fixed(day):
            sweep(full=day == since)
        day += days(1)
    in_time = Alert.objects.filter(policy=policy, stage_on__gte=since, stage_on__lte=TODAY)
    assert in_time.exclude(reason__in=["missed", "before_entry"]).count() == len(expected) - 1
