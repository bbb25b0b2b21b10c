"""The ledger of notices: what went to whom over which channel, with what result; of a record or of a person."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.queries import telling
from credentry.capabilities.alerts.vocabulary import (
    CHANNEL_WORDS,
    DEADLINE_WORDS,
    DECISION_WORDS,
    DELIVERY_REASON_WORDS,
    DELIVERY_WORDS,
    MAIL_WORDS,
    REACHED_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    word,
)
from credentry.foundation.labels import L, Label

COLUMNS: Final[tuple[tuple[str, Label], ...]] = (
    ("day", L("提醒日", "Day")),
    ("number", L("编号", "Number")),
    ("title", L("事项", "About")),
    ("deadline", L("期限类型", "Deadline")),
    ("due_on", L("期限", "Due")),
    ("stage", L("提醒节点", "Stage")),
    ("recipient", L("提醒对象", "Recipient")),
    ("reached", L("通知依据", "Told as")),
    ("channel", L("渠道", "Channel")),
    ("delivery", L("发送状态", "Delivery")),
    ("why", L("发送说明", "Delivery note")),
    ("attempts", L("尝试次数", "Attempts")),
    ("unsure", L("可能重复", "Possibly twice")),
    ("sent_at", L("发送时间", "Sent at")),
    ("received_at", L("送达时间", "Received at")),
    ("read_at", L("已读时间", "Read at")),
    ("state", L("提醒状态", "State")),
    ("reason", L("状态说明", "State note")),
    ("decision", L("处理决定", "Decision")),
    ("decided_at", L("处理时间", "Decided at")),
    ("decided_by", L("处理人", "Decided by")),
    ("note", L("说明", "Note")),
)


def of_record(kind: str, record_id: UUID, lang: str) -> Iterator[dict[str, Any]]:
    """Every delivery about a record, the oldest first, in words."""
    return _rows({"alert__record_kind": kind, "alert__record_id": record_id}, lang)


def of_person(user_id: UUID, lang: str) -> Iterator[dict[str, Any]]:
    """Every delivery to a person, the oldest first, in words; then the gathering mail sent to them."""
    yield from _rows({"alert__recipient_id": user_id}, lang)
    found = Delivery.objects.filter(mailing__recipient_id=user_id).select_related("mailing__recipient")
    for one in found.order_by("pk").iterator(chunk_size=2000):
        yield _mailing_row(one, lang)


def _rows(wanted: dict[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    found = (
        Delivery.objects.filter(**wanted)
        .select_related("alert__recipient", "alert__decided_by")
        .order_by("pk")
    )
    return (_row(one, lang) for one in found.iterator(chunk_size=2000))


def _mailing_row(one: Delivery, lang: str) -> dict[str, Any]:
    mailing = one.mailing
    assert mailing is not None
    return {
        **dict.fromkeys((name for name, _ in COLUMNS), ""),
        "day": mailing.day,
        "title": word(MAIL_WORDS, mailing.what).text(lang),
        "recipient": mailing.recipient.name,
        **_sent(one, lang),
    }


def _sent(one: Delivery, lang: str) -> dict[str, Any]:
    """How it went over its channel."""
    return {
        "channel": word(CHANNEL_WORDS, one.channel).text(lang),
        "delivery": word(DELIVERY_WORDS, one.state).text(lang),
        "why": word(DELIVERY_REASON_WORDS, one.reason).text(lang) if one.reason else "",
        "attempts": one.attempts,
        "unsure": "?" if one.unsure else "",
        "sent_at": one.sent_at,
        "received_at": one.received_at,
        "read_at": one.read_at,
    }


def _row(one: Delivery, lang: str) -> dict[str, Any]:
    alert = one.alert
    assert alert is not None
    return {
        "day": telling.day_told(alert),
        "number": alert.number,
        "title": alert.title,
        "deadline": word(DEADLINE_WORDS, alert.code).text(lang),
        "due_on": alert.due_on,
        "stage": rules.stage_label(alert.stage).text(lang),
        "recipient": alert.recipient.name,
        "reached": word(REACHED_WORDS, alert.reached).text(lang),
        **_sent(one, lang),
        "read_at": one.read_at or alert.read_at,
        "state": word(STATE_WORDS, alert.state).text(lang),
        "reason": word(REASON_WORDS, alert.reason).text(lang) if alert.reason else "",
        "decision": word(DECISION_WORDS, alert.decision).text(lang) if alert.decision else "",
        "decided_at": alert.decided_at,
        "decided_by": alert.decided_by.name if alert.decided_by else "",
        "note": alert.decision_note,
    }
