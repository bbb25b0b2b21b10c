"""Verbs on channels: how each is set up. Keys and passwords go in and never come out again."""

from typing import Any
from urllib.parse import urlsplit

from credentry.capabilities.alerts.channels import webhook
from credentry.capabilities.alerts.channels.setup import put_secret
from credentry.capabilities.alerts.channels.specs import SPECS, Asked
from credentry.capabilities.alerts.models import ChannelPace, ChannelSetup
from credentry.capabilities.alerts.vocabulary import CHANNEL_WORDS, Channel
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask, given, partial
from credentry.foundation.errors import Invalid, define
from credentry.foundation.labels import L

define("alert_channel.unknown", "没有需要设置的渠道“{code}”。", "There is no channel “{code}” to set up.")
define("alert_channel.option", "渠道没有“{name}”这一项。", "The channel has nothing called “{name}”.")
define(
    "alert_channel.url",
    "请填写以 https:// 或 http:// 开头的地址。",
    "An address begins with https:// or http://.",
)
define("alert_channel.number", "请填写数字。", "Fill in a number.")
define("alert_channel.aes_key", "EncodingAESKey 应为 43 个字符。", "The EncodingAESKey has 43 characters.")
define(
    "alert_channel.whsec",
    "签名密钥应为 whsec_ 加 24 至 64 字节的 Base64。",
    "The secret is whsec_ and 24 to 64 bytes in base64.",
)
define(
    "alert_channel.hours", "免打扰的开始和结束时间须同时填写。", "Quiet hours need a beginning and an end."
)

HOUR = r"^(([01]\d|2[0-3]):[0-5]\d)?$"


class ChannelForm(Form):
    """One channel. Options and secrets that are not sent stay; an empty secret removes what was there."""

    code: Channel = ask(L("渠道", "Channel"), options=CHANNEL_WORDS)
    options: dict[str, Any] = ask(L("参数", "Options"), {}, widget="json")
    secrets: dict[str, str] = ask(L("密钥", "Secrets"), {}, widget="json")
    per_minute: int = ask(L("每分钟上限", "At most per minute"), 0, ge=0, le=100_000,
                          help=L("0 表示按平台默认", "0: the platform's usual limit"))  # fmt: skip
    quiet_from: str = ask(L("免打扰开始", "Quiet from"), "", pattern=HOUR)
    quiet_to: str = ask(L("免打扰结束", "Quiet until"), "", pattern=HOUR)
    hold: bool = ask(L("休息日暂缓，下一工作日发送", "On days off: held until the next working day"), False)
    receipt_hours: int = ask(L("回执时限（小时）", "Receipt within (hours)"), 0, ge=0, le=72,
                             help=L("超过时限未收到回执则改用下一渠道；0 表示不等待",
                                    "Without a receipt the next channel takes over; 0: no waiting"))  # fmt: skip


AmendChannel = partial(ChannelForm, "AmendChannel", leave_out=("code",))


def set_up(ctx: Context, record: None, form: ChannelForm) -> ChannelSetup:
    """Set a channel up; it works from now on."""
    if form.code not in SPECS:
        raise Invalid.one("code", "alert_channel.unknown", code=form.code.value)
    if ChannelSetup.objects.filter(code=form.code).exists():
        raise Invalid.one("code", "field.taken", value=form.code.value)
    row = ChannelSetup(code=form.code.value)
    ctx.stamp(row)
    values = form.model_dump()
    if SPECS[row.code].quiet and "quiet_from" not in form.model_fields_set:
        values |= {"quiet_from": "21:00", "quiet_to": "08:00"}
    _put(row, values)
    row.save(force_insert=True)
    _seal(ctx, row, form.secrets)
    if row.code == Channel.WEBHOOK and not form.secrets.get("secret"):
        made = webhook.new_secret()
        _seal(ctx, row, {"secret": made})
        row.secret = made  # type: ignore[attr-defined]  # the only time it is shown
    return row


def amend(ctx: Context, record: ChannelSetup, form: Form) -> ChannelSetup:
    """Change what is sent and leave the rest."""
    sent = {name: value for name, value in given(form).items() if value is not None}
    if "options" in sent:
        sent["options"] = {**record.options, **sent["options"]}
    _put(record, sent)
    record.save()
    _seal(ctx, record, sent.get("secrets", {}))
    ChannelPace.objects.filter(pk=record.code).update(failures=0, resting_until=None, reason="")
    return record


def switch_on(ctx: Context, record: ChannelSetup, form: Empty) -> ChannelSetup:
    """Use the channel again."""
    record.active = True
    record.save()
    return record


def switch_off(ctx: Context, record: ChannelSetup, form: Empty) -> ChannelSetup:
    """Stop using the channel; what waits for it goes to the next one of its level."""
    record.active = False
    record.save()
    return record


def _put(row: ChannelSetup, values: dict[str, Any]) -> None:
    if "options" in values:
        known = {one.name: one for one in SPECS[row.code].asked if not one.secret}
        row.options = {
            name: _checked(known.get(name), name, value) for name, value in values["options"].items()
        }
    for name in ("per_minute", "quiet_from", "quiet_to", "receipt_hours", "hold"):
        if name in values:
            setattr(row, name, values[name])
    if bool(row.quiet_from) != bool(row.quiet_to):
        raise Invalid.one("quiet_to", "alert_channel.hours")


def _checked(asked: Asked | None, name: str, value: Any) -> Any:
    if asked is None:
        raise Invalid.one("options", "alert_channel.option", name=name)
    if asked.widget == "bool":
        return value in (True, "true", "1", 1)
    text = str(value or "").strip()
    if text and asked.widget == "url":
        _check_url(text, name)
    if text and asked.widget == "number" and not text.isdigit():
        raise Invalid.one(f"options.{name}", "alert_channel.number")
    return text


def _check_url(text: str, name: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid.one(f"options.{name}", "alert_channel.url")


def _seal(ctx: Context, row: ChannelSetup, secrets: dict[str, str]) -> None:
    """Keep the secrets; the trail says that one was changed, never what it is."""
    known = {one.name: one for one in SPECS[row.code].asked if one.secret}
    for name, value in secrets.items():
        if name not in known:
            raise Invalid.one("secrets", "alert_channel.option", name=name)
        _check_secret(row.code, known[name], value)
        put_secret(row, name, value)
        ctx.note(row.pk, name, None, "changed" if value else "removed")


def _check_secret(code: str, asked: Asked, value: str) -> None:
    if not value:
        if asked.needed:
            raise Invalid.one(f"secrets.{asked.name}", "field.required")
        return
    if asked.name == "aes_key" and len(value) != 43:
        raise Invalid.one("secrets.aes_key", "alert_channel.aes_key")
    if asked.widget == "url":
        _check_url(value, asked.name)
    if code == Channel.WEBHOOK and asked.name == "secret":
        try:
            webhook.key_of(value)
        except ValueError as error:
            raise Invalid.one("secrets.secret", "alert_channel.whsec") from error
