"""Verbs on meeting packs: who gets the pack for the meeting by mail, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts.actions import mailing
from credentry.capabilities.alerts.models import WeeklyPack, WeeklyPackReader, WeeklyPackRole
from credentry.capabilities.alerts.queries import packs
from credentry.capabilities.alerts.vocabulary import PACK_RHYTHMS, WEEKDAY_WORDS, Mail, Rhythm
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask, given, partial
from credentry.foundation.errors import DomainError, Invalid, define
from credentry.foundation.labels import L

define("weekly_pack.nobody", "目前没有在职的收件人。", "Nobody who could get it is active.")
define("weekly_pack.files", "PDF 和 Excel 至少选择一种。", "Choose PDF, Excel or both.")
define("weekly_pack.rhythm", "只能选择每周或每月。", "Weekly or monthly only.")
define("weekly_pack.weekday", "星期无效。", "There is no such weekday.")


class PackForm(Form):
    """The pack for the weekly or monthly meeting by mail."""

    name: str = ask(L("名称", "Name"), min_length=1, max_length=120)
    rhythm: Rhythm = ask(L("频率", "Rhythm"), Rhythm.WEEKLY, options=PACK_RHYTHMS)
    weekday: str = ask(L("星期", "Weekday"), "0", options=WEEKDAY_WORDS,
                       help=L("仅用于每周", "For the weekly one only"))  # fmt: skip
    hour: int = ask(L("时间（点）", "Hour"), 8, ge=0, le=23)
    working_days: bool = ask(L("遇休息日顺延到下一工作日", "On a day off: the next working day"), True)
    days: int = ask(L("今后天数", "Days ahead"), 30, ge=1, le=366)
    people: tuple[UUID, ...] = ask(L("收件人", "Readers"), (), ref="user", widget="many")
    roles: tuple[UUID, ...] = ask(
        L("收件角色", "Roles"),
        (),
        ref="role",
        widget="many",
        help=L("发送时担任该角色的人", "Whoever holds it when it is sent"),
    )
    pdf: bool = ask(L("附 PDF", "With PDF"), True)
    xlsx: bool = ask(L("附 Excel", "With Excel"), True)


AmendPack = partial(PackForm, "AmendPack")


def define_pack(ctx: Context, record: None, form: PackForm) -> WeeklyPack:
    """Order the pack by mail, from its next occasion on."""
    pack = WeeklyPack(since=ctx.now)
    ctx.stamp(pack)
    _fill(pack, form.model_dump())
    pack.save(force_insert=True)
    _link(pack, form.people, form.roles)
    return pack


def amend(ctx: Context, record: WeeklyPack, form: Form) -> WeeklyPack:
    """Change what is sent and leave the rest."""
    sent = {name: value for name, value in given(form).items() if value is not None}
    if {"rhythm", "weekday", "hour", "working_days"} & set(sent):
        record.since = ctx.now
    _fill(record, sent)
    record.save()
    _link(record, sent.get("people"), sent.get("roles"))
    return record


def switch_on(ctx: Context, record: WeeklyPack, form: Empty) -> WeeklyPack:
    """Send it again, from the next occasion on."""
    record.active, record.since = True, ctx.now
    record.save()
    return record


def switch_off(ctx: Context, record: WeeklyPack, form: Empty) -> WeeklyPack:
    """Send it no more."""
    record.active = False
    record.save()
    return record


def send_now(ctx: Context, record: WeeklyPack, form: Empty) -> WeeklyPack:
    """Send it once now, beside its rhythm. Raises DomainError when nobody would get it."""
    people = packs.readers(record)
    if not people:
        raise DomainError("weekly_pack.nobody")
    here: datetime = ctx.now
    occasion = f"{Mail.PACK}:{record.pk.hex}:{here.isoformat(timespec='milliseconds')}"
    owed = [mailing.Owed(Mail.PACK, occasion, one, ctx.today, record.pk) for one in people]
    mailing.note(owed, here)
    ctx.note(record.pk, "sent_now", None, str(len(people)))
    return record


def _fill(pack: WeeklyPack, values: dict[str, Any]) -> None:
    if values.get("weekday") not in (None, *dict(WEEKDAY_WORDS)):
        raise Invalid.one("weekday", "weekly_pack.weekday")
    if values.get("rhythm") not in (None, *dict(PACK_RHYTHMS)):
        raise Invalid.one("rhythm", "weekly_pack.rhythm")
    for name in ("name", "rhythm", "weekday", "hour", "working_days", "days", "pdf", "xlsx"):
        if name in values:
            setattr(pack, name, values[name])
    if not (pack.pdf or pack.xlsx):
        raise Invalid.one("pdf", "weekly_pack.files")


def _link(pack: WeeklyPack, people: tuple[UUID, ...] | None, roles: tuple[UUID, ...] | None) -> None:
    """Replace the readers that were named; None leaves them."""
    if people is not None:
        WeeklyPackReader.objects.filter(pack=pack).delete()
        WeeklyPackReader.objects.bulk_create(
            [WeeklyPackReader(pack=pack, user_id=one) for one in dict.fromkeys(people)]
        )
    if roles is not None:
        WeeklyPackRole.objects.filter(pack=pack).delete()
        WeeklyPackRole.objects.bulk_create(
            [WeeklyPackRole(pack=pack, role_id=one) for one in dict.fromkeys(roles)]
        )
