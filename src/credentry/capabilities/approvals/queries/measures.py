"""How the processes are doing: lead time, dwell time per step, slowest steps, rework, on-time. Every number opens its rows."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from credentry.capabilities.approvals.bpmn import times
from credentry.capabilities.approvals.models import Process, ProcessVersion, Task
from credentry.capabilities.approvals.queries import spent
from credentry.capabilities.approvals.queries.spent import Months, Took
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.queries import Query, filtered
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden, Invalid, NotFound, define
from credentry.foundation.labels import L

Item = dict[str, Any]
Rules = tuple[tuple[str, str, Any], ...]
#: The longest period measured, in days; so many tasks are named one by one.
LONGEST: Final = 1100
NAMED: Final = 10
WORDS: Final = {
    "clock.working": L("工作时间：每个工作日 8 小时", "Working time: eight hours a working day"),
    "clock.calendar": L("自然时间：每天 24 小时", "Calendar time: 24 hours a day"),
    "percentile": L(
        "中位数与 90 分位为最近秩：实际出现过的值",
        "Median and 90th percentile are nearest ranks: values that occurred",
    ),
    "dwell": L(
        "停留时间自到达该步骤至完成，含退回期间",
        "Dwell runs from arrival to completion, time sent back included",
    ),
    "lead": L("办理周期自发起至办结，按自然时间", "Lead time runs from start to completion, by the calendar"),
}
_REWORK = L("退回修改", "Returned work")
_ALL = L("全部", "All")
define("measures.period", "请选择不超过 {days} 天的时段。", "Choose a period of at most {days} days.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured: cases and tasks that ended from ``since`` to ``until``, of a process, of a unit and below."""

    since: date
    until: date
    process: Process | None = None
    unit: Any = None
    months: Months = field(init=False)

    def __post_init__(self) -> None:
        if not 0 <= (self.until - self.since).days <= LONGEST:
            raise Invalid.one("since", "measures.period", days=LONGEST)
        object.__setattr__(self, "months", Months.of(self.since, self.until))

    def span(self, month: int | None = None) -> str:
        """The days as a condition between two says them."""
        first, last = (self.since, self.until) if month is None else self.months.spans[month]
        return f"{first.isoformat()},{last.isoformat()}"


def asked(since: date, until: date, process: str = "", unit: str = "") -> Asked:
    """The question with process (id or code) and unit (id) looked up. Raises NotFound."""
    found = None
    if process:
        by = Q(code=process)
        with suppress(ValueError):
            by |= Q(pk=UUID(process))
        found = Process.objects.filter(by).first()
        if found is None:
            raise NotFound()
    place = None
    if unit:
        try:
            place = _units().filter(pk=UUID(unit)).first()
        except ValueError:
            place = None
        if place is None:
            raise NotFound()
    return Asked(since, until, found, place)


