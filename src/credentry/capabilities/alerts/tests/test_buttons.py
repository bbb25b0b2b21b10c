"""Buttons in messages: links that answer once when pressed, cards whose platform calls back."""

import base64
import json
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from credentry.capabilities.alerts import links
from credentry.capabilities.alerts.actions import deliver, hearing
from credentry.capabilities.alerts.channels import callbacks
from credentry.capabilities.alerts.channels.callbacks import Forged
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import days, make_user
from credentry.capabilities.alerts.tests.mailbox import mailbox
from credentry.capabilities.alerts.tests.owing import (
    alert,
    owe,
    tell,
)
from credentry.core.records.models import Revision
from credentry.foundation import clock

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


# --- buttons


def token_of(channel: str = "email") -> str:
    row = delivery(channel)
    return links.token(row.pk, row.created_at.astimezone(clock.zone()).date())


@pytest.fixture
def told(settings: Any) -> Any:
    with mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        person = owe(channels=("email",), lang="zh", name="张三")
        deliver()
        yield person, box


def test_opening_the_link_answers_nothing_pressing_answers_once(told: Any, client: Client) -> None:
    person, box = told
    address = f"/a/{token_of()}"
    body = box.messages[0].get_body(("plain",))
    assert f"https://certs.example.com{address}" in body.get_content()
    for method in (client.get, client.head, client.get):
        assert method(address).status_code == 200
    assert alert().state == "open"
    page = client.get(address)
    assert "张三" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    first = client.post(address)
    assert "已记录" in first.content.decode()
    assert (alert().state, alert().decided_by_id) == ("acknowledged", person.pk)
    Alert.objects.filter(state="acknowledged").update(state="open", decision="")
    second = client.post(address)
    assert "此前" in second.content.decode() or "已处理" in second.content.decode()
    assert alert().state == "open"  # the button was used


@pytest.mark.parametrize("change", ["number", "day", "mark", "cut"])
def test_a_link_that_was_tampered_with_is_nothing(told: Any, client: Client, change: str) -> None:
    number, day, mark = token_of().split(".")
    other = {
        "number": f"{int(number, 16) + 1:x}.{day}.{mark}",
        "day": f"{number}.{int(day, 16) + 9:x}.{mark}",
        "mark": f"{number}.{day}.{'A' * len(mark)}",
        "cut": number,
    }[change]
    assert client.get(f"/a/{other}").status_code == 404
    assert client.post(f"/a/{other}").status_code == 404
    assert alert().state == "open"


def test_a_link_ends_after_a_month_and_with_its_person(told: Any, client: Client) -> None:
    person, _ = told
    address = f"/a/{token_of()}"
    with clock.fixed(clock.today() + days(30)):
        assert client.get(address).status_code == 200
    with clock.fixed(clock.today() + days(31)):
        assert client.get(address).status_code == 404
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_taking_over_answers_for_oneself_and_tells_the_other(told: Any, client: Client) -> None:
    mine = alert()
    boss = make_user("boss", name="王总", lang="zh")
    theirs = Alert.objects.create(
        **{name: getattr(mine, name) for name in ("record_kind", "record_id", "code", "cycle", "due_on", "stage", "stage_on",
                                                  "policy_id", "level", "number", "title", "sweep_id", "created_at", "updated_at")},
        recipient=boss, reached="manager",
    )  # fmt: skip
    address = f"/a/{token_of()}"
    assert "王总" in client.get(address).content.decode()
    client.post(address, {"take": "1"})
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.state, mine.decision) == ("acknowledged", "renewing")
    assert (theirs.state, theirs.decision, theirs.decision_note) == (
        "acknowledged",
        "reassigned",
        "张三 已接手",
    )


# --- callbacks


def test_wecom_s_published_example_opens() -> None:
    sealed = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    given = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    text = callbacks.opened("QDG6eK", AES_KEY, "wx5823bf96d3bd56c7", given, "1409659589", "263014780", sealed)
    assert text == "1616140317555161061"
    with pytest.raises(Forged):
        callbacks.opened("QDG6eK", AES_KEY, "another", given, "1409659589", "263014780", sealed)
    with pytest.raises(Forged):
        callbacks.opened("QDG6eK", AES_KEY, "wx5823bf96d3bd56c7", given, "1409659590", "263014780", sealed)


def test_dingtalk_s_published_example_opens() -> None:
    sealed = (
        "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/"
        "ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ=="
    )
    key, given = "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0"
    text = callbacks.opened(
        "123456", key, "suite4xxxxxxxxxxxxxxx", given, "1445827045067", "nEXhMP4r", sealed
    )
    assert json.loads(text)["EventType"] == "check_create_suite_url"


