"""SMS through Aliyun, Tencent Cloud or a gateway of one's own.

Mainland China requires approved templates: what is sent is the template's number and its variables.
Protocols: Aliyun Dysmsapi 2017-05-25 (SendSms, QuerySendDetails), Tencent sms 2021-01-11 (SendSms,
PullSmsSendStatusByPhoneNumber).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import orjson

from credentry.capabilities.alerts.channels import cards, letters, signing
from credentry.capabilities.alerts.channels.parcels import (
    Carry,
    Down,
    Later,
    Never,
    Parcel,
    Receipt,
    Sent,
    Taken,
)
from credentry.capabilities.alerts.channels.platform import asked, field_of, shortened
from credentry.capabilities.alerts.channels.setup import Setup, setup_of
from credentry.capabilities.alerts.vocabulary import LEVEL_WORDS, Channel, word
from credentry.foundation import clock

ALIYUN, TENCENT = "https://dysmsapi.aliyuncs.com", "https://sms.tencentcloudapi.com"
#: A template variable's longest value at both providers.
VARIABLE: Final = 35
_NEVER: Final = ("MOBILE_NUMBER_ILLEGAL", "BLACK_LIST", "MOBILE_COUNT", "PARAM", "IncorrectPhoneNumber", "PhoneNumberInBlacklist",
                 "TemplateParameter", "TemplateIncorrect", "UnsupportedRegion")  # fmt: skip
_BUSY: Final = ("LIMIT_CONTROL", "Throttling", "LimitExceeded", "RequestLimit", "FrequencyLimit")
_DOWN: Final = ("AMOUNT_NOT_ENOUGH", "OUT_OF_SERVICE", "ACCOUNT_", "Signature", "AuthFailure", "InvalidAccessKey", "Forbidden",
                "InsufficientBalance", "SMS_SIGN", "SMS_TEMPLATE", "RAM_PERMISSION", "Unauthorized")  # fmt: skip


class SmsSender:
    """Sends a short message for each parcel: the most pressing alert and how many there are."""

    lines: int | None = 1
    lanes = 8
    address = "mobile"

    def ready(self) -> bool:
        """Whether a provider is set up."""
        return setup_of(Channel.SMS) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The provider's door. Raises Down when none is set up."""
        setup = _setup()
        send = {"aliyun": _aliyun, "tencent": _tencent, "gateway": _gateway}[setup.get("provider")]
        yield lambda parcel: send(setup, parcel)

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """What the networks reported about these messages."""
        setup = _setup()
        ask = {"aliyun": _aliyun_receipt, "tencent": _tencent_receipt}.get(setup.get("provider"))
        return [found for one in sent if ask and (found := ask(setup, one)) is not None]


def _setup() -> Setup:
    setup = setup_of(Channel.SMS)
    if setup is None:
        raise Down("SMS is not set up")
    return setup


def _values(parcel: Parcel) -> dict[str, str]:
    line, lang = parcel.lines[0], parcel.lang
    return {
        "count": str(parcel.total),
        "title": shortened(line.title, VARIABLE),
        "day": line.due_on.isoformat(),
        "left": letters.left(line.due_on, parcel.today, lang),
        "level": word(LEVEL_WORDS, line.level).text(lang),
        "name": shortened(parcel.name, VARIABLE),
        "link": line.answer or cards.inbox(),
    }


def _chosen(setup: Setup, parcel: Parcel) -> list[tuple[str, str]]:
    values = _values(parcel)
    names = [one.strip() for one in setup.get("params").split(",") if one.strip()]
    return [(name, values.get(name, "")) for name in names]


def _aliyun(setup: Setup, parcel: Parcel) -> Taken:
    found = _aliyun_call(setup, "SendSms", {
        "PhoneNumbers": parcel.address.removeprefix("+86"),
        "SignName": setup.get("sign"),
        "TemplateCode": setup.get("template"),
        "TemplateParam": orjson.dumps(dict(_chosen(setup, parcel))).decode(),
        "OutId": parcel.batch.hex,
    })  # fmt: skip
    return Taken(str(found.get("BizId", "")), receipts=True)


def _aliyun_call(setup: Setup, action: str, query: dict[str, str]) -> dict[str, Any]:
    server = setup.get("server").rstrip("/") or ALIYUN
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = signing.acs3(setup.get("key_id"), setup.get("key_secret"), urlsplit(server).netloc, action,
                           "2017-05-25", query, date, uuid4().hex)  # fmt: skip
    found = asked("POST", f"{server}/?{signing.acs3_query(query)}", headers=headers).json()
    if found.get("Code") != "OK":
        _judge(str(found.get("Code", "")), str(found.get("Message", "")))
    return found


