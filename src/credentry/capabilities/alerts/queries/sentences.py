"""A policy in words: what it will do, as its author would tell a colleague."""

from collections.abc import Sequence
from typing import Any

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.channels import in_force
from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.queries.policies import type_kind_of
from credentry.capabilities.alerts.vocabulary import (
    ANCHOR_WORDS,
    CHANNEL_WORDS,
    DEADLINE_WORDS,
    LADDER_WORDS,
    LEVEL_WORDS,
    Demand,
    Relation,
    word,
)
from credentry.core.records import conditions, kinds
from credentry.foundation.labels import L, Label

_WHOLE = L(
    "{scope}：{deadlines}，{stages}提醒{people}，渠道：{channels}。{ladder}{days}",
    "{scope}: {deadlines}. Tells {people} {stages}, by {channels}. {ladder}{days}",
)
_ALL = L("全部{kind}", "All {kind}")
_OF_TYPE = L("类型满足“{types}”的{kind}", "{kind} of types where {types}")
_WHERE = L("且{condition}", ", where {condition}")
_EVERY_DEADLINE = L("所有期限", "every deadline")
_BEFORE = L("{anchor}前 {days} 天", "{days} days before the {anchor}")
_ON = L("{anchor}当天", "on the {anchor} itself")
_AFTER = L("{anchor}后 {days} 天", "{days} days after the {anchor}")
_FROM = L("{who}（{stage}起）", "{who} (from {stage} on)")
_STEP = L(
    "{wait} 个工作日内无人答复则通知{who}{asked}；",
    "no answer within {wait} working days: {who} is told{asked}; ",
)
_ASKED = {
    Demand.PLAN: L("（须提交行动计划）", " (asked for an action plan)"),
    Demand.DECISION: L("（须作出决定）", " (asked for a decision)"),
}
_DAYS = L("遇休息日提前到前一个工作日。", "On a day off it comes on the working day before.")
_HOLD = L(
    "休息日产生的非严重提醒在下一工作日发送。",
    "On days off what is not critical waits for the next working day.",
)
_AT_LEVEL = L("{level}级另用{channels}", "{channels} when {level}")


def sentence(policy: AlertPolicy, lang: str) -> str:
    """What the policy does, in one or two sentences."""
    return _say(
        _WHOLE,
        lang,
        scope=_scope(policy, lang),
        deadlines=_list([_deadline(code, lang) for code in policy.deadlines], lang)
        or _EVERY_DEADLINE.text(lang),
        stages=_stages(policy, lang),
        people=_list([_person(one, lang) for one in policy.recipients], lang),
        channels=_channels(policy, lang),
        ladder=_ladder(rules.ladder(policy.ladder), lang),
        days=" ".join([_DAYS.text(lang)] * policy.working_days + [_HOLD.text(lang)] * policy.hold).replace(
            "。 ", "。"
        ),
    ).strip()


def _say(label: Label, lang: str, **values: object) -> str:
    return label.text(lang).format(**values)


def _list(words: Sequence[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


def _scope(policy: AlertPolicy, lang: str) -> str:
    kind = kinds.get(policy.kind)
    name = kind.label.zh if lang == "zh" else kind.plural.en.lower()
    type_kind = type_kind_of(policy.kind)
    said = _say(_ALL, lang, kind=name)
    if policy.types and type_kind:
        tree = conditions.parse_json(kinds.get(type_kind), policy.types)
        said = _say(_OF_TYPE, lang, kind=name, types=conditions.sentence(type_kind, tree, lang))
    if policy.condition:
        tree = conditions.parse_json(kind, policy.condition)
        said += _say(_WHERE, lang, condition=conditions.sentence(kind, tree, lang))
    return said[:1].upper() + said[1:]


def _deadline(code: str, lang: str) -> str:
    known = f"{code[:-1]}_due" if code.endswith("*") else code
    return word(DEADLINE_WORDS, known).text(lang)


def _stages(policy: AlertPolicy, lang: str) -> str:
    anchor = word(ANCHOR_WORDS, policy.anchor).text(lang)
    anchor = anchor if lang == "zh" else anchor.lower()
    stages = rules.ordered(policy.stages)
    numbers = ("、" if lang == "zh" else "/").join
    parts = []
    before, after = [one for one in stages if one > 0], [-one for one in stages if one < 0]
    if before:
        parts.append(_say(_BEFORE, lang, anchor=anchor, days=numbers(map(str, before))))
    if 0 in stages:
        parts.append(_say(_ON, lang, anchor=anchor))
    if after:
        parts.append(_say(_AFTER, lang, anchor=anchor, days=numbers(map(str, after))))
    return _list(parts, lang)


def _person(one: dict[str, Any], lang: str) -> str:
    who = _who(one, lang)
    if one.get("from_stage") is None:
        return who
    return _say(_FROM, lang, who=who, stage=rules.stage_label(one["from_stage"]).text(lang))


def _who(one: dict[str, Any], lang: str) -> str:
    who = word(LADDER_WORDS, one["relation"]).text(lang)
    named = one["relation"] in (Relation.ROLE, Relation.POST) and one.get("code")
    return f"{who} {one['code']}" if named else who if lang == "zh" else who[0].lower() + who[1:]


def _channels(policy: AlertPolicy, lang: str) -> str:
    def names(codes: Sequence[str]) -> str:
        order = [str(code) for code, _ in CHANNEL_WORDS]
        return _list([word(CHANNEL_WORDS, one).text(lang) for one in sorted(codes, key=order.index)], lang)

    usual = in_force(policy.channels)
    said = [names(usual)]
    for level, codes in policy.levels.items():
        more = [code for code in in_force(codes) if code not in usual]
        if more:
            said.append(
                _say(_AT_LEVEL, lang, level=word(LEVEL_WORDS, level).text(lang), channels=names(more))
            )
    return ("；" if lang == "zh" else "; ").join(said)


def _ladder(steps: Sequence[dict[str, Any]], lang: str) -> str:
    said, wait = "", 0
    for n, step in enumerate(steps):
        if n and wait:
            asked = _ASKED.get(rules.demanded(steps, n))
            said += _say(
                _STEP, lang, wait=wait, who=_who(step, lang), asked=asked.text(lang) if asked else ""
            )
        wait = int(step["wait"])
    said = said.rstrip("；; ")
    return f"{said[:1].upper()}{said[1:]}{'。' if lang == 'zh' else '. '}" if said else ""
