"""A measurement as tables of a file."""

from collections.abc import Sequence
from typing import Any

from credentry.foundation.labels import L
from credentry.plumbing.sheets import Columns

Sheet = tuple[str, Columns, list[dict[str, Any]]]
STEPS = L("步骤", "Steps")
_ROWS = (
    ("overall", L("总计", "Overall")),
    ("processes", L("流程", "Processes")),
    ("units", L("单元", "Units")),
    ("months", L("月份", "Months")),
)
_RATES: Columns = (
    ("limited", L("有时限的任务", "Tasks with a limit")),
    ("on_time", L("按时", "In time")),
    ("late", L("超时", "Late")),
    ("on_time_rate", L("按时率", "On-time rate")),
)
_CASES: Columns = (
    ("label", L("名称", "Name")),
    ("ended", L("结束的案件", "Cases ended")),
    ("completed", L("办结", "Completed")),
    ("rejected", L("驳回", "Rejected")),
    ("broken_off", L("撤销或终止", "Withdrawn or terminated")),
    ("running", L("进行中", "Running now")),
    ("median_hours", L("办理周期中位数（小时）", "Lead time, median (h)")),
    ("p90_hours", L("办理周期 90 分位（小时）", "Lead time, 90th percentile (h)")),
    ("mean_hours", L("办理周期平均（小时）", "Lead time, mean (h)")),
    ("reworked", L("有退回的案件", "Cases with returned work")),
    ("rework_rate", L("返工率", "Rework rate")),
    *_RATES,
)
COLUMNS: Columns = (
    ("process", L("流程", "Process")),
    ("label", L("步骤", "Step")),
    ("limit", L("时限", "Limit")),
    ("clock", L("计时", "Clock")),
    ("done", L("完成的任务", "Tasks done")),
    ("median_hours", L("停留中位数（小时）", "Dwell, median (h)")),
    ("p90_hours", L("停留 90 分位（小时）", "Dwell, 90th percentile (h)")),
    ("mean_hours", L("停留平均（小时）", "Dwell, mean (h)")),
    ("total_hours", L("停留合计（小时）", "Dwell, sum (h)")),
    ("share", L("占全部时间", "Share of all time")),
    ("returned", L("退回的任务", "Tasks that sent work back")),
    ("rework_rate", L("退回率", "Return rate")),
    *_RATES,
    ("open", L("待办", "Open now")),
    ("open_late", L("待办且超时", "Open and late")),
)


def steps(found: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """One row per step."""
    words = found["words"]
    return [
        {
            **one, "process": one["process"]["name"][lang], "label": one["label"][lang],
            "clock": words[f"clock.{one['clock']}"][lang], "done": one["done"]["count"],
            "returned": one["returned"]["count"], "rework_rate": one["returned"]["rate"],
            "open": one["open"]["count"], "open_late": one["open_late"]["count"], **_rates(one),
        }
        for one in found["steps"]
    ]  # fmt: skip


def workbook(found: dict[str, Any], lang: str) -> Sequence[Sheet]:
    """Every grouping on a sheet of its own."""
    made: list[Sheet] = []
    for name, title in _ROWS:
        rows = found[name] if isinstance(found[name], list) else [found[name]]
        made.append((title.text(lang), _CASES, [_case(one, lang) for one in rows]))
    return [*made, (STEPS.text(lang), COLUMNS, steps(found, lang))]


def _case(one: dict[str, Any], lang: str) -> dict[str, Any]:
    lead = one["lead"] or {"median_hours": None, "p90_hours": None, "mean_hours": None}
    counted = {
        name: one[name] and one[name]["count"]
        for name in ("ended", "completed", "rejected", "broken_off", "running")
    }
    return {
        "label": one["label"][lang], **counted, **lead, "reworked": one["reworked"]["count"],
        "rework_rate": one["reworked"]["rate"], **_rates(one),
    }  # fmt: skip


def _rates(one: dict[str, Any]) -> dict[str, Any]:
    timed = one["on_time"]
    return {
        "limited": timed["of"]["count"], "on_time": timed["count"], "late": one["late"]["count"],
        "on_time_rate": timed["rate"],
    }  # fmt: skip
