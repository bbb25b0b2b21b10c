"""From the file to the model. What cannot be run is named with its line, never silently dropped."""

from dataclasses import replace

import orjson
from lxml import etree

from credentry.capabilities.approvals.bpmn import reading
from credentry.capabilities.approvals.bpmn.findings import WORDS, Finding
from credentry.capabilities.approvals.bpmn.model import (
    GATEWAYS,
    SERVICES,
    TASKS,
    Event,
    Flow,
    Loop,
    Model,
    Node,
)
from credentry.capabilities.approvals.bpmn.reading import child, children, foreign, local, text_of
from credentry.foundation.labels import L

EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
RUN = (*TASKS, *SERVICES, *GATEWAYS, *EVENTS, "subProcess", "callActivity", "receiveTask")
NODES = (
    *RUN, "scriptTask", "businessRuleTask", "complexGateway", "eventBasedGateway", "adHocSubProcess", "transaction",
    "choreographyTask",
)  # fmt: skip
#: Kept, shown, without effect and without a word about it: how things look, notes, what is read elsewhere.
QUIET = (
    "incoming", "outgoing", "laneSet", "sequenceFlow", "documentation", "extensionElements", "textAnnotation",
    "association", "group", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
)  # fmt: skip
_EVENT_KINDS = {
    "timerEventDefinition": "timer", "messageEventDefinition": "message", "signalEventDefinition": "signal",
    "errorEventDefinition": "error", "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
}  # fmt: skip
_HINTS = ("assignee", "candidateUsers", "candidateGroups", "initiator", "dueDate", "formKey")


