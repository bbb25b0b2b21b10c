"""Standing in words: what holds, until when, and why."""

from datetime import date
from typing import Any

from credentry.domains.credentials.rules.standing import VALID, Segment
from credentry.domains.credentials.vocabulary import STATUSES
from credentry.foundation.labels import Label

_HELD = Label("截至今日有效", "Valid today")


def reason(segment: Segment, terms: dict[str, Any], changes: dict[str, Any], duties: dict[str, Any]) -> Label:
    """Why a segment has its state: for a valid one, what will end it."""
    if segment.state == VALID:
        return _end(segment, changes, duties)
    if segment.state == "not_yet_effective":
        first = min((one.valid_from or one.issued_on or date.max for one in terms.values()), default=date.max)
        return Label(f"有效期自 {first} 开始。", f"Its first term begins on {first}.")
    if segment.code == "term":
        return _expired(segment, terms)
    if segment.code == "duty":
        return _duty(duties.get(segment.ref), segment.starts)
    return _change(changes.get(segment.ref), segment.state)


def _end(segment: Segment, changes: dict[str, Any], duties: dict[str, Any]) -> Label:
    if segment.ends is None:
        return Label("没有已知的终止日期。", "No end is known.")
    if segment.code == "duty":
        one = duties.get(segment.ref)
        zh, en = (one.name_zh, one.name_en or one.name_zh) if one else ("", "")
        due = one.due_on if one else segment.ends
        return Label(
            f"有效至 {segment.ends}:义务“{zh}”应于 {due} 前完成,逾期即失效。",
            f"Valid until {segment.ends}: the duty “{en}” is due on {due}; not done, the credential lapses.",
        )
    if segment.code == "status_change":
        one = changes.get(segment.ref)
        word = STATUSES.get(one.change) if one else None
        zh, en = (word.zh, word.en.lower()) if word else ("", "")
        return Label(f"有效至 {segment.ends},其后{zh}。", f"Valid until {segment.ends}, then {en}.")
    return Label(
        f"有效至 {segment.ends}(含当日),由证书自身有效期决定。",
        f"Valid until {segment.ends} inclusive, the end of its own term.",
    )


def _expired(segment: Segment, terms: dict[str, Any]) -> Label:
    ended = [
        one for one in terms.values() if one.valid_to and segment.starts and one.valid_to < segment.starts
    ]
    last = max((one.valid_to for one in ended), default=None)
    if segment.ends is not None:
        return Label(
            f"两期证书之间的空档:上一期于 {last} 到期,下一期尚未开始。",
            f"A gap between two terms: one ended on {last}, the next had not begun.",
        )
    return Label(f"证书于 {last} 到期,未续期。", f"Expired on {last} and not renewed.")


def _duty(one: Any, since: date | None) -> Label:
    if one is None:
        return STATUSES["duty_overdue"]
    en = one.name_en or one.name_zh
    return Label(
        f"义务“{one.name_zh}”应于 {one.due_on} 完成,未见记录,自 {since} 起失效。",
        f"The duty “{en}” was due on {one.due_on} and is not recorded as done: lapsed since {since}.",
    )


def _change(one: Any, state: str) -> Label:
    word = STATUSES.get(state, Label(state, state))
    if one is None:
        return word
    return Label(
        f"自 {one.effective_on} 起{word.zh}:{one.reason}",
        f"{word.en} since {one.effective_on}: {one.reason}",
    )
