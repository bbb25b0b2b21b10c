"""The product's clients talk to servers that speak the platforms' protocols, over real HTTP."""

import json
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, send_test
from credentry.capabilities.alerts.channels.parcels import Down
from credentry.capabilities.alerts.channels.platform import TOKENS, asked
from credentry.capabilities.alerts.models import ChannelPace, ChannelSecret, Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.owing import (
    later,
    owe,
    set_up,
    states,
    tell,
)
from credentry.core.records.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(world: None) -> None:
    return


@pytest.mark.demand("R-000-43")
def test_wecom_shows_a_card_that_leads_to_the_record_and_to_the_answer(wecom: platforms.WeCom) -> None:
    owe(lang="zh")
    assert deliver().sent == 1
    (message,) = wecom.sent
    card = message["template_card"]
    assert message["touser"] == "li"
    assert card["card_type"] == "text_notice"
    assert card["main_title"]["title"] == "CE · Smart lamp N-0"
    assert card["main_title"]["desc"] == "expiry 2027-06-30（还有 30 天）"
    assert card["card_action"]["url"].startswith("https://certs.example.com/r/credential/")
    assert card["jump_list"][0]["url"].startswith("https://certs.example.com/a/")
    row = Delivery.objects.get(channel="wecom")
    assert (row.state, row.provider_id) == ("sent", "m1")


def test_a_token_is_fetched_once_and_again_when_the_platform_says_so(wecom: platforms.WeCom) -> None:
    owe("li")
    deliver()
    owe("wang")
    assert deliver().sent == 1
    assert wecom.tokens.issued == 1
    for expired in (False, True):  # 40014, then 42001
        wecom.tokens.valid, wecom.expired = set(), expired
        Delivery.objects.filter(channel="wecom").update(state="due")
        assert deliver().sent == 2
    assert wecom.tokens.issued == 3


def test_a_token_that_is_never_taken_rests_the_channel_and_loses_nothing(wecom: platforms.WeCom) -> None:
    owe()
    wecom.trouble.extend(
        [None, (200, {"errcode": 40014, "errmsg": "bad"}), None, (200, {"errcode": 40014, "errmsg": "bad"})]
    )
    done = deliver()
    assert "40014" in done.down
    assert states("wecom") == [("retry", "")]
    with later(minutes=1):
        assert deliver().sent == 1


def test_somebody_whom_wecom_does_not_know_is_told_another_way(
    wecom: platforms.WeCom, dingtalk: platforms.DingTalk
) -> None:
    owe(wecom="gone", email="")
    done = deliver()
    assert (done.dead, done.fell_back, done.sent) == (1, 1, 1)
    assert states("wecom") == [("dead", "refused")]
    assert len(dingtalk.sent) == 1
    assert Delivery.objects.get(channel="wecom").fell_to == "dingtalk"


def test_the_platform_s_limit_stops_the_channel_for_a_minute(wecom: platforms.WeCom) -> None:
    wecom.most = 0
    owe()
    assert "45009" in deliver().down
    before = len(wecom.asked)
    wecom.most = 10
    with later(seconds=30):
        deliver()
    assert len(wecom.asked) == before  # not even asked
    with later(seconds=61):
        assert deliver().sent == 1


def test_no_more_goes_out_in_a_minute_than_the_settings_say(
    dingtalk: platforms.DingTalk, wecom: platforms.WeCom
) -> None:
    tell("wecom", per_minute=1)
    owe("li")
    owe("wang")
    assert deliver().sent == 1
    assert deliver().sent == 0
    ChannelPace.objects.filter(pk="wecom").update(minute=0)  # the next minute
    assert deliver().sent == 1


def test_a_repeated_try_is_shown_once_by_wecom(wecom: platforms.WeCom) -> None:
    owe()
    TOKENS._kept.clear()
    wecom.trouble.extend([None, "taken, then cut"])
    assert deliver().retry == 1
    assert Delivery.objects.get(channel="wecom").unsure
    with later(minutes=1):
        assert deliver().sent == 1
    assert len(wecom.calls("/message/send")) == 2
    assert len(wecom.sent) == 1