class Measures:
    """One measurement as one reader may see it. Build it, then call ``all``."""

    def __init__(self, actor: Actor, given: Asked) -> None:
        if not actor.may("case") or not actor.may("task"):
            raise Forbidden()
        self.actor, self.given = actor, given

    # ------------------------------------------------------------------ what is counted
    def _within(self, kind: str, month: int | None = None) -> Rules:
        """The rules every number of a period shares."""
        day = "ended_at" if kind == "case" else "closed_at"
        return (*self._place(kind), (day, "between", self.given.span(month)))

    def _place(self, kind: str) -> Rules:
        found: list[tuple[str, str, Any]] = []
        if self.given.process is not None:
            found.append(("process" if kind == "case" else "case.process", "=", str(self.given.process.pk)))
        if self.given.unit is not None:
            found.append(("unit", "=", str(self.given.unit.pk)))
        return tuple(found)

    def _rows(self, kind: str, rules: Rules) -> QuerySet[Any]:
        return filtered(self.actor, kinds.get(kind), Query(condition=condition(rules)))

    # ------------------------------------------------------------------ all of it
    def all(self) -> Item:
        """Overall, by process, by unit, by month and by step."""
        done = ("state", "=", "done")
        with spent.measured(
            self._rows("task", (*self._within("task"), done)),
            self._rows("case", self._within("case")),
            self.given.months,
        ):
            return {
                "since": self.given.since, "until": self.given.until,
                "process": process_said(self.given.process), "unit": _unit_said(self.given.unit),
                "overall": self._of("all")[0], "processes": self._of("process"), "units": self._of("unit"),
                "months": self._of("month"), "steps": self._steps(), "slowest": self._slowest(),
                "words": {name: one.as_dict() for name, one in WORDS.items()},
            }  # fmt: skip

    def _of(self, group: str) -> list[Item]:
        """Rows of one grouping: cases that ended, and tasks of them that had a limit."""
        ended = spent.counts("tmp_lead", _CASES, group)
        timed = spent.counts("tmp_spent", ("s.timed = 1 AND s.late = 0", "s.timed = 1", "s.late = 1"), group)
        lead = spent.took("tmp_lead", "lead", group)
        running = self._running(group)
        keys: list[Any] = list(dict.fromkeys([*ended, *timed, *running]))
        if group == "all":
            keys = [(0,)]
        elif group == "month":
            keys = [(n,) for n in range(len(self.given.months.spans))]
        labels = self._labels(group, [one[0] for one in keys])
        found = []
        for key in keys:
            case, task = self._keyed("case", group, key[0]), self._keyed("task", group, key[0])
            cases, tasks = ended.get(key, (0,) * 5), timed.get(key, (0, 0, 0))
            found.append({
                "key": str(key[0]), "label": labels[key[0]],
                "ended": number(cases[0], "case", case),
                "completed": number(cases[1], "case", (*case, ("state", "=", "completed"))),
                "rejected": number(cases[2], "case", (*case, ("state", "=", "rejected"))),
                "broken_off": number(cases[3], "case", (*case, ("state", "in", "withdrawn,terminated"))),
                "running": None if group == "month" else number(
                    running.get(key, 0), "case",
                    (*self._place("case"), *_only("case", group, key[0]), ("state", "in", "running,stopped"))),
                "lead": _said(lead.get(key), "calendar"),
                "reworked": share(cases[4], cases[0], "case", (*case, ("returns", ">", 0))),
                **_limits(tasks, (*task, ("state", "=", "done"))),
            })  # fmt: skip
        return found if group == "month" else sorted(found, key=lambda one: -one["ended"]["count"])

    def _keyed(self, kind: str, group: str, key: Any) -> Rules:
        if group == "month":
            return self._within(kind, key)
        return (*self._within(kind), *_only(kind, group, key))

    def _running(self, group: str) -> dict[tuple[Any, ...], int]:
        """Cases that run now."""
        if group == "month":
            return {}
        rows = self._rows("case", (*self._place("case"), ("state", "in", "running,stopped"))).order_by()
        if group == "all":
            return {(0,): rows.count()}
        if group == "process":
            return {(pk,): n for pk, n in rows.values_list("process").annotate(n=Count("pk"))}
        found: dict[tuple[Any, ...], int] = {}
        per = dict(rows.values_list("unit").annotate(n=Count("pk")))
        paths = dict(_units().values_list("pk", "path"))
        for unit, n in per.items():
            for above, path in paths.items():
                if paths[unit].startswith(path):
                    found[(above,)] = found.get((above,), 0) + n
        return found

    def _labels(self, group: str, keys: Sequence[Any]) -> dict[Any, dict[str, str]]:
        if group == "all":
            return {0: _ALL.as_dict()}
        if group == "month":
            months = [first.strftime("%Y-%m") for first, _ in self.given.months.spans]
            return {n: {"zh": one, "en": one} for n, one in enumerate(months)}
        named = Process.objects if group == "process" else _units()
        rows = named.filter(pk__in=keys).values_list("pk", "name", "name_en")
        return {pk: {"zh": zh, "en": en or zh} for pk, zh, en in rows}

    # ------------------------------------------------------------------ steps
    def _steps(self) -> list[Item]:
        counted = spent.counts(
            "tmp_spent",
            ("1 = 1", "s.timed = 1 AND s.late = 0", "s.timed = 1", "s.late = 1", "s.sent_back = 1"), "step",
        )  # fmt: skip
        clocks = {"working": spent.took("tmp_spent", "worked", "step"),
                  "calendar": spent.took("tmp_spent", "elapsed", "step")}  # fmt: skip
        still = self._open()
        known = _nodes({key[0] for key in [*counted, *still]})
        whole = sum(one.total for one in clocks["calendar"].values()) or 1.0
        processes = {one.pk: one for one in Process.objects.filter(pk__in=known)}
        found = []
        for key in dict.fromkeys([*counted, *still]):
            pk, node, rework = key
            told = known[pk].get(node, {})
            limit = "" if rework else told.get("limit", "")
            ticking = "working" if _by_working_time(limit) else "calendar"
            some = counted.get(key, (0,) * 5)
            rules = (*self._within("task"), *_step(key), ("state", "=", "done"))
            waiting = (*self._place("task"), *_step(key), ("state", "=", "open"))
            elapsed = clocks["calendar"].get(key)
            found.append({
                "key": f"{pk}:{node}:{int(rework)}", "process": process_said(processes[pk]), "node": node,
                "label": _REWORK.as_dict() if rework else {"zh": told.get("name", node), "en": told.get("name", node)},
                "rework": bool(rework), "limit": limit, "clock": ticking, "done": number(some[0], "task", rules),
                **(_said(clocks[ticking].get(key), ticking) or _NOTHING),
                "share": round((elapsed.total if elapsed else 0.0) / whole, 4),
                **_limits(some[1:4], rules),
                "returned": share(some[4], some[0], "task", (*rules, ("returns", ">", 0))),
                "open": number(still.get(key, (0, 0))[0], "task", waiting),
                "open_late": number(still.get(key, (0, 0))[1], "task", (*waiting, ("late", "=", True))),
            })  # fmt: skip
        return sorted(found, key=lambda one: (-one["share"], one["key"]))

    def _open(self) -> dict[tuple[Any, ...], tuple[int, int]]:
        """Tasks open now, and those past their limit, by step."""
        rows = self._rows("task", (*self._place("task"), ("state", "=", "open"))).order_by()
        late = Count("pk", filter=Q(due_at__lt=clock.now()))
        grouped = rows.values_list("case__process", "node", "rework").annotate(n=Count("pk"), late=late)
        return {(pk, node, int(rework)): (n, over) for pk, node, rework, n, over in grouped}

    def _slowest(self) -> list[Item]:
        """The tasks that took longest, by the calendar."""
        longest = spent.longest("elapsed", NAMED)
        rows = Task.objects.in_bulk([pk for pk, _ in longest])
        return [
            {"kind": "task", "id": str(pk), "name": rows[pk].name, "title": rows[pk].title,
             "case": str(rows[pk].case_id), "hours": hours, "clock": "calendar"}
            for pk, hours in longest
        ]  # fmt: skip


