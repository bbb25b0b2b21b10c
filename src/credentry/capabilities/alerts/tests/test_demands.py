"""What a step of a ladder asks for: a word, a plan with its day, a decision. Less is no answer, from wherever it comes."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from credentry.capabilities.alerts import links, rules
from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.actions.answering import AsksMore, answer, answer_from
from credentry.capabilities.alerts.actions.following import follow_up
from credentry.capabilities.alerts.actions.forms import PolicyForm
from credentry.capabilities.alerts.actions.policies import drafted
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.queries import digest, telling
from credentry.capabilities.alerts.queries.sentences import sentence
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.capabilities.alerts.tests.mailbox import mailbox
from credentry.capabilities.alerts.tests.owing import alert, owe, tell
from credentry.capabilities.alerts.vocabulary import Demand
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.vocabulary import Reach
from credentry.core.records.actions import perform
from credentry.core.records.actions.forms import parse_form
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
DUE = date(2027, 6, 30)
#: A Monday, 30 days before.
TOLD = date(2027, 5, 31)
LADDER = [
    {"relation": "responsible", "code": "", "wait": 1, "requires": "acknowledge"},
    {"relation": "manager", "code": "", "wait": 1, "requires": "action_plan"},
    {"relation": "line", "code": "", "wait": 0, "requires": "decision"},
]
ALL = (EffectiveGrant("*", "*", Reach.ALL, None, "", None, {}),)


@pytest.fixture(autouse=True)
def _world(world: None) -> None:
    return


def on(day: date) -> None:
    with clock.fixed(day):
        sweep()


def asked() -> dict[str, str]:
    """Who is asked for what, of the alerts that wait."""
    rows = Alert.objects.filter(state__in=["open", "snoozed"])
    return dict(rows.values_list("recipient__username", "asks"))


def act(username: str, action: str, day: date, **payload: Any) -> Alert:
    alert = Alert.objects.get(recipient__username=username, state__in=["open", "snoozed"])
    actor = Actor(alert.recipient_id, username, username, "en", "session", ALL, None, "")
    with clock.fixed(day):
        perform(actor, "alert", action, alert.pk, payload)
    alert.refresh_from_db()
    return alert


def refused(username: str, action: str, day: date, **payload: Any) -> list[tuple[str, str]]:
    with pytest.raises(DomainError) as caught:
        act(username, action, day, **payload)
    return [(one.field, one.code) for one in caught.value.errors] or [("", caught.value.code)]


@pytest.fixture
def line() -> dict[str, Any]:
    """An owner, their chief and the boss above; one deadline, told today."""
    people: dict[str, Any] = {}
    for name, above in (("boss", None), ("chief", "boss"), ("owner", "chief")):
        people[name] = make_user(name, manager=people.get(above or ""))
    make_policy(stages=(30,), ladder=LADDER)
    people["row"] = make_deadline(DUE, people["owner"], number="N-1")
    on(TOLD)
    return people


def test_what_a_step_asks_follows_from_the_ladder() -> None:
    assert [rules.demanded(LADDER, rung) for rung in (0, 1, 2, 3, 1000)] == [
        "acknowledge",
        "action_plan",
        "decision",
        "decision",
        "decision",
    ]
    assert rules.demanded([], 2) is Demand.ACKNOWLEDGE, "without a ladder a word is enough"
    assert rules.demanded([{"relation": "responsible", "wait": 3}], 0) is Demand.ACKNOWLEDGE
    assert sorted(Demand) == list(Demand), "the words sort as they grow stricter"


@pytest.mark.demand("R-000-48")
def test_the_higher_it_climbs_the_more_is_asked_of_everybody(line: dict[str, Any]) -> None:
    assert asked() == {"owner": "acknowledge"}
    on(TOLD + days(2))
    assert asked() == {"owner": "action_plan", "chief": "action_plan"}
    on(TOLD + days(4))
    assert asked() == {"owner": "decision", "chief": "decision", "boss": "decision"}


def test_a_plan_says_what_and_by_when(line: dict[str, Any]) -> None:
    day = TOLD + days(2)
    on(day)
    assert refused("chief", "acknowledge", day, decision="renewing") == [("note", "alert.plan")]
    assert refused("chief", "acknowledge", day, decision="renewing", note=" ") == [("note", "alert.plan")]
    assert refused("owner", "acknowledge", day, decision="renewing") == [("note", "alert.plan")]
    plan = {"decision": "renewing", "note": "Samples on Friday, report in ten days"}
    assert refused("chief", "acknowledge", day, **plan) == [("plan_on", "alert.plan_on")]
    yesterday = (day - days(1)).isoformat()
    assert refused("chief", "acknowledge", day, **plan, plan_on=yesterday) == [("plan_on", "alert.plan_on")]
    done = act("chief", "acknowledge", day, **plan, plan_on=(day + days(14)).isoformat())
    assert (done.state, done.plan_on, done.decision_note) == ("acknowledged", day + days(14), plan["note"])


def test_at_the_top_only_a_decision_ends_it(line: dict[str, Any]) -> None:
    on(TOLD + days(2))
    day = TOLD + days(4)
    on(day)
    assert refused("boss", "snooze", day, until=(day + days(2)).isoformat()) == [("", "alert.no_snooze")]
    assert refused("owner", "snooze", day, until=(day + days(2)).isoformat()) == [("", "alert.no_snooze")]
    assert refused("boss", "acknowledge", day, decision="not_needed", note="never") == [
        ("decision", "alert.decide")
    ]
    assert refused("boss", "acknowledge", day, decision="renewing") == [("note", "alert.why")]
    assert asked() == {"owner": "decision", "chief": "decision", "boss": "decision"}
    act("boss", "acknowledge", day, decision="renewing", note="We renew: the market stays")
    assert asked() == {"owner": "acknowledge"}, "they were told first and stay told; what was asked was given"


def test_a_handed_over_alert_asks_for_as_much(line: dict[str, Any]) -> None:
    make_user("expert")
    on(TOLD + days(2))
    expert = line["owner"].__class__.objects.get(username="expert")
    act("chief", "acknowledge", TOLD + days(2), decision="reassigned", to=str(expert.pk))
    assert asked()["expert"] == "action_plan"


def test_to_let_it_lapse_is_a_decision_and_the_approver_says_yes_or_no(line: dict[str, Any]) -> None:
    on(TOLD + days(2))
    on(TOLD + days(4))
    owner = str(line["owner"].pk)
    act("boss", "acknowledge", TOLD + days(4), decision="lapse", note="the product ends", to=owner)
    request = Alert.objects.get(recipient=line["owner"], about_id__isnull=False)
    assert request.asks == "acknowledge"
    assert act("owner", "approve", TOLD + days(4), note="agreed").decision == "approved"


def test_in_bulk_each_is_held_to_what_it_asks(line: dict[str, Any]) -> None:
    make_deadline(DUE, line["chief"], number="N-2")
    on(TOLD + days(2))
    rows = Alert.objects.filter(recipient=line["chief"], state="open").order_by("number")
    assert [one.asks for one in rows] == ["action_plan", "acknowledge"]
    actor = Actor(line["chief"].pk, "chief", "chief", "en", "session", ALL, None, "")
    outcomes = []
    with clock.fixed(TOLD + days(2)):
        for one in rows:
            try:
                perform(actor, "alert", "acknowledge", one.pk, {"decision": "renewing"})
                outcomes.append("done")
            except Invalid as error:
                outcomes.append(error.errors[0].code)
    assert outcomes == ["alert.plan", "done"]


def test_who_comes_next_says_what_will_be_asked(line: dict[str, Any]) -> None:
    with clock.fixed(TOLD):
        told = telling.of_record("credential", line["row"].record_id)
    following = next(one.following for one in told if one.following)
    assert [step.asks for step in following] == ["action_plan", "decision"]


def test_a_policy_says_what_its_ladder_asks() -> None:
    form = parse_form(PolicyForm, {"code": "p", "name": "p", "stages": [30], "ladder": LADDER})
    assert isinstance(form, PolicyForm)
    policy = drafted(form)
    assert "责任人的上级（须提交行动计划）" in sentence(policy, "zh")
    assert "(asked for an action plan)" in sentence(policy, "en")
    with pytest.raises(Invalid):
        parse_form(PolicyForm, {"code": "p", "name": "p", "stages": [30],
                                "ladder": [{**LADDER[0], "requires": "money"}]})  # fmt: skip


# --- answers from outside


def raised(demand: str) -> Alert:
    Alert.objects.filter(state="open").update(asks=demand)
    return alert()


def token_of(channel: str) -> str:
    row = Delivery.objects.get(channel=channel)
    return links.token(row.pk, row.created_at.astimezone(clock.zone()).date())


@pytest.mark.parametrize(("demand", "words"), [("action_plan", "须填写行动计划"), ("decision", "须作出决定")])
def test_a_link_in_a_mail_answers_nothing_and_leads_to_the_form(
    settings: Any, client: Client, demand: str, words: str
) -> None:
    with mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        owe(channels=("email",), lang="zh")
        found = raised(demand)
        deliver()
        text = box.messages[0].get_body(("plain",)).get_content()
    form = f"/inbox?answer={found.pk}"
    assert words in text
    assert f"https://certs.example.com{form}" in text
    address = f"/a/{token_of('email')}"  # a mail sent before more was asked
    page = client.get(address).content.decode()
    assert words in page
    assert form in page
    assert "我正在办理续期" not in page
    for body in ({}, {"take": "1"}):
        answered = client.post(address, body)
        assert answered.status_code == 409
        assert form in answered.content.decode()
    assert alert().state == "open"
    Alert.objects.update(asks="acknowledge")
    assert client.post(address).status_code == 200, "the link was not used up"
    assert alert().state == "acknowledged"


def test_taking_over_is_held_to_what_the_others_are_asked(settings: Any, client: Client) -> None:
    owe(channels=("email",), lang="zh")
    mine = alert()
    theirs = Alert.objects.create(
        **{name: getattr(mine, name) for name in ("record_kind", "record_id", "code", "cycle", "due_on", "stage", "stage_on",
                                                  "policy_id", "level", "number", "title", "sweep_id", "created_at", "updated_at")},
        recipient=make_user("boss"), reached="manager", asks="decision",
    )  # fmt: skip
    answered = client.post(f"/a/{token_of('email')}", {"take": "1"})
    assert answered.status_code == 409
    assert "须作出决定" in answered.content.decode()
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.state, theirs.state) == ("open", "open")


@pytest.mark.demand("R-000-46")
@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
def test_a_to_do_done_there_is_no_plan_and_is_told_again(
    channel: str, request: pytest.FixtureRequest
) -> None:
    platform = request.getfixturevalue(channel)
    owe(channels=(channel,), lang="zh")
    deliver()
    raised("action_plan")
    for task in platform.tasks.values():
        task["done"], task["completed_at"] = True, "1812300000000"
    assert follow_up().answered == 0
    assert alert().state == "open"
    first = Delivery.objects.get(channel=channel, round=0)
    assert (first.reason, first.task_done_at is not None) == ("asks_more", True)
    assert deliver().sent == 1
    assert len(platform.tasks) == 2, "a to-do of its own"
    assert "须填写行动计划" in json.dumps(list(platform.tasks.values())[-1], ensure_ascii=False)
    assert follow_up().answered == 0
    assert Delivery.objects.filter(channel=channel).count() == 2, "told once more, not every round"


def test_cards_lead_to_the_form_where_a_press_is_not_enough(
    wecom: platforms.WeCom, feishu: platforms.Feishu
) -> None:
    tell("wecom", secrets={"aes_key": "j" * 43, "callback_token": "tok"})
    tell("feishu", secrets={"verification_token": "vt"})
    owe(channels=("wecom", "feishu"), lang="zh")
    found = raised("decision")
    deliver()
    form = f"https://certs.example.com/inbox?answer={found.pk}"
    card = wecom.sent[0]["template_card"]
    assert card["card_type"] == "text_notice"
    assert card["jump_list"][0] == {"type": 1, "title": "作出决定", "url": form}
    (message,) = feishu.sent.values()
    elements = json.loads(message["content"])["elements"]
    assert "须作出决定" in elements[0]["text"]["content"]
    button = elements[1]["actions"][0]
    assert (button["text"]["content"], button["url"], "value" in button) == ("作出决定", form, False)
    row = Delivery.objects.get(channel="wecom")
    with pytest.raises(AsksMore):  # a card sent before more was asked
        answer_from(row.pk, "wecom", "li")
    with pytest.raises(AsksMore):
        answer(found.pk, "email")
    assert alert().state == "open"


def test_the_digest_leads_to_the_form(settings: Any) -> None:
    person = owe(channels=("email",))
    found = raised("action_plan")
    wanted = digest.questions(person, clock.today())
    lines = [one for group in digest.lines(wanted, clock.today(), "zh").values() for one in group]
    assert [(one.answer, one.asks) for one in lines] == [
        (f"https://certs.example.com/inbox?answer={found.pk}", "action_plan")
    ]
