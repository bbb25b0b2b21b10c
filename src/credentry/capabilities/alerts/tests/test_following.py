"""After sending: receipts, the next channel, to-dos done there, buttons pressed, wishes and quiet hours."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, follow_up, sweep, wishing
from credentry.capabilities.alerts.actions.answering import answer
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy
from credentry.capabilities.alerts.tests.mailbox import mailbox
from credentry.capabilities.alerts.tests.owing import (
    DUE,
    alert,
    later,
    owe,
    states,
    tell,
)
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user
from credentry.core.records.models import Revision
from credentry.foundation import clock
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


@pytest.fixture(autouse=True)
def _world(world: None) -> None:
    return


def at(hour: int) -> Any:
    day = clock.today()
    return clock.fixed(datetime(day.year, day.month, day.day, hour, 30, tzinfo=clock.zone()))


def delivery(channel: str) -> Delivery:
    return Delivery.objects.get(channel=channel)


# --- receipts and the next channel


def test_dingtalk_says_received_then_read(dingtalk: platforms.DingTalk) -> None:
    owe(channels=("dingtalk",))
    deliver()
    assert follow_up().received == 1
    assert (delivery("dingtalk").received_at, delivery("dingtalk").read_at) == (clock.now(), None)
    dingtalk.results[1] = {"read_user_id_list": ["li"]}
    assert follow_up().read == 1
    assert delivery("dingtalk").read_at == clock.now()
    asked = len(dingtalk.calls("/getsendresult"))
    follow_up()
    assert len(dingtalk.calls("/getsendresult")) == asked  # nothing is left to ask
    assert alert().state == "open"  # read is not answered


def test_feishu_says_who_read_it(feishu: platforms.Feishu) -> None:
    owe(channels=("feishu",))
    deliver()
    feishu.read[delivery("feishu").provider_id] = ["ou_other", "ou_li"]
    assert follow_up().read == 1


def test_what_dingtalk_refuses_afterwards_goes_to_the_next_channel(
    dingtalk: platforms.DingTalk,
    feishu: platforms.Feishu,
) -> None:
    owe(channels=("dingtalk",), email="")
    deliver()
    dingtalk.results[1] = {"forbidden_user_id_list": ["li"]}
    assert follow_up().failed == 1
    assert states("dingtalk") == [("dead", "refused")]
    assert deliver().fell_back == 1
    assert states("feishu") == [("sent", "")]
    assert (delivery("dingtalk").fell_to, delivery("dingtalk").last_error) == ("feishu", "forbidden")


def test_without_a_receipt_in_time_the_next_channel_is_asked_once(
    dingtalk: platforms.DingTalk,
    wecom: platforms.WeCom,
) -> None:
    tell("dingtalk", receipt_hours=4)
    owe(channels=("dingtalk",), email="")
    deliver()
    dingtalk.results[1] = {}
    with later(hours=3):
        assert follow_up().fell_back == 0
    with later(hours=5):
        assert follow_up().fell_back == 1
        assert follow_up().fell_back == 0
        deliver()
    assert states("dingtalk") == [("sent", "no_receipt")]
    assert states("wecom") == [("sent", "")]


def test_a_channel_nobody_set_up_keeps_nothing_waiting(settings: Any) -> None:
    with mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        owe(channels=("wecom", "sms"))
        done = deliver()
        assert (done.fell_back, done.sent) == (1, 1)  # both lead to one mail
        assert box.recipients == ["li@example.com"]
    assert states("wecom") == states("sms") == [("suppressed", "not_set_up")]
    assert set(Delivery.objects.filter(state="suppressed").values_list("fell_to", flat=True)) == {"email"}


def test_when_nobody_can_take_over_the_dead_letter_stays(wecom: platforms.WeCom) -> None:
    owe(wecom="gone", email="")
    assert deliver().fell_back == 0
    assert (delivery("wecom").state, delivery("wecom").fell_to) == ("dead", "-")


def test_an_address_given_later_sends_what_was_withheld(wecom: platforms.WeCom) -> None:
    person = owe(wecom="", email="")
    deliver()
    assert states("wecom") == [("suppressed", "no_address")]
    type(person).objects.filter(pk=person.pk).update(wecom="li")
    assert deliver().sent == 1


def test_one_channel_that_hangs_does_not_hold_up_the_others(
    wecom: platforms.WeCom,
    dingtalk: platforms.DingTalk,
) -> None:
    owe(channels=("wecom", "dingtalk"))
    wecom.url = ""
    tell("wecom", options={"server": "http://127.0.0.1:9"})  # nobody listens
    done = deliver()
    assert done.sent == 1
    assert states("dingtalk") == [("sent", "")]
    assert states("wecom") == [("retry", "")]


# --- to-dos


@pytest.mark.demand("R-000-46")
@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
def test_a_to_do_done_there_answers_here(channel: str, request: pytest.FixtureRequest) -> None:
    platform = request.getfixturevalue(channel)
    person = owe(channels=(channel,), lang="zh")
    deliver()
    assert follow_up().answered == 0
    for task in platform.tasks.values():
        task["done"], task["completed_at"] = True, "1812300000000"
    assert follow_up().answered == 1
    found = alert()
    assert (found.state, found.decision, found.decided_by_id) == ("acknowledged", "renewing", person.pk)
    assert "中完成待办" in found.decision_note
    assert follow_up().answered == 0  # once
    trail = Revision.objects.filter(kind="alert", record_id=found.pk)
    assert [(one.action, one.actor_id, one.via) for one in trail] == [("acknowledge", person.pk, "link")]


@pytest.mark.demand("R-000-46")
@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
def test_what_is_answered_here_is_done_there(channel: str, request: pytest.FixtureRequest) -> None:
    platform = request.getfixturevalue(channel)
    owe(channels=(channel,))
    deliver()
    answer(alert().pk, "email")
    assert follow_up().finished == 1
    (task,) = platform.tasks.values()
    assert task.get("done") is True or int(task["completed_at"]) > 0
    assert follow_up().finished == 0


# --- wishes and quiet hours


def test_at_night_only_what_is_critical_goes_out(wecom: platforms.WeCom) -> None:
    tell("wecom", quiet_from="21:00", quiet_to="08:00")
    owe("li")
    owe("wang", due=DUE - days(25))  # five days left
    with at(23):
        assert deliver().held == 1
        assert [one["touser"] for one in wecom.sent] == ["wang"]
        assert states("wecom") == [("due", "quiet"), ("sent", "")]
    with at(9):
        assert deliver().sent == 1
    assert states("wecom")[0] == ("sent", "")


def test_one_s_own_quiet_hours_come_before_the_channel_s(wecom: platforms.WeCom) -> None:
    tell("wecom", quiet_from="21:00", quiet_to="08:00")
    person = owe("li")
    wishing.wish(actor_for_user(person, "session"), [
        {"channel": "wecom", "from_level": "info", "quiet_from": "12:00", "quiet_to": "14:00"}
    ])  # fmt: skip
    with at(13):
        assert deliver().sent == 0
    with at(22):
        assert deliver().sent == 1


def test_what_is_urgent_cannot_be_declined(wecom: platforms.WeCom) -> None:
    person = owe("li")  # 30 days: urgent
    actor = actor_for_user(person, "session")
    none = {"channel": "wecom", "quiet_from": "", "quiet_to": ""}
    with pytest.raises(Invalid):
        wishing.wish(actor, [{**none, "from_level": "critical"}])
    wishing.wish(actor, [{**none, "from_level": "urgent"}])
    make_policy("early", stages=(90,), channels=["inbox", "wecom"], rank=9)
    make_deadline(DUE + days(60), person, code="early")
    sweep()
    assert deliver().sent == 1
    assert sorted(states("wecom")) == [("sent", ""), ("suppressed", "preference")]
    assert "-" in set(Delivery.objects.filter(reason="preference").values_list("fell_to", flat=True))


def test_a_clock_that_jumps_back_keeps_no_channel_at_rest(wecom: platforms.WeCom) -> None:
    owe()
    wecom.trouble.extend([(200, {"errcode": 40013, "errmsg": "invalid corpid"})])
    assert deliver().down
    with clock.fixed(clock.now() - timedelta(days=400)):
        Delivery.objects.filter(channel="wecom").update(state="due")
        assert deliver().sent == 1


def test_the_system_is_nobody_with_wishes() -> None:
    from credentry.foundation.errors import NotFound

    with pytest.raises(NotFound):
        wishing.wish(Actor.system("x"), [])