@pytest.mark.demand("R-000-46")
def test_dingtalk_gets_a_notice_and_a_to_do(dingtalk: platforms.DingTalk) -> None:
    owe(count=2, channels=("dingtalk",))
    assert deliver().sent == 2
    (notice,) = dingtalk.sent
    assert notice["userid_list"] == "li"
    assert "CE · Smart lamp N-1" in notice["msg"]["action_card"]["markdown"]
    tasks = list(dingtalk.tasks.values())
    assert {one["executorIds"][0] for one in tasks} == {"union-li"}
    assert [one["subject"].startswith("CE · Smart lamp N-") for one in tasks] == [True, True]
    assert set(Delivery.objects.filter(channel="dingtalk").values_list("task_id", flat=True)) == {
        "task1",
        "task2",
    }


def test_a_to_do_whose_answer_was_lost_is_not_made_twice(dingtalk: platforms.DingTalk) -> None:
    owe(channels=("dingtalk",))
    dingtalk.trouble.extend([None, None, "taken, then cut"])  # token, person, to-do
    assert deliver().retry == 1
    with later(minutes=1):
        assert deliver().sent == 1
    assert len(dingtalk.tasks) == 1
    assert Delivery.objects.get(channel="dingtalk").task_id == "task1"


def test_feishu_gets_a_card_once_however_often_it_is_tried(feishu: platforms.Feishu) -> None:
    owe(channels=("feishu",))
    feishu.trouble.extend([None, "taken, then cut"])
    assert deliver().retry == 1
    with later(minutes=1):
        assert deliver().sent == 1
    (message,) = feishu.sent.values()
    card = json.loads(message["content"])
    assert card["header"]["template"] == "orange"
    assert Delivery.objects.get(channel="feishu").provider_id.startswith("om_")


@pytest.mark.parametrize(("reply", "state"), [
    ((400, {"code": 230013, "msg": "no availability"}), "dead"),
    ((400, {"code": 99991400, "msg": "request trigger frequency limit"}), "retry"),
    ((500, {}), "retry"),
    ((429, {}, {"Retry-After": "7"}), "retry"),
])  # fmt: skip
def test_feishu_s_words_are_understood(feishu: platforms.Feishu, reply: Any, state: str) -> None:
    owe(channels=("feishu",))
    feishu.trouble.extend([None, reply])
    deliver()
    assert states("feishu")[0][0] == state


@pytest.mark.parametrize(
    ("channel", "field"),
    [("wecom_robot", "errcode"), ("dingtalk_robot", "errcode"), ("feishu_robot", "code")],
)
def test_robots_speak_into_the_group_and_name_the_person(channel: str, field: str) -> None:
    with platforms.running(platforms.Sink(answer={field: 0})) as group:
        secrets = {
            "url": f"{group.url}/robot?key=k",
            **({} if channel == "wecom_robot" else {"secret": "SEC"}),
        }
        set_up(channel, secrets=secrets)
        owe(channels=(channel,))
        assert deliver().sent == 1
        (call,) = group.asked
        assert "CE · Smart lamp" in json.dumps(call.body, ensure_ascii=False)
        named = {"wecom_robot": "<@li>", "dingtalk_robot": "@li", "feishu_robot": "<at id=ou_li>"}[channel]
        assert named in json.dumps(call.body, ensure_ascii=False)
        if channel == "dingtalk_robot":
            from credentry.capabilities.alerts.channels.robots import dingtalk_signature

            assert call.query["sign"] == dingtalk_signature("SEC", call.query["timestamp"])
        assert call.query["key"] == "k"


def test_titles_of_people_make_no_links_and_call_nobody(wecom: platforms.WeCom) -> None:
    from credentry.capabilities.alerts.channels import cards

    assert cards.plain("[a](http://evil) @all <@x>") == "［a］(http://evil) ＠all ＜＠x＞"


