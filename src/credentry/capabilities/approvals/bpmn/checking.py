"""Is a process ready to run? Every reason why not, with line and element."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from credentry.capabilities.approvals.bpmn import expressions, times
from credentry.capabilities.approvals.bpmn.findings import Finding, Level
from credentry.capabilities.approvals.bpmn.model import BRANCHING, ITEM, Flow, Model, Node
from credentry.foundation.errors import define

define("process.settings", "“{name}”的设置有误：{reason}", "The settings of “{name}” are wrong: {reason}")
define(
    "process.silent_consent",
    "“{name}”标记为受监管，超时不能自动同意。",
    "“{name}” is marked as regulated: it cannot consent silently when late.",
)
define(
    "process.limit_day",
    "“{name}”的时限取自“{text}”，但没有步骤填写这个日期。",
    "The limit of “{name}” is the day “{text}”, which neither the start nor a step asks for.",
)
#: Variables every case has.
GIVEN = {"subject", "initiator", "decision", "steps", "case"}
#: Whether a condition over the subject can be read; the reason why not.
CheckRecord = Callable[[str], str]


class Checker:
    """One pass over a model. ``check_record`` reads conditions over the subject."""

    def __init__(
        self, model: Model, settings: Mapping[str, Any], check_record: CheckRecord | None = None
    ) -> None:
        self._model, self._settings = model, settings
        self._check_record = check_record
        self.found: list[Finding] = []

    def run(self) -> list[Finding]:
        """All findings."""
        for scope in self._model.scopes:
            self._scope(scope)
        for flow in self._model.flows:
            self._flow(flow)
        for node in self._model.nodes.values():
            self._node(node)
        self._variables()
        return self.found

    def _add(self, level: Level, code: str, at: Node | Flow | None, **params: Any) -> None:
        line, element, name = (at.line, at.id, at.name) if at else (0, "", "")
        self.found.append(Finding(level, code, line, element, name, params))

    def _scope(self, scope: str) -> None:
        inside = [one for one in self._model.inside(scope) if not one.attached_to]
        owner = self._model.nodes.get(scope)
        starts = [one for one in inside if one.tag == "startEvent"]
        if not starts:
            self._add("error", "process.no_start", owner)
        elif len(starts) > 1:
            self._add("error", "process.several_starts", starts[1], count=len(starts))
        if not any(one.tag == "endEvent" for one in inside):
            self._add("error", "process.no_end", owner)
        if len(starts) == 1:
            self._reach(scope, starts[0])

    def _reach(self, scope: str, start: Node) -> None:
        nodes = self._model.inside(scope)
        reached = _walk([start.id], lambda one: self._next(one))
        ends = [one.id for one in nodes if one.tag == "endEvent"]
        ending = _walk(ends, lambda one: self._before(one))
        for one in nodes:
            if one.id not in reached:
                self._add("error", "process.unreachable", one)
            elif one.tag != "endEvent" and not self._model.outgoing(one.id):
                self._add("error", "process.no_way_out", one)
            elif one.id not in ending:
                self._add("error", "process.dead_end", one)

    def _next(self, node: str) -> list[str]:
        return [one.target for one in self._model.outgoing(node)] + [
            one.id for one in self._model.boundary(node)
        ]

    def _before(self, node: str) -> list[str]:
        found = [one.source for one in self._model.incoming(node)]
        here = self._model.nodes.get(node)
        return [*found, here.attached_to] if here is not None and here.attached_to else found

    def _flow(self, flow: Flow) -> None:
        if not flow.condition:
            return
        if flow.language == "record":
            reason = self._check_record(flow.condition) if self._check_record else ""
        else:
            reason = _unreadable(flow.condition)
        if reason:
            self._add("error", "process.condition", flow, text=flow.condition[:80], reason=reason)

    def _node(self, node: Node) -> None:
        if node.tag in BRANCHING:
            self._branches(node)
        if node.event is not None and node.event.kind == "timer":
            self._timer(node)
        if node.loop is not None:
            for text in (node.loop.completion, node.loop.cardinality):
                if text and (reason := _unreadable(text)):
                    self._add("error", "process.condition", node, text=text[:80], reason=reason)
            self._same_item(node)
        if node.tag == "callActivity":
            self._add("error", "process.no_called", node, called=node.called or "?")
        given = self._settings.get(node.id) or {}
        if node.is_service and not given.get("service"):
            self._add("error", "process.no_service", node)
        if node.is_work:
            if not given.get("approvers"):
                self._add("error", "process.nobody", node)
            if given.get("regulated") and given.get("late") == "approve":
                self._add("error", "process.silent_consent", node)
            self._limit(node, str(given.get("limit") or ""))

    def _limit(self, node: Node, limit: str) -> None:
        """A length, or a day that the start or a step asks for."""
        name = times.named(limit)
        if name and name not in self._days():
            self._add("error", "process.limit_day", node, text=name)
        elif limit and not name and times.duration(limit) is None:
            self._add("error", "process.timer", node, text=limit)

    def _days(self) -> set[str]:
        asked = (item for one in self._settings.values() for item in one.get("inputs") or ())
        return {str(item.get("name")) for item in asked if item.get("type") == "date"}

    def _same_item(self, node: Node) -> None:
        """A repetition inside of another calls what its turn is about by another name."""
        assert node.loop is not None
        around = self._model.nodes.get(node.scope)
        while around is not None and node.loop.collection:
            other = around.loop
            if other is not None and other.collection and (other.item or ITEM) == (node.loop.item or ITEM):
                self._add(
                    "error", "process.same_item", node,
                    around=around.name or around.id, item=node.loop.item or ITEM,
                )  # fmt: skip
                return
            around = self._model.nodes.get(around.scope)

    def _branches(self, gateway: Node) -> None:
        ways = self._model.outgoing(gateway.id)
        if len(ways) < 2:
            return
        if gateway.tag == "exclusiveGateway" and self._model.chosen(gateway):
            deciders = self._model.deciders(gateway)
            if deciders and len(deciders) == len(self._model.incoming(gateway.id)):
                self._add(
                    "note", "process.chosen", gateway, who="、".join(one.name or one.id for one in deciders)
                )
                return
        for way in ways:
            if not way.condition and way.id != self._model.otherwise(gateway):
                self._add("error", "process.no_condition", way)

    def _timer(self, node: Node) -> None:
        event = node.event
        assert event is not None
        if event.timer == "cycle":
            self._add("error", "process.timer_cycle", node, text=event.text[:80])
        elif event.text[:2] in ("${", "#{"):
            if reason := _unreadable(event.text):
                self._add("error", "process.condition", node, text=event.text[:80], reason=reason)
        elif (event.timer == "date" and times.instant(event.text, ZoneInfo("UTC")) is None) or (
            event.timer == "duration" and times.duration(event.text) is None
        ):
            self._add("error", "process.timer", node, text=event.text[:80])

    def _variables(self) -> None:
        """Conditions that ask for what no step fills: said, not refused — the start may bring it."""
        filled = set(GIVEN)
        for one in self._settings.values():
            filled |= {str(item.get("name")) for item in one.get("inputs") or ()} | {
                str(one.get("result") or "")
            }
            filled.add(str((one.get("service") or {}).get("result") or ""))
        told: set[str] = set()
        for flow in self._model.flows:
            if flow.language == "expression" and flow.condition and not _unreadable(flow.condition):
                for name in sorted(expressions.parse(flow.condition).names):
                    if name.split(".")[0] not in filled and name not in told:
                        told.add(name)
                        self.found.append(Finding("note", "process.unset", flow.line, flow.id, name))


def _walk(begin: Iterable[str], step: Callable[[str], list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(step(here))
    return seen


def _unreadable(text: str) -> str:
    try:
        expressions.parse(text)
    except expressions.NotUnderstood as error:
        return str(error)
    return ""