def _aliyun_receipt(setup: Setup, sent: Sent) -> Receipt | None:
    found = _aliyun_call(setup, "QuerySendDetails", {
        "PhoneNumber": sent.address.removeprefix("+86"),
        "BizId": sent.provider_id,
        "SendDate": sent.at.astimezone(clock.zone()).strftime("%Y%m%d"),
        "PageSize": "10",
        "CurrentPage": "1",
    })  # fmt: skip
    for row in field_of(found, "SmsSendDetailDTOs", "SmsSendDetailDTO") or []:
        if row.get("SendStatus") == 3:
            return Receipt(sent.provider_id, "received")
        if row.get("SendStatus") == 2:
            return Receipt(sent.provider_id, "failed", str(row.get("ErrCode", "")))
    return None


def _tencent(setup: Setup, parcel: Parcel) -> Taken:
    number = parcel.address if parcel.address.startswith("+") else f"+86{parcel.address}"
    found = _tencent_call(setup, "SendSms", {
        "PhoneNumberSet": [number],
        "SmsSdkAppId": setup.get("app_id"),
        "SignName": setup.get("sign"),
        "TemplateId": setup.get("template"),
        "TemplateParamSet": [value for _, value in _chosen(setup, parcel)],
        "SessionContext": parcel.batch.hex,
    })  # fmt: skip
    for row in found.get("SendStatusSet") or []:
        if row.get("Code") != "Ok":
            _judge(str(row.get("Code", "")), str(row.get("Message", "")))
        return Taken(str(row.get("SerialNo", "")), receipts=True)
    raise Later("no status in the answer", unsure=True)


def _tencent_call(setup: Setup, action: str, values: dict[str, Any]) -> dict[str, Any]:
    server = setup.get("server").rstrip("/") or TENCENT
    host, stamp, body = urlsplit(server).netloc, int(time.time()), orjson.dumps(values)
    headers = {
        "Authorization": signing.tc3(setup.get("key_id"), setup.get("key_secret"), host, "sms", body, stamp),
        "Content-Type": "application/json; charset=utf-8",
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": str(stamp),
        "X-TC-Version": "2021-01-11",
        "X-TC-Region": setup.get("region"),
    }
    found = field_of(asked("POST", f"{server}/", body=body, headers=headers).json(), "Response") or {}
    if found.get("Error"):
        _judge(str(field_of(found, "Error", "Code")), str(field_of(found, "Error", "Message")))
    return dict(found)


def _tencent_receipt(setup: Setup, sent: Sent) -> Receipt | None:
    number = sent.address if sent.address.startswith("+") else f"+86{sent.address}"
    begin = int(sent.at.timestamp()) - 60
    found = _tencent_call(setup, "PullSmsSendStatusByPhoneNumber", {
        "BeginTime": begin, "EndTime": begin + 4 * 86_400, "Offset": 0, "Limit": 100,
        "PhoneNumber": number, "SmsSdkAppId": setup.get("app_id"),
    })  # fmt: skip
    for row in found.get("PullSmsSendStatusSet") or []:
        if row.get("SerialNo") == sent.provider_id:
            good = row.get("ReportStatus") == "SUCCESS"
            return Receipt(
                sent.provider_id,
                "received" if good else "failed",
                "" if good else str(row.get("Description", "")),
            )
    return None


def _gateway(setup: Setup, parcel: Parcel) -> Taken:
    values = {
        **_values(parcel),
        "mobile": parcel.address,
        "id": parcel.batch.hex,
        "text": cards.headline(parcel),
    }
    try:
        body = orjson.dumps(_filled(orjson.loads(setup.get("body")), values))
    except orjson.JSONDecodeError as error:
        raise Down("the request of the gateway is not JSON") from error
    headers = {"Content-Type": "application/json"}
    if setup.get("header_value"):
        headers[setup.get("header")] = setup.get("header_value")
    answer = asked("POST", setup.get("url"), body=body, headers=headers)
    if answer.status in (401, 403, 404):
        raise Down(f"{answer.status} {answer.text}")
    if not 200 <= answer.status < 300:
        raise Never(f"{answer.status} {answer.text}")
    if setup.get("ok") and setup.get("ok") not in answer.body.decode(errors="replace"):
        raise Later(f"not accepted: {answer.text}")
    return Taken(parcel.batch.hex)


def _filled(value: Any, values: dict[str, str]) -> Any:
    """Placeholders filled in inside every text; the form of the JSON stays what it was."""
    if isinstance(value, str):
        for name, word_ in values.items():
            value = value.replace("{" + name + "}", word_)
        return value
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    return {name: _filled(one, values) for name, one in value.items()} if isinstance(value, dict) else value


def _judge(code: str, text: str) -> None:
    said = f"{code} {text}".strip()[:400]
    if any(one in code for one in _BUSY):
        if "PhoneNumber" in code or "isv." in code:  # the limit of one number, not of the account
            raise Later(said)
        raise Down(said, rest=60.0)
    if any(one in code for one in _DOWN):
        raise Down(said)
    raise Never(said) if any(one in code for one in _NEVER) else Later(said)
