"""Calls from the platforms: a button pressed on a card, a subscription being set up. Each may come twice."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any, Final
from uuid import uuid4

import orjson

from credentry.capabilities.alerts.actions.answering import AsksMore, answer_from
from credentry.capabilities.alerts.channels import callbacks
from credentry.capabilities.alerts.channels.callbacks import Forged
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import Channel
from credentry.foundation.labels import L, Label

#: Seconds by which a call may be older than now: what was caught and is replayed later is refused.
OLD: Final = 3600
_DONE = L("已处理", "Answered")
_BEFORE = L("此前已处理", "It was answered before")
#: On a button that does not suffice; WeCom shows eight signs or so.
_MORE = L("请登录系统填写", "Sign in to answer")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is answered to the platform."""

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


def wecom(query: Mapping[str, str], raw: bytes | None) -> Heard:
    """WeCom: without a body the check of the address, else an event. Raises Forged."""
    setup = _setup(Channel.WECOM)
    sealed = query.get("echostr", "") if raw is None else _element(raw.decode(errors="replace"), "Encrypt")
    text = _opened(setup, "corp_id", "callback_token", query.get("msg_signature", ""), query, sealed)
    if raw is None:
        return Heard(text.encode())
    if _element(text, "Event") == "template_card_event":
        key = _element(text, "EventKey")
        if key.startswith("ack-") and key[4:].isdigit():
            try:
                answer_from(int(key[4:]), Channel.WECOM, _element(text, "FromUserName"))
            except AsksMore:
                return _card_says(setup, text, _MORE)
            return _card_says(setup, text, _DONE)
    return Heard(b"")


def dingtalk(query: Mapping[str, str], raw: bytes) -> Heard:
    """DingTalk: every event is confirmed with a sealed ``success``; a to-do's end is found by asking. Raises Forged."""
    setup = _setup(Channel.DINGTALK)
    body = _json(raw)
    given = query.get("signature") or query.get("msg_signature", "")
    _opened(setup, "app_key", "callback_token", given, query, str(body.get("encrypt", "")))
    sealed, stamp, nonce = (
        callbacks.sealed(setup.get("aes_key"), setup.get("app_key"), "success"),
        str(int(time() * 1000)),
        uuid4().hex[:8],
    )
    answer = {
        "msg_signature": callbacks.mark(setup.get("callback_token"), stamp, nonce, sealed),
        "timeStamp": stamp,
        "nonce": nonce,
        "encrypt": sealed,
    }
    return Heard(orjson.dumps(answer), "application/json")


def feishu(headers: Mapping[str, str], raw: bytes) -> Heard:
    """Feishu: the check of the address, or a button pressed on a card. Raises Forged."""
    setup = _setup(Channel.FEISHU)
    key, token = setup.get("encrypt_key"), setup.get("verification_token")
    body = _json(raw)
    if key and "encrypt" in body:
        body = _json(callbacks.feishu_opened(key, str(body["encrypt"])).encode())
    elif key:
        raise Forged("not sealed")
    said = str(body.get("token") or (body.get("header") or {}).get("token") or "")
    if not token or not hmac.compare_digest(said.encode(), token.encode()):
        raise Forged("token")
    if body.get("type") == "url_verification":
        return Heard(orjson.dumps({"challenge": body.get("challenge", "")}), "application/json")
    if key:
        stamp, nonce = headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", "")
        _recent(stamp)
        wanted = callbacks.feishu_mark(stamp, nonce, key, raw)
        if not hmac.compare_digest(wanted.encode(), headers.get("x-lark-signature", "").encode()):
            raise Forged("signature")
    return _feishu_pressed(body)


def _feishu_pressed(body: dict[str, Any]) -> Heard:
    event = body.get("event") or {}
    value = (event.get("action") or {}).get("value") or {}
    if (body.get("header") or {}).get("event_type") != "card.action.trigger" or value.get(
        "credentry"
    ) != "ack":
        return Heard(b"{}", "application/json")
    number, person = str(value.get("delivery", "")), str((event.get("operator") or {}).get("open_id", ""))
    try:
        done = number.isdigit() and answer_from(int(number), Channel.FEISHU, person)
    except AsksMore as more:
        return _toast("warning", L(more.message("zh"), more.message("en")))
    return _toast("success", _DONE) if done else _toast("info", _BEFORE)


def _toast(sort: str, said: Label) -> Heard:
    toast = {"type": sort, "content": said.zh, "i18n": {"zh_cn": said.zh, "en_us": said.en}}
    return Heard(orjson.dumps({"toast": toast}), "application/json")


def _setup(channel: Channel) -> Setup:
    setup = setup_of(channel)
    if setup is None:
        raise Forged("not set up")
    return setup


def _opened(
    setup: Setup, receiver: str, token: str, given: str, query: Mapping[str, str], sealed: str
) -> str:
    if not setup.get(token) or not setup.get("aes_key"):
        raise Forged("callbacks are not set up")
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    _recent(stamp)
    return callbacks.opened(
        setup.get(token), setup.get("aes_key"), setup.get(receiver), given, stamp, nonce, sealed
    )


def _recent(stamp: str) -> None:
    """Seconds or milliseconds since 1970, as the platforms send them."""
    if not stamp.isdigit() or len(stamp) > 16:
        raise Forged("timestamp")
    seconds = int(stamp) / (1000 if len(stamp) > 11 else 1)
    if abs(time() - seconds) > OLD:
        raise Forged("timestamp")


def _card_says(setup: Setup, text: str, said: Label) -> Heard:
    """The pressed button's new words, sealed like every answer to WeCom."""
    plain = (
        f"<xml><ToUserName><![CDATA[{_element(text, 'FromUserName')}]]></ToUserName>"
        f"<FromUserName><![CDATA[{setup.get('corp_id')}]]></FromUserName>"
        f"<CreateTime>{int(time())}</CreateTime><MsgType><![CDATA[update_button]]></MsgType>"
        f"<Button><ReplaceName><![CDATA[{said.zh}]]></ReplaceName></Button></xml>"
    )
    sealed, stamp, nonce = (
        callbacks.sealed(setup.get("aes_key"), setup.get("corp_id"), plain),
        str(int(time())),
        uuid4().hex[:10],
    )
    signed = callbacks.mark(setup.get("callback_token"), stamp, nonce, sealed)
    answer = (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signed}]]></MsgSignature>"
        f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )
    return Heard(answer.encode(), "application/xml")


def _element(xml: str, name: str) -> str:
    """The text of the first element of that name in WeCom's flat XML. No parser, hence no entities to expand."""
    found = re.search(rf"<{name}>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</{name}>", xml, re.DOTALL)
    return (found.group(1) if found.group(1) is not None else found.group(2)).strip() if found else ""


def _json(raw: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Forged("not JSON") from error
    if not isinstance(found, dict):
        raise Forged("not an object")
    return found