def test_feishu_s_published_example_opens() -> None:
    assert (
        callbacks.feishu_opened("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == "hello world"
    )
    with pytest.raises(Forged):
        callbacks.feishu_opened("test key", base64.b64encode(bytes(48)).decode())


def wecom_call(
    text: str, receiver: str = "ww1", token: str = "tok", age: int = 0
) -> tuple[dict[str, str], str]:
    sealed = callbacks.sealed(AES_KEY, receiver, text)
    stamp, nonce = str(int(time.time()) - age), uuid4().hex[:8]
    return {
        "msg_signature": callbacks.mark(token, stamp, nonce, sealed),
        "timestamp": stamp,
        "nonce": nonce,
    }, sealed


@pytest.mark.demand("R-000-46")
def test_the_button_of_wecom_s_card_answers_once(wecom: platforms.WeCom, client: Client) -> None:
    tell("wecom", secrets={"aes_key": AES_KEY, "callback_token": "tok"})
    person = owe()
    deliver()
    card = wecom.sent[0]["template_card"]
    assert card["card_type"] == "button_interaction"
    query, sealed = wecom_call("echo me")
    assert client.get("/api/v1/callbacks/wecom", {**query, "echostr": sealed}).content == b"echo me"

    def pressed(who: str, **more: Any) -> Any:
        text = (f"<xml><FromUserName><![CDATA[{who}]]></FromUserName><MsgType><![CDATA[event]]></MsgType>"
                f"<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[{card['button_list'][0]['key']}]]></EventKey>"
                f"<TaskId><![CDATA[{card['task_id']}]]></TaskId></xml>")  # fmt: skip
        query, sealed = wecom_call(text, **more)
        body = f"<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        address = "/api/v1/callbacks/wecom?" + "&".join(f"{a}={b}" for a, b in query.items())
        return client.post(address, body, content_type="text/xml")

    assert pressed("li", token="guessed").status_code == 403
    assert pressed("li", receiver="another").status_code == 403
    assert pressed("li", age=7200).status_code == 403
    assert pressed("wang").status_code == 200  # not the person who was told
    assert alert().state == "open"
    answered = pressed("li")
    assert b"<Encrypt>" in answered.content
    assert (alert().state, alert().decided_by_id) == ("acknowledged", person.pk)
    assert pressed("li").status_code == 200  # the same call again changes nothing
    assert Revision.objects.filter(kind="alert").count() == 1


def test_the_button_of_feishu_s_card_answers_once(feishu: platforms.Feishu, client: Client) -> None:
    tell("feishu", secrets={"verification_token": "vt", "encrypt_key": "ek"})
    owe(channels=("feishu",))
    deliver()
    (message,) = feishu.sent.values()
    value = json.loads(message["content"])["elements"][1]["actions"][0]["value"]

    def call(event: dict[str, Any], key: str = "ek") -> Any:
        import hashlib

        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        plain = json.dumps(event).encode()
        fill = 16 - len(plain) % 16
        cipher = Cipher(algorithms.AES(hashlib.sha256(b"ek").digest()), modes.CBC(bytes(16))).encryptor()
        sealed = bytes(16) + cipher.update(plain + bytes([fill]) * fill) + cipher.finalize()
        raw = json.dumps({"encrypt": base64.b64encode(sealed).decode()}).encode()
        stamp = str(int(time.time()))
        return client.post("/api/v1/callbacks/feishu", raw, content_type="application/json", headers={
            "X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": "n",
            "X-Lark-Signature": callbacks.feishu_mark(stamp, "n", key, raw)})  # fmt: skip

    checked = call({"type": "url_verification", "token": "vt", "challenge": "c"})
    assert checked.json() == {"challenge": "c"}
    event = {"header": {"event_type": "card.action.trigger", "token": "vt"},
             "event": {"operator": {"open_id": "ou_li"}, "action": {"value": value}}}  # fmt: skip
    assert call({**event, "header": {**event["header"], "token": "x"}}).status_code == 403
    assert call(event, key="other").status_code == 403
    assert alert().state == "open"
    assert call(event).json()["toast"]["type"] == "success"
    assert alert().state == "acknowledged"
    assert call(event).json()["toast"]["type"] == "info"


def test_dingtalk_is_answered_sealed(dingtalk: platforms.DingTalk) -> None:
    tell("dingtalk", secrets={"aes_key": AES_KEY, "callback_token": "tok"})
    query, sealed = wecom_call('{"EventType": "check_url"}', receiver="ding1")
    query["signature"] = query.pop("msg_signature")
    heard = json.loads(hearing.dingtalk(query, json.dumps({"encrypt": sealed}).encode()).body)
    text = callbacks.opened(
        "tok", AES_KEY, "ding1", heard["msg_signature"], heard["timeStamp"], heard["nonce"], heard["encrypt"]
    )
    assert text == "success"