class Built:
    """A model and what was found while it was read."""

    def __init__(self, root: etree._Element, process: etree._Element | None = None) -> None:
        self.findings: list[Finding] = []
        self._root = root
        self._names = {
            str(one.get("id")): one
            for tag in ("message", "signal", "error", "escalation", "resource")
            for one in children(root, tag)
        }
        if process is None:
            process = self._choose()
        self._lanes = self._lane_names(process)
        self.model = Model(str(process.get("id") or "process"), process.get("name") or "")
        self.model.scopes[self.model.process] = ""
        self._read_scope(process, self.model.process)
        self._check_ids()

    def _find(self, level: str, code: str, element: etree._Element, **params: object) -> None:
        self.findings.append(
            Finding(level, code, int(element.sourceline or 0), str(element.get("id") or ""),  # type: ignore[arg-type]
                    str(element.get("name") or ""), params)
        )  # fmt: skip

    def _choose(self) -> etree._Element:
        """The process that runs: the first executable one, else the one with most in it."""
        found = children(self._root, "process")
        executable = [one for one in found if one.get("isExecutable") == "true" and len(one)]
        chosen = max(executable or found, key=lambda one: (len(one), -found.index(one)))
        for other in found:
            if other is not chosen and len(other):
                named = self._find
                named("note", "process.other_pool", other)
        return chosen

    def _lane_names(self, process: etree._Element) -> dict[str, str]:
        return {
            text_of(ref): str(lane.get("name") or "")
            for lane in process.iter(f"{{{reading.BPMN}}}lane")
            for ref in children(lane, "flowNodeRef")
        }

    def _read_scope(self, element: etree._Element, scope: str) -> None:
        for one in element:
            name = local(one)
            if not name or not reading.is_bpmn(one):
                continue
            if name in NODES:
                self._read_node(one, name, scope)
            elif name == "sequenceFlow":
                self._read_flow(one, scope)
            elif name not in QUIET:
                self._find("note", "process.ignored", one, tag=name)

    def _read_node(self, one: etree._Element, tag: str, scope: str) -> None:
        if not one.get("id"):
            self._find("error", "process.no_id", one)
            return
        if tag == "scriptTask":
            self._find("error", "process.script", one, tag=tag)
        elif tag not in RUN or one.get("triggeredByEvent") == "true":
            self._unsupported(one, tag)
        for listener in one.iter():
            if local(listener) in ("script", "executionListener", "taskListener") and not reading.is_bpmn(
                listener
            ):
                self._find("note", "process.ignored", listener, tag=local(listener))
        if one.get("isForCompensation") == "true":
            self._unsupported(one, "compensateEventDefinition")
        node_id = str(one.get("id"))
        node = Node(
            id=node_id,
            tag=tag,
            name=(one.get("name") or "").strip().replace("\n", " "),
            line=int(one.sourceline or 0),
            scope=scope,
            lane=self._lanes.get(node_id, ""),
            event=self._event(one, tag) if tag in EVENTS or tag == "receiveTask" else None,
            attached_to=str(one.get("attachedToRef") or ""),
            interrupting=one.get("cancelActivity") != "false",
            default=str(one.get("default") or ""),
            loop=self._loop(one),
            called=str(one.get("calledElement") or "") if tag == "callActivity" else "",
            hints=self._hints(one),
            settings=self._settings(one),
            documentation=text_of(child(one, "documentation")),
        )
        if node_id in self.model.nodes:
            self._find("error", "process.twice", one)
        self.model.nodes[node_id] = node
        if tag == "subProcess":
            self._read_scope(one, node_id)
            if self.model.inside(node_id):
                self.model.scopes[node_id] = scope
            else:  # drawn without content: somebody does it
                self.model.nodes[node_id] = replace(node, tag="task")

    def _unsupported(self, one: etree._Element, tag: str) -> None:
        zh, en = WORDS.get(tag, (tag, tag))
        self._find("error", "process.unsupported", one, tag=tag, what=L(zh, en))

    def _event(self, one: etree._Element, tag: str) -> Event:
        if tag == "receiveTask":
            return Event("message", self._ref(one, "messageRef") or str(one.get("name") or one.get("id")))
        found = [part for part in one if local(part).endswith("EventDefinition") and reading.is_bpmn(part)]
        if not found:
            return Event()
        if len(found) > 1:
            self._find("error", "process.unsupported", one, tag=tag, what=L("多重事件", "multiple event"))
        kind = _EVENT_KINDS.get(local(found[0]))
        if kind is None:
            self._unsupported(one, local(found[0]))
            return Event()
        if tag == "startEvent":
            self._find("note", "process.start_event", one)
            return Event()
        if kind == "timer":
            return self._timer(found[0])
        if kind == "terminate":
            return Event("terminate")
        ref = self._ref(found[0], f"{kind}Ref")
        return Event(
            kind, ref or ("" if kind in ("error", "escalation") else str(one.get("name") or one.get("id")))
        )

    def _timer(self, definition: etree._Element) -> Event:
        for tag, kind in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
            part = child(definition, tag)
            if part is not None:
                return Event("timer", timer=kind, text=text_of(part))
        return Event("timer", timer="duration", text="")

    def _ref(self, element: etree._Element, attribute: str) -> str:
        key = str(element.get(attribute) or "")
        named = self._names.get(key)
        if named is None:
            return key
        return str(named.get("errorCode") or named.get("escalationCode") or named.get("name") or key)

    def _loop(self, one: etree._Element) -> Loop | None:
        standard = child(one, "standardLoopCharacteristics")
        if standard is not None:
            self._find("error", "process.loop", one, reason="standardLoopCharacteristics")
            return None
        multi = child(one, "multiInstanceLoopCharacteristics")
        if multi is None:
            return None
        item = child(multi, "inputDataItem")
        collection = text_of(child(multi, "loopDataInputRef")) or foreign(multi, "collection")
        loop = Loop(
            sequential=multi.get("isSequential") == "true",
            cardinality=text_of(child(multi, "loopCardinality")),
            collection=_bare(collection),
            item=(str(item.get("name") or item.get("id") or "") if item is not None else "")
            or foreign(multi, "elementVariable"),
            completion=text_of(child(multi, "completionCondition")),
        )
        if not loop.cardinality and not loop.collection:
            self._find("error", "process.loop", one, reason="loopCardinality / loopDataInputRef")
        return loop

    def _hints(self, one: etree._Element) -> dict[str, str]:
        found = {name: foreign(one, name) for name in _HINTS if foreign(one, name)}
        for tag in ("potentialOwner", "performer", "humanPerformer"):
            owner = child(one, tag)
            ref = text_of(child(owner, "resourceRef")) if owner is not None else ""
            if ref:
                named = self._names.get(ref)
                found.setdefault(
                    "candidateGroups", str(named.get("name") or ref) if named is not None else ref
                )
        return found

    def _settings(self, one: etree._Element) -> dict[str, object]:
        """What our own export wrote beside the element."""
        for part in one.iterfind(f"{{{reading.BPMN}}}extensionElements/{{{reading.OWN}}}settings"):
            try:
                read = orjson.loads(part.text or "{}")
            except orjson.JSONDecodeError:
                self._find("note", "process.ignored", one, tag="settings")
                return {}
            return read if isinstance(read, dict) else {}
        return {}

    def _read_flow(self, one: etree._Element, scope: str) -> None:
        condition = child(one, "conditionExpression")
        language = str(condition.get("language") or "") if condition is not None else ""
        flow = Flow(
            id=str(one.get("id") or f"flow-{one.sourceline}"),
            source=str(one.get("sourceRef") or ""),
            target=str(one.get("targetRef") or ""),
            line=int(one.sourceline or 0),
            scope=scope,
            name=(one.get("name") or "").strip(),
            condition=text_of(condition),
            language="record" if language == reading.OWN else "expression",
        )
        self.model.flows.append(flow)

    def _check_ids(self) -> None:
        for flow in self.model.flows:
            ends = (self.model.nodes.get(flow.source), self.model.nodes.get(flow.target))
            if None in ends:
                self.findings.append(Finding("error", "process.loose_flow", flow.line, flow.id, flow.name))


def _bare(text: str) -> str:
    """The variable's name without the braces other tools put around it."""
    return text[2:-1].strip() if text[:2] in ("${", "#{") and text.endswith("}") else text.strip()


def build(root: etree._Element) -> tuple[Model, list[Finding]]:
    """The model of the file's process and what was found on the way."""
    built = Built(root)
    return built.model, built.findings


def beside(root: etree._Element, process: str) -> Model | None:
    """Another process of the same file, for calls of it; None where there is none with anything in it."""
    for one in children(root, "process"):
        if one.get("id") == process and len(one):
            return Built(root, one).model
    return None
