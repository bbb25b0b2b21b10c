"""The costs of a plan as budget lines: what is to be spent when, in which currency, by which unit. Unknown stays unknown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.queries.applications import lacks_of
from credentry.domains.coverage.queries.planning import Tried, Wanted, routed, told_of
from credentry.domains.coverage.rules.scheduling import Step
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import L, Label

SOURCES = {"type": L("按类型设定", "Set for the type"), "learned": L("本库中位数", "Median of ours"),
           "unknown": L("未知", "Unknown")}  # fmt: skip
COLUMNS: Sequence[tuple[str, Label]] = (
    ("type", L("证书类型", "Credential type")), ("code", L("类型代码", "Code")),
    ("severity", L("强制程度", "Severity")), ("unit", L("组织单元", "Unit")), ("year", L("年度", "Year")),
    ("quarter", L("季度", "Quarter")), ("currency", L("币种", "Currency")), ("amount", L("金额", "Amount")),
    ("source", L("费用来源", "Where the cost is from")), ("start_on", L("开始办理", "Begins")),
    ("ready_on", L("取得", "There on")), ("subjects", L("产品", "Products")), ("markets", L("市场", "Markets")),
    ("rules", L("依据的要求", "Required by")),
)  # fmt: skip
SUMS: Sequence[tuple[str, Label]] = (
    ("unit", L("组织单元", "Unit")), ("year", L("年度", "Year")), ("quarter", L("季度", "Quarter")),
    ("currency", L("币种", "Currency")), ("amount", L("金额", "Amount")), ("count", L("证书数", "Certificates")),
    ("unknown", L("其中费用未知", "Of these cost unknown")),
)  # fmt: skip
SHOWN = 20  # products a line names


def budget(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """A line for each certificate of the plan, in its order: money falls due in the quarter in which work on it begins, and
    is the unit's whose products lack it (of several units that of the product asked for). ``sums``: by unit, quarter and
    currency; ``total`` agrees with the plan. Raises what ``plan`` raises."""
    return budget_lines(*routed(actor, wanted), wanted)


def budget_lines(tried: Tried, steps: Mapping[str, Step], wanted: Wanted) -> dict[str, Any]:
    """The lines and sums of these steps."""
    told = told_of(tried, steps, wanted)
    lacks = {code: lacks_of(steps, code) for code in steps}
    units = _units({one.subject for some in lacks.values() for one in some} | {wanted.subject})
    names = _names(set(units.values()))
    lines = []
    for item in told["items"]:
        code = item["type"]["code"]
        some = lacks[code]
        mine = {units[one.subject] for one in some}
        unit = mine.pop() if len(mine) == 1 else units[wanted.subject]
        starts = date.fromisoformat(item["start_on"])
        titles = list(dict.fromkeys(one.title for one in some))
        lines.append(
            {
                "type": item["type"],
                "mandatory": item["mandatory"],
                "unit": {"id": str(unit), "label": names[unit].zh, **names[unit].as_dict()},
                "year": starts.year,
                "quarter": (starts.month + 2) // 3,
                **{name: item["cost"][name] for name in ("currency", "amount", "source")},
                "start_on": item["start_on"],
                "ready_on": item["ready_on"],
                "subjects": titles[:SHOWN],
                "more_subjects": max(0, len(titles) - SHOWN),
                "markets": sorted({one["market"] for one in item["serves"] if one["market"]}),
                "rules": sorted({one["rule"] for one in item["serves"]}),
            }
        )
    return {
        "begin": told["begin"],
        "prefer": wanted.prefer,
        "lines": lines,
        "sums": _sums(lines),
        "total": told["cost"],
        "without_cost": told["without_cost"],
    }


def _units(ids: set[UUID]) -> dict[UUID, UUID]:
    return {pk: one.unit_id for pk, one in subjects.profiles(ids).items()}


def _names(ids: set[UUID]) -> dict[UUID, Label]:
    some = kinds.get("unit").model_class._default_manager.filter(pk__in=ids)
    return {pk: Label(zh, en or zh) for pk, zh, en in some.values_list("pk", "name", "name_en")}


def _sums(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """By unit, year, quarter and currency; what nobody knows the cost of is counted with an empty currency."""
    found: dict[tuple[str, int, int, str], dict[str, Any]] = {}
    for one in lines:
        key = (one["unit"]["zh"], one["year"], one["quarter"], one["currency"] if one["amount"] else "")
        row = found.setdefault(
            key,
            {"unit": one["unit"], "year": key[1], "quarter": key[2], "currency": key[3], "amount": None,
             "count": 0, "unknown": 0},
        )  # fmt: skip
        row["count"] += 1
        if one["amount"] is None:
            row["unknown"] += 1
        else:
            row["amount"] = (row["amount"] or Decimal()) + Decimal(one["amount"])
    return [
        {**row, "amount": f"{row['amount']:.2f}" if row["amount"] is not None else None}
        for _, row in sorted(found.items())
    ]


def line_rows(found: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """The lines as rows of a file: amounts are numbers, empty where unknown."""
    for one in found["lines"]:
        more = f" +{one['more_subjects']}" if one["more_subjects"] else ""
        severity = words.BLOCKING if one["mandatory"] else words.ADVISORY
        yield {
            "type": one["type"][lang], "code": one["type"]["code"], "severity": words.SEVERITIES[severity].text(lang),
            "unit": one["unit"][lang], "year": one["year"], "quarter": f"Q{one['quarter']}",
            "currency": one["currency"], "amount": float(one["amount"]) if one["amount"] else None,
            "source": SOURCES[one["source"]].text(lang), "start_on": date.fromisoformat(one["start_on"]),
            "ready_on": date.fromisoformat(one["ready_on"]), "subjects": "; ".join(one["subjects"]) + more,
            "markets": ", ".join(one["markets"]), "rules": ", ".join(one["rules"]),
        }  # fmt: skip


def sum_rows(found: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """The sums as rows of a file."""
    for one in found["sums"]:
        yield {
            **one,
            "unit": one["unit"][lang],
            "quarter": f"Q{one['quarter']}",
            "amount": float(one["amount"]) if one["amount"] else None,
        }
