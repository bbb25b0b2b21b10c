"""From the model to what the engine runs: a file of our own with nothing in it but what is supported.

Work and services wait for the room; timers and messages are events the room sends (its clock, its calendar).
"""

from lxml import etree

from credentry.capabilities.approvals.bpmn.model import BRANCHING, ITEM, Flow, Model, Node
from credentry.capabilities.approvals.bpmn.reading import BPMN

#: Prefix of a condition → how it is decided.
EXPRESSION, RECORD, CHOSEN, VALUE = "expression:", "record:", "chosen:", "value:"
TIMER = "timer:"
#: Ids that the engine gives to tasks of its own → what such a node is called there.
OWN = {name: f"{name}.own" for name in ("Start", "End", "Root")}
_REFERENCES = ("sourceRef", "targetRef", "attachedToRef")


class _Compiler:
    def __init__(self, model: Model) -> None:
        self._model = model
        self._root = etree.Element(f"{{{BPMN}}}definitions", nsmap={None: BPMN})
        self._events: dict[tuple[str, str], str] = {}

    def run(self) -> bytes:
        process = self._add(self._root, "process", id=self._model.process, isExecutable="true")
        self._fill(process, self._model.process)
        self._keep_apart(process)
        return bytes(etree.tostring(self._root, encoding="utf-8"))

    @staticmethod
    def _keep_apart(process: etree._Element) -> None:
        """Nodes that are called as the engine's own tasks are called otherwise there."""
        for one in process.iterdescendants():
            flow = one.tag == f"{{{BPMN}}}sequenceFlow"
            for name in _REFERENCES if flow else ("id", *_REFERENCES):
                if one.get(name) in OWN:
                    one.set(name, OWN[one.get(name, "")])

    def _add(self, parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{BPMN}}}{tag}", attributes)

    def _fill(self, parent: etree._Element, scope: str) -> None:
        for node in self._model.inside(scope):
            self._node(parent, node)
        for flow in self._model.flows:
            if flow.scope == scope:
                self._flow(parent, flow)

    def _node(self, parent: etree._Element, node: Node) -> None:
        tag = node.tag
        if node.is_work or node.is_service:
            made = self._add(parent, "userTask", id=node.id)
        elif tag == "receiveTask":
            made = self._add(parent, "intermediateCatchEvent", id=node.id)
        elif tag == "boundaryEvent":
            made = self._add(parent, tag, id=node.id, attachedToRef=node.attached_to,
                             cancelActivity="true" if node.interrupting else "false")  # fmt: skip
        else:
            made = self._add(parent, tag, id=node.id)
        if node.tag in BRANCHING and self._model.otherwise(node):
            made.set("default", self._model.otherwise(node))
        if node.event is not None and tag != "startEvent":
            self._event(made, node)
        if tag == "subProcess":
            self._fill(made, node.id)
        if node.loop is not None:
            self._loop(made, node)
        self._split(parent, node)

    def _split(self, parent: etree._Element, node: Node) -> None:
        """Several ways out of an activity are taken at once: the gateway BPMN implies is written out."""
        ways = self._model.outgoing(node.id)
        if len(ways) < 2 or node.tag.endswith("Gateway"):
            return
        conditional = any(one.condition for one in ways)
        gateway = "inclusiveGateway" if conditional else "parallelGateway"
        self._add(
            parent, gateway, id=f"{node.id}__split", **({"default": node.default} if node.default else {})
        )
        self._add(
            parent, "sequenceFlow", id=f"{node.id}__way", sourceRef=node.id, targetRef=f"{node.id}__split"
        )

    def _source(self, flow: Flow) -> str:
        node = self._model.nodes[flow.source]
        several = len(self._model.outgoing(node.id)) > 1 and not node.tag.endswith("Gateway")
        return f"{node.id}__split" if several else node.id

    def _flow(self, parent: etree._Element, flow: Flow) -> None:
        source = self._source(flow)
        made = self._add(parent, "sequenceFlow", id=flow.id, sourceRef=source, targetRef=flow.target)
        text = self._condition(flow)
        if text:
            self._add(made, "conditionExpression").text = text

    def _condition(self, flow: Flow) -> str:
        if flow.condition:
            return (RECORD if flow.language == "record" else EXPRESSION) + flow.condition
        gateway = self._model.nodes[flow.source]
        if gateway.tag == "exclusiveGateway" and self._model.chosen(gateway):
            return f"{CHOSEN}{gateway.id}:{flow.id}"
        several = len(self._model.outgoing(gateway.id)) > 1
        conditional = any(one.condition for one in self._model.outgoing(gateway.id))
        if several and conditional and not gateway.tag.endswith("Gateway") and flow.id != gateway.default:
            return f"{EXPRESSION}true"
        return ""

    def _loop(self, made: etree._Element, node: Node) -> None:
        loop = node.loop
        assert loop is not None
        part = self._add(
            made, "multiInstanceLoopCharacteristics", isSequential="true" if loop.sequential else "false"
        )
        if loop.collection:
            self._add(part, "loopDataInputRef").text = f"_all_{node.id}"
            self._add(part, "inputDataItem", id=loop.item or ITEM, name=loop.item or ITEM)
        else:
            self._add(part, "loopCardinality").text = VALUE + loop.cardinality
        if loop.completion:
            self._add(part, "completionCondition").text = EXPRESSION + loop.completion

    def _event(self, made: etree._Element, node: Node) -> None:
        event = node.event
        assert event is not None
        if event.kind == "none":
            return
        if event.kind == "terminate":
            self._add(made, "terminateEventDefinition")
            return
        kind = "message" if event.kind == "timer" else event.kind
        name = f"{TIMER}{node.id}" if event.kind == "timer" else event.ref
        definition = self._add(made, f"{kind}EventDefinition")
        if name:
            definition.set(f"{kind}Ref", self._declared(kind, name))

    def _declared(self, kind: str, name: str) -> str:
        """The id of the message, signal, error or escalation of that name, declared once."""
        key = (kind, name)
        if key not in self._events:
            ref = f"{kind}__{len(self._events)}"
            attributes = {"id": ref, "name": name}
            if kind in ("error", "escalation"):
                attributes[f"{kind}Code"] = name
            self._root.insert(0, etree.Element(f"{{{BPMN}}}{kind}", attributes))
            self._events[key] = ref
        return self._events[key]


def compile_model(model: Model) -> bytes:
    """The runnable file. The model has no errors left."""
    return _Compiler(model).run()
