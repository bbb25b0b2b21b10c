"""The matrix and the report as rows of a file: every subject on a line of its own, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.queries import asking
from credentry.domains.coverage.queries.asking import RULE, Ask
from credentry.domains.coverage.queries.matrix import Cell, cells_of, walk
from credentry.domains.coverage.queries.rates import SOON
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import L, Label

Columns = list[tuple[str, Label]]
_STEP = 500
_UNTIL = L("至", "until")
_NAMES = {
    "market": L("市场", "Market"), "line": L("产品线", "Product line"), "unit": L("组织单元", "Unit"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows that come as they are read."""

    columns: Columns
    rows: Iterator[dict[str, Any]]


def matrix_table(actor: Actor, asked: Ask, across: str) -> Table:
    """One line for each subject that something is asked of (products with nothing below them), with its product line."""
    found = (
        asking.obligations(actor, asked)
        if asked.narrowed or across == RULE
        else asking.pursuits(actor, asked)
    )
    path = "pursuit__" if found.model._meta.model_name == "obligation" else ""
    place = "rule__code" if across == RULE else f"{path}{asking.place_of(asked.context)}"
    places = sorted({one or "" for one in found.order_by().values_list(place, flat=True).distinct()})
    heads = (
        asking.rule_names(set(places)) if across == RULE else asking.place_words(asked.context, set(places))
    )
    columns: Columns = [
        *([("line", _NAMES["line"])] if asked.context == words.MARKET else []),
        ("name", kinds.get(words.SUBJECT_OF[asked.context]).label),
        ("code", L("编号", "Code")),
        ("unit", _NAMES["unit"]),
    ]
    for one in places:
        label = heads.get(one, Label(one, one))
        columns.append((f"p_{one}", Label(f"{label.zh} {one}".strip(), f"{label.en} {one}".strip())))
    who = visible(actor, asking.kind_of(asked.context)).filter(
        pk__in=found.order_by().values(f"{path}subject"), archived_at__isnull=True
    )
    return Table(columns, _matrix_rows(actor, asked, across, who, places))


def _matrix_rows(
    actor: Actor, asked: Ask, across: str, who: Any, places: list[str]
) -> Iterator[dict[str, Any]]:
    for some in walk(who, None, _STEP):
        ids = [pk for pk, _ in some]
        cells = cells_of(actor, asked, ids, across, rolled=False)
        told = {
            pk: (code, unit)
            for pk, code, unit in who.filter(pk__in=ids).values_list("pk", "code", "unit__name")
        }
        lines = subjects.lines_of(ids) if asked.context == words.MARKET else {}
        tops = subjects.titles({line[-1] for line in lines.values()})
        for pk, title in some:
            code, unit = told.get(pk, ("", ""))
            mine = cells.get(pk, {})
            yield {
                "line": tops.get(lines[pk][-1], "") if pk in lines else "",
                "name": title,
                "code": code,
                "unit": unit,
                **{f"p_{one}": _said(mine.get(one), actor.lang) for one in places},
            }


def _said(cell: Cell | None, lang: str) -> str:
    """A cell in words: how many stand how, the worst first, and until when what holds does."""
    if cell is None:
        return ""
    some = [
        f"{words.STATES[one].text(lang)} {cell.counts[one]}" for one in asking.ORDER if cell.counts.get(one)
    ]
    text = ", ".join(some) or words.STATES[words.NOT_APPLICABLE].text(lang)
    if cell.counted:
        text = f"{text}: {cell.counted[lang if lang in ('zh', 'en') else 'en']}"
    return f"{text} ({_UNTIL.text(lang)} {cell.until.isoformat()})" if cell.until else text


def rates_table(found: list[dict[str, Any]], context: str, by: str) -> Table:
    """Coverage by market, line or unit with what ends when; ``found`` as ``rates`` gives it."""
    name = words.CONTEXTS[context] if by == "market" else _NAMES[by]
    columns: Columns = [
        ("name", name),
        ("pairs", L("产品与市场对数", "Pairs") if context == words.MARKET else L("对数", "Pairs")),
        ("covered", L("已覆盖", "Covered")),
        ("rate", L("覆盖率 %", "Coverage %")),
        ("at_risk", L("有风险", "At risk")),
        ("unknown", L("信息不足", "Facts unknown")),
        *((f"s_{state}", words.STATES[state]) for state in asking.ORDER),
        *((f"e_{days}", L(f"{days} 天内到期证书", f"Credentials ending in {days} days")) for days in SOON),
        ("until", L("最早到期日", "First to end")),
    ]
    return Table(columns, (_rate_row(one) for one in found))


def _rate_row(one: dict[str, Any]) -> dict[str, Any]:
    row = {name: one[name] for name in ("pairs", "covered", "rate", "at_risk", "unknown")}
    row |= {f"s_{state}": one["requirements"].get(state, 0) for state in asking.ORDER}
    row |= {f"e_{days}": one["ending"][str(days)] for days in SOON}
    return {"name": one["label"], **row, "until": asking.as_day(one["until"])}


def asked_words(actor: Actor, asked: Ask) -> list[tuple[Label, str]]:
    """What was asked, in words, for the sheet that says what a file shows."""
    lang = actor.lang
    markets = subjects.market_words(asked.markets)
    said: list[tuple[Label, str]] = [
        (L("截至", "As of"), asked.day.isoformat()),
        (L("类别", "What for"), words.CONTEXTS[asked.context].text(lang)),
        (L("主体", "Subject"), ", ".join(sorted(subjects.titles(asked.subjects).values()))),
        (_NAMES["market"], ", ".join(sorted(one.text(lang) for one in markets.values()))),
        (_NAMES["unit"], ", ".join(_units(asked.units))),
        (L("状态", "Status"), ", ".join(words.STATES[one].text(lang) for one in asked.states)),
        (L("规则", "Rule"), asked.rule),
        (L("证书类型", "Credential type"), asked.type_code),
        (L("导出人", "Made by"), actor.name),
    ]
    return [(label, text) for label, text in said if text]


def _units(ids: tuple[UUID, ...]) -> list[str]:
    model = kinds.get("unit").model_class
    return sorted(model._default_manager.filter(pk__in=ids).values_list("name", flat=True))
