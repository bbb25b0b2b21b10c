"""Reasons in words, in both languages."""

from datetime import date
from typing import Any

from credentry.domains.credentials.vocabulary import BINDINGS, STATUSES
from credentry.domains.gate.rules.facts import Reason
from credentry.foundation.labels import Label


def sentence(one: Reason, why: str = "") -> dict[str, str]:
    """The reason as a sentence; ``why``: what the register says about the fact behind it."""
    build = _SENTENCES.get(one.code)
    if (
        build is None and one.type is None and len(one.said) == 2
    ):  # a check of another room brings its own words
        zh, en = one.said
    else:
        zh, en = build(one) if build else _state(one)
    if why:
        zh, en = f"{zh}({why})", f"{en} ({why})"
    return {"zh": zh, "en": en}


def _named(one: Reason) -> tuple[str, str]:
    kind = one.type
    number = one.paper.number if one.paper is not None else ""
    if kind is None:
        return number, number
    return f"{kind.zh} {number}", f"{kind.en or kind.zh} {number}"


def _on(day: date | None, zh: str, en: str) -> tuple[str, str]:
    return (zh.format(day), en.format(day)) if day is not None else ("", "")


def _word(one: Reason) -> Label:
    """The state in the words of the type, else in ours."""
    own = one.type.words.get(one.state) if one.type is not None else None
    return Label(*own) if own else STATUSES.get(one.state or one.code, Label(one.code, one.code))


def _state(one: Reason) -> tuple[str, str]:
    """A credential in a state that does not permit the act."""
    zh, en = _named(one)
    word = _word(one)
    since_zh, since_en = _on(one.since, "自 {} 起", " since {}")
    return f"{zh} {since_zh}{word.zh}", f"{en}: {word.en[:1].lower()}{word.en[1:]}{since_en}"


def _expired(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    if one.since is None:
        return f"{zh} 已过期", f"{en} has expired"
    last = date.fromordinal(one.since.toordinal() - 1)
    return f"{zh} 已于 {last} 到期,未续期", f"{en} expired on {last} and was not renewed"


def _arrival(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    last = date.fromordinal(one.since.toordinal() - 1) if one.since else ""
    return (
        f"{zh} 于 {last} 到期,货物到港时已失效,无法清关",
        f"{en} expires on {last}, before the goods arrive: they could not clear customs",
    )


def _not_yet(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    if one.until is None:
        return f"{zh} 未生效", f"{en} is not yet effective"
    first = date.fromordinal(one.until.toordinal() + 1)
    return f"{zh} 自 {first} 起才生效", f"{en} takes effect on {first} only"


def _holds(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    if one.until is None:
        return f"{zh} 有效,没有已知的终止日期", f"{en} is valid; no end is known"
    return f"{zh} 有效至 {one.until}(含当日)", f"{en} is valid until {one.until} inclusive"


def _soon(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    return (
        f"{zh} 即将到期,有效至 {one.until}(含当日)",
        f"{en} expires soon: valid until {one.until} inclusive",
    )


def _in_state(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    word = _word(one)
    return (
        f"{zh} 已{word.zh},但该状态仍允许此行为",
        f"{en} is {word.en.lower()}, which still permits this act",
    )


def _unsure(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    return f"{zh}:该状态允许的行为有待确认", f"{en}: what this state permits is still to be confirmed"


def _unusual(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    return f"{zh} 的编号与规则不符,请核对原件", f"{en}: its number is unusual, compare it with the paper"


def _worry(one: Reason) -> tuple[str, str]:
    zh, en = _named(one)
    word = BINDINGS.get(str(one.said[0]), Label(str(one.said[0]), str(one.said[0])))
    return f"{zh} 的“{word.zh}”一项不满足,请确认", f"{en}: “{word.en}” is not met, to be confirmed"


def _clause(zh_text: str, en_text: str) -> Any:
    def build(one: Reason) -> tuple[str, str]:
        zh, en = _named(one)
        return (
            zh_text.format(name=zh, n=one.clause, since=one.since, until=one.until),
            en_text.format(name=en, n=one.clause, since=one.since, until=one.until),
        )

    return build


def _missing(one: Reason) -> tuple[str, str]:
    _, zh, en = one.said
    return (
        f"需要“{zh}”,台账中没有覆盖此主体与市场的证书",
        f"“{en}” is required: no credential covers this subject and market",
    )


def _outside(one: Reason) -> tuple[str, str]:
    count = one.said[0]
    return (
        f"另有 {count} 份相关证书不在您的权限范围内,请有权限的同事确认",
        f"{count} credential(s) that matter lie outside your rights; ask somebody who may see them",
    )


def _override(one: Reason) -> tuple[str, str]:
    number, why = one.said[1], one.said[2]
    return (
        f"按已批准的特批 {number} 放行,至 {one.until} 止:{why}",
        f"Let through under the approved override {number} until {one.until}: {why}",
    )


def _plain(zh: str, en: str) -> Any:
    return lambda _one: (zh, en)


_SENTENCES: dict[str, Any] = {
    "expired": _expired,
    "expires_before_arrival": _arrival,
    "not_yet_effective": _not_yet,
    "holds": _holds,
    "expiring_soon": _soon,
    "permitted_in_state": _in_state,
    "to_be_confirmed": _unsure,
    "number_unusual": _unusual,
    "dependency_to_check": _worry,
    "excluded": _clause("{name} 第 {n} 条不包含此主体", "{name} leaves this subject out (clause {n})"),
    "clause_not_started": _clause(
        "{name} 第 {n} 条自 {since} 起才适用", "{name}: clause {n} applies from {since} on only"
    ),
    "clause_ended": _clause(
        "{name} 第 {n} 条仅适用至 {until}", "{name}: clause {n} applied until {until} only"
    ),
    "act_not_covered": _clause("{name} 第 {n} 条不包含此行为", "{name}: clause {n} does not cover this act"),
    "act_not_permitted": _clause("{name} 不允许此行为", "{name} does not permit this act"),
    "missing": _missing,
    "outside_rights": _outside,
    "override": _override,
    "override_impossible": lambda one: (
        f"特批 {one.said[1]} 不适用:证书已被吊销或撤销",
        f"Override {one.said[1]} does not apply: the credential was revoked or withdrawn",
    ),
    "nothing_registered": _plain(
        "台账中没有覆盖此主体、市场和行为的证书,所需证书未知",
        "Nothing registered covers this; what is required is not known",
    ),
    "subject_unknown": lambda one: (f"找不到主体“{one.said[0]}”", f"There is no subject “{one.said[0]}”"),
    "subject_ambiguous": lambda one: (
        f"“{one.said[0]}”对应多个主体,请用编号",
        f"“{one.said[0]}” means several subjects; give the number",
    ),
    "market_unknown": lambda one: (f"找不到市场“{one.said[0]}”", f"There is no market “{one.said[0]}”"),
    "requirement_unknown": lambda one: (
        f"没有“{one.said[0]}”这个证书类型或类别",
        f"There is no credential type or category “{one.said[0]}”",
    ),
    "date_unknown": lambda one: (f"“{one.said[0]}”不是有效日期", f"“{one.said[0]}” is not a date"),
    "act_unknown": lambda one: (f"没有“{one.said[0]}”这种行为", f"There is no act “{one.said[0]}”"),
    "arrival_before_departure": _plain(
        "到达日期早于发出日期", "The day of arrival comes before the day of departure"
    ),
}
REASONS = frozenset(_SENTENCES)