def test_webhooks_are_signed_and_keep_their_id(settings: Any) -> None:
    secret = "whsec_" + "QUFB" * 12
    with platforms.running(platforms.Sink()) as sink:
        set_up("webhook", secrets={"secret": secret}, url=f"{sink.url}/hook")
        owe(channels=("webhook",), count=3)
        sink.trouble.extend([(500, {}), (302, {}, {"Location": f"{sink.url}/elsewhere"})])
        assert deliver().retry == 3
        with later(minutes=1):
            assert deliver().retry == 3  # a redirect is not followed
        with later(minutes=5):
            assert deliver().sent == 3
        assert [one.path for one in sink.asked] == ["/hook"] * 3
        assert len({one.headers["webhook-id"] for one in sink.asked}) == 1
        check = platforms.signed_by(secret)
        assert all(check(one) for one in sink.asked)
        assert [one["number"] for one in sink.asked[0].body["data"]["alerts"]] == ["N-0", "N-1", "N-2"]


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_sms_goes_out_signed_by_template(provider: str) -> None:
    answer = {"Code": "OK", "BizId": "biz-1"} if provider == "aliyun" else {
        "Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "serial-1"}]}
    }  # fmt: skip
    with platforms.running(platforms.Sink(answer=answer)) as gateway:
        set_up("sms", secrets={"key_secret": "k"}, provider=provider, key_id="id", sign="证枢", template="SMS_1",
               app_id="1400", server=gateway.url)  # fmt: skip
        owe(channels=("sms",), lang="zh")
        assert deliver().sent == 1
        (call,) = gateway.asked
        if provider == "aliyun":
            assert call.query["PhoneNumbers"] == "13800138000"
            assert json.loads(call.query["TemplateParam"])["left"] == "还有 30 天"
            assert call.headers["authorization"].startswith(
                "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;"
            )
        else:
            assert call.body["PhoneNumberSet"] == ["+8613800138000"]
            assert call.body["TemplateParamSet"][3] == "还有 30 天"
            assert call.headers["authorization"].startswith("TC3-HMAC-SHA256 Credential=id/")
        assert Delivery.objects.get(channel="sms").provider_id in ("biz-1", "serial-1")


def test_a_gateway_of_one_s_own_gets_its_own_json() -> None:
    with platforms.running(platforms.Sink(answer={"result": "ACCEPTED"})) as gateway:
        set_up("sms", secrets={"url": f"{gateway.url}/send", "header_value": "Bearer t"}, provider="gateway",
               body='{"phones": ["{mobile}"], "content": "{text}"}', ok="ACCEPTED")  # fmt: skip
        owe(channels=("sms",), lang="zh")
        assert deliver().sent == 1
        assert gateway.asked[0].body["phones"] == ["13800138000"]
        assert gateway.asked[0].headers["authorization"] == "Bearer t"


def test_private_addresses_are_not_called_unless_the_operator_says_so(settings: Any) -> None:
    settings.CREDENTRY_PRIVATE_HOSTS = []
    with platforms.running(platforms.Sink()) as sink:
        for url in (
            sink.url,
            sink.url.replace("127.0.0.1", "localhost"),
            "http://[::ffff:127.0.0.1]:1",
            "http://169.254.169.254/x",
        ):
            with pytest.raises(Down, match="private network"):
                asked("GET", url)
        assert sink.asked == []


def test_an_answer_that_never_ends_is_cut(wecom: platforms.WeCom) -> None:
    owe()
    wecom.trouble.extend([None, (200, b"x" * 1_100_000)])
    assert deliver().retry == 1
    assert "too long" in Delivery.objects.get(channel="wecom").last_error


def test_secrets_are_sealed_and_left_out_of_the_trail(wecom: platforms.WeCom) -> None:
    (kept,) = ChannelSecret.objects.all()
    assert b"s3cret" not in bytes(kept.sealed)
    rows = [
        json.dumps([one.values, one.changed], default=str)
        for one in Revision.objects.filter(kind="alert_channel")
    ]
    assert rows
    assert not any("s3cret" in one for one in rows)
    assert any("changed" in one for one in rows)


def test_a_test_message_goes_past_every_queue(wecom: platforms.WeCom) -> None:
    assert send_test("li", "zh", "wecom") == "m1"
    assert wecom.sent[0]["touser"] == "li"
    assert not Delivery.objects.exists()