_CASES = ("1 = 1", "s.state = 'completed'", "s.state = 'rejected'", "s.state IN ('withdrawn', 'terminated')", "s.sent_back = 1")  # fmt: skip
_NOTHING: Final = {"median_hours": None, "p90_hours": None, "mean_hours": None, "total_hours": 0.0}


def measures(actor: Actor, given: Asked, against: Asked | None = None) -> Item:
    """The measurement; with an earlier period beside it, what was gained (K-D5: the share of the median saved)."""
    found = Measures(actor, given).all()
    found["against"] = None
    if against is None:
        return found
    before = Measures(actor, against).all()
    found["against"] = {name: before[name] for name in ("since", "until", "overall", "processes")}
    _gained(found["overall"], before["overall"])
    earlier = {one["key"]: one for one in before["processes"]}
    for one in found["processes"]:
        _gained(one, earlier.get(one["key"]))
    return found


def _gained(now: Item, before: Item | None) -> None:
    then, here = ((one or {}).get("lead") or {} for one in (before, now))
    median, former = here.get("median_hours"), then.get("median_hours")
    now["gain"] = round(1 - median / former, 4) if former and median is not None else None


def condition(rules: Rules) -> Item:
    """The rules as a condition that opens the list."""
    return {
        "combinator": "and",
        "not": False,
        "rules": [{"field": name, "operator": op, "value": _value(op, value)} for name, op, value in rules],
    }


def _value(operator: str, value: Any) -> Any:
    return value.split(",") if operator in ("between", "in") else value


def number(count: int, kind: str, rules: Rules) -> Item:
    """A count with what opens exactly the rows it counts."""
    return {"count": count, "kind": kind, "condition": condition(rules)}


def share(count: int, of: int, kind: str, rules: Rules) -> Item:
    """The same with its share of others; None of none."""
    return {**number(count, kind, rules), "rate": round(count / of, 4) if of else None}


def _limits(counted: Sequence[int], rules: Rules) -> Item:
    """In time and late, of the tasks that had a limit."""
    limited = (*rules, ("due_at", "notNull", None))
    return {
        "on_time": {
            **share(counted[0], counted[1], "task", (*limited, ("late", "=", False))),
            "of": number(counted[1], "task", limited),
        },
        "late": share(counted[2], counted[1], "task", (*limited, ("late", "=", True))),
    }


def _only(kind: str, group: str, key: Any) -> Rules:
    if group == "all":
        return ()
    name = "unit" if group == "unit" else "process" if kind == "case" else "case.process"
    return ((name, "=", str(key)),)


def _step(key: tuple[Any, ...]) -> Rules:
    return (("case.process", "=", str(key[0])), ("node", "=", key[1]), ("rework", "=", bool(key[2])))


def _said(one: Took | None, ticking: str) -> Item | None:
    if one is None:
        return None
    return {
        "median_hours": one.median, "p90_hours": one.p90, "mean_hours": one.mean, "total_hours": one.total,
        "clock": ticking,
    }  # fmt: skip


def _nodes(processes: set[Any]) -> dict[Any, dict[str, dict[str, str]]]:
    """Process → node → name and limit, as the newest version with that node has them."""
    found: dict[Any, dict[str, dict[str, str]]] = {pk: {} for pk in processes}
    versions = ProcessVersion.objects.filter(process__in=processes).order_by("n")
    for pk, plan, settings in versions.values_list("process_id", "plan", "settings"):
        for node, one in plan["nodes"].items():
            limit = str((settings.get(node) or {}).get("limit") or "")
            found[pk][node] = {"name": one["name"], "limit": limit}
    return found


def _by_working_time(limit: str) -> bool:
    span = times.duration(limit) if limit else None
    return span is not None and span.unit != "calendar"


def _units() -> Any:
    return kinds.get("unit").model_class._default_manager


def process_said(one: Process | None) -> Item | None:
    """A process as it is named."""
    if one is None:
        return None
    return {"id": str(one.pk), "code": one.code, "name": {"zh": one.name, "en": one.name_en or one.name}}


def _unit_said(one: Any) -> Item | None:
    return one and {"id": str(one.pk), "name": {"zh": one.name, "en": one.name_en or one.name}}
