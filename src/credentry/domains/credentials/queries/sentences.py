"""Standing in words: what holds, until when, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credentry.domains.credentials.rules.standing import DAY, VALID, Segment
from credentry.domains.credentials.vocabulary import BINDINGS, STATUSES
from credentry.foundation.labels import Label

# What ended, in words: {name} of the thing, {last} day it held, {since} the day after.
_ENDED = {
    "parent": Label("主证“{name}”自 {since} 起失效。", "Its parent credential “{name}” is not valid since {since}."),
    "standard": Label(
        "所依据的标准“{name}”自 {since} 起不再适用。", "The standard “{name}” it is based on no longer counts since {since}."
    ),
    "accreditation": Label(
        "发证机构的资质“{name}”自 {since} 起失效。", "The issuer's accreditation “{name}” is not valid since {since}."
    ),
    "employment": Label(
        "持证人与“{name}”的聘用关系已于 {last} 终止。", "The holder's employment with “{name}” ended on {last}."
    ),
    "registration": Label(
        "持证人在“{name}”的注册已于 {last} 终止。", "The holder's registration with “{name}” ended on {last}."
    ),
    "qualification": Label(
        "所要求的资格“{name}”自 {since} 起失效。", "The required qualification “{name}” is not valid since {since}."
    ),
    "product_change": Label(
        "产品于 {since} 变更({name}),变更尚未获批准。", "The product was changed on {since} ({name}); approval is open."
    ),
    "age": Label("持证人自 {since} 起达到年龄上限。", "The holder reached the age limit on {since}."),
    "pending": Label(
        "证书到期后因延续申请视为有效至 {last},申请未获准。",
        "After its term it was carried on by the pending renewal until {last}; that was not granted.",
    ),
}  # fmt: skip
_ENDS = {
    "parent": Label("主证“{name}”届时失效", "then its parent credential “{name}” is not valid"),
    "standard": Label("标准“{name}”届时不再适用", "then the standard “{name}” no longer counts"),
    "accreditation": Label(
        "发证机构的资质“{name}”届时失效", "then the issuer's accreditation “{name}” is not valid"
    ),
    "employment": Label(
        "持证人与“{name}”的聘用关系届时终止", "then the holder's employment with “{name}” ends"
    ),
    "registration": Label(
        "持证人在“{name}”的注册届时终止", "then the holder's registration with “{name}” ends"
    ),
    "qualification": Label(
        "所要求的资格“{name}”届时失效", "then the required qualification “{name}” is not valid"
    ),
    "product_change": Label(
        "其后产品变更({name}),须经批准", "then the product is changed ({name}) and needs approval"
    ),
    "age": Label("其后持证人达到年龄上限", "then the holder reaches the age limit"),
    "pending": Label("其后延续申请未获准", "then the pending renewal was not granted"),
}
_NEVER = Label("{label}“{name}”没有有效期间。", "{label}: “{name}” never held.")


def reason(
    segment: Segment,
    terms: dict[str, Any],
    changes: dict[str, Any],
    duties: dict[str, Any],
    needs: Mapping[str, str] | None = None,
) -> Label:
    """Why a segment has its state: for a valid one, what will end it. ``needs``: names of what it depends on."""
    name = (needs or {}).get(segment.ref, "")
    if segment.state == VALID:
        return _end(segment, changes, duties, name)
    if segment.state == "not_yet_effective":
        first = min((one.valid_from or one.issued_on or date.max for one in terms.values()), default=date.max)
        if segment.code != "term":
            return _before(segment, name)
        return Label(f"有效期自 {first} 开始。", f"Its first term begins on {first}.")
    if segment.code == "term":
        return _expired(segment, terms)
    if segment.code == "duty":
        return _duty(duties.get(segment.ref), segment.starts)
    if segment.code in _ENDED:
        return _ended(segment, name)
    return _change(changes.get(segment.ref), segment.state)


def _ended(segment: Segment, name: str) -> Label:
    if segment.starts is None:
        label = BINDINGS[segment.code]
        return Label(_NEVER.zh.format(label=label.zh, name=name), _NEVER.en.format(label=label.en, name=name))
    words = _ENDED[segment.code]
    said = {"name": name, "since": segment.starts, "last": segment.starts - DAY}
    return Label(words.zh.format(**said), words.en.format(**said))


def _before(segment: Segment, name: str) -> Label:
    label = BINDINGS.get(segment.code, Label(segment.code, segment.code))
    first = segment.ends + DAY if segment.ends else ""
    return Label(f"{label.zh}“{name}”自 {first} 开始。", f"{label.en}: “{name}” begins on {first}.")


def _end(segment: Segment, changes: dict[str, Any], duties: dict[str, Any], name: str) -> Label:
    if segment.ends is None and segment.code == "pending":
        return Label(
            "延续申请已按时提交,作出决定前视为准予延续。",
            "The renewal was filed in time: it goes on until that is decided.",
        )
    if segment.ends is None:
        return Label("没有已知的终止日期。", "No end is known.")
    if segment.code in _ENDS:
        words = _ENDS[segment.code]
        zh, en = words.zh.format(name=name), words.en.format(name=name)
        return Label(f"有效至 {segment.ends},{zh}。", f"Valid until {segment.ends}, {en}.")
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
