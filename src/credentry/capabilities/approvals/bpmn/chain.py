"""The simple view of ordinary processes: a chain of steps. Chain and drawing are two views of one model.

A chain is a list of items: a step (``work``), a record action (``service``), steps side by side (``parallel``) or
alternatives by condition (``either``). ``to_xml`` draws it with a layout, ``from_model`` reads it back, or says that
the drawing is more than a chain.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import orjson
from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from credentry.capabilities.approvals.bpmn.layout import draw
from credentry.capabilities.approvals.bpmn.model import Flow, Model, Node
from credentry.capabilities.approvals.bpmn.reading import BPMN, OWN

ID = r"^[A-Za-z_][\w.-]{0,59}$"


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Step(_Item):
    """One node; ``settings`` as in ``node_settings``."""

    type: Literal["work", "service"] = "work"
    id: str = Field(pattern=ID)
    name: str = Field(min_length=1, max_length=200)
    settings: dict[str, Any] = Field(default_factory=dict)


class Way(_Item):
    """One alternative: taken when its condition holds; without one it is what happens otherwise."""

    name: str = Field("", max_length=200)
    condition: str = Field("", max_length=2000)
    language: Literal["expression", "record"] = "expression"
    items: tuple["Item", ...] = ()


class Fork(_Item):
    """``parallel``: all ways at once; ``either``: the first whose condition holds."""

    type: Literal["parallel", "either"]
    id: str = Field(pattern=ID)
    name: str = Field("", max_length=200)
    ways: tuple[Way, ...] = Field(min_length=2)


Item = Annotated[Step | Fork, Field(union_mode="left_to_right")]


class Chain(_Item):
    """A whole process as a chain. ``start``: settings of the start — who may, and what is asked."""

    id: str = Field(pattern=ID)
    name: str = Field(min_length=1, max_length=200)
    start: dict[str, Any] = Field(default_factory=dict)
    items: tuple[Item, ...] = Field(min_length=1)


class _Writer:
    def __init__(self, chain: Chain) -> None:
        self.model = Model(chain.id, chain.name, scopes={chain.id: ""})
        self._scope = chain.id
        start = self._node("case_start", "startEvent", "开始", chain.start)
        last = self._items(start, chain.items)
        self._flow(last, self._node("case_end", "endEvent", "结束"))

    def _node(
        self, node_id: str, tag: str, name: str, settings: Mapping[str, Any] | None = None, default: str = ""
    ) -> str:
        if node_id in self.model.nodes:
            raise ValueError(node_id)
        self.model.nodes[node_id] = Node(
            node_id, tag, name, 0, self._scope, settings=dict(settings or {}), default=default
        )
        return node_id

    def _flow(self, source: str, target: str, way: Way | None = None, flow_id: str = "") -> str:
        made = flow_id or f"f_{source}_{target}"
        name, condition, language = (way.name, way.condition, way.language) if way else ("", "", "expression")
        self.model.flows.append(Flow(made, source, target, 0, self._scope, name, condition, language))
        return made

    def _items(self, before: str, items: Sequence[Any]) -> str:
        for one in items:
            if isinstance(one, Step):
                tag = "userTask" if one.type == "work" else "serviceTask"
                self._flow(before, self._node(one.id, tag, one.name, one.settings))
                before = one.id
            else:
                before = self._fork(before, one)
        return before

    def _fork(self, before: str, fork: Fork) -> str:
        tag = "parallelGateway" if fork.type == "parallel" else "exclusiveGateway"
        otherwise = next(
            (n for n in reversed(range(len(fork.ways))) if not fork.ways[n].condition), None
        )  # the last one: a way whose condition is still to be written is not what happens otherwise
        default = f"{fork.id}_{otherwise}" if fork.type == "either" and otherwise is not None else ""
        self._flow(before, self._node(fork.id, tag, fork.name, default=default))
        join = self._node(f"{fork.id}_join", tag, "")
        for n, way in enumerate(fork.ways):
            at = len(self.model.flows)
            last = self._items(fork.id, way.items)
            if last == fork.id:
                self._flow(fork.id, join, way, f"{fork.id}_{n}")
                continue
            first = self.model.flows[at]
            self.model.flows[at] = Flow(
                f"{fork.id}_{n}",
                first.source,
                first.target,
                0,
                self._scope,
                way.name,
                way.condition,
                way.language,
            )
            self._flow(last, join)
        return join


def to_model(chain: Chain) -> Model:
    """The chain as a model. Raises ValueError with the id used twice."""
    return _Writer(chain).model


def to_xml(chain: Chain) -> bytes:
    """The chain as a BPMN 2.0 file with a drawing. Raises ValueError with the id used twice."""
    model = to_model(chain)
    root = etree.Element(
        f"{{{BPMN}}}definitions", {"id": f"{model.process}_definitions", "targetNamespace": OWN},
        nsmap={"bpmn": BPMN, "credentry": OWN},
    )  # fmt: skip
    process = etree.SubElement(
        root, f"{{{BPMN}}}process", id=model.process, name=model.name, isExecutable="true"
    )
    for node in model.nodes.values():
        made = etree.SubElement(process, f"{{{BPMN}}}{node.tag}", id=node.id)
        if node.name:
            made.set("name", node.name)
        if node.default:
            made.set("default", node.default)
        write_settings(made, node.settings)
        for flow in model.incoming(node.id):
            etree.SubElement(made, f"{{{BPMN}}}incoming").text = flow.id
        for flow in model.outgoing(node.id):
            etree.SubElement(made, f"{{{BPMN}}}outgoing").text = flow.id
    for flow in model.flows:
        made = etree.SubElement(
            process, f"{{{BPMN}}}sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
        )
        if flow.name:
            made.set("name", flow.name)
        if flow.condition:
            part = etree.SubElement(made, f"{{{BPMN}}}conditionExpression")
            part.text = flow.condition
            if flow.language == "record":
                part.set("language", OWN)
    draw(root, model)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def write_settings(element: etree._Element, settings: Mapping[str, Any]) -> None:
    """Put our settings beside the element, replacing what was there; other tools keep them and pass them over."""
    holder = element.find(f"{{{BPMN}}}extensionElements")
    if holder is not None:
        for old in holder.findall(f"{{{OWN}}}settings"):
            holder.remove(old)
    if not settings:
        return
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        documented = element.find(f"{{{BPMN}}}documentation")
        element.insert(0 if documented is None else 1, holder)
    part = etree.SubElement(holder, f"{{{OWN}}}settings")
    part.text = orjson.dumps(dict(settings), option=orjson.OPT_SORT_KEYS).decode()


class NotAChain(Exception):
    """The drawing is more than a chain."""


def from_model(model: Model, settings: Mapping[str, Any] | None = None) -> Chain | None:
    """The model as a chain; None where it is more than one (events, loops, joins elsewhere) or says what a chain cannot
    (longer ids)."""
    try:
        return _Reader(model, settings or {}).chain()
    except (NotAChain, ValidationError):
        return None


class _Reader:
    def __init__(self, model: Model, settings: Mapping[str, Any]) -> None:
        self._model, self._settings = model, settings
        self._seen: set[str] = set()

    def chain(self) -> Chain:
        plain = {
            "startEvent",
            "endEvent",
            "userTask",
            "task",
            "serviceTask",
            "parallelGateway",
            "exclusiveGateway",
        }
        nodes = self._model.nodes.values()
        if (
            any(one.tag not in plain or one.loop or one.attached_to for one in nodes)
            or len(self._model.scopes) != 1
        ):
            raise NotAChain
        starts = [one for one in nodes if one.tag == "startEvent"]
        ends = [one for one in nodes if one.tag == "endEvent"]
        if (
            len(starts) != 1
            or len(ends) != 1
            or any(one.event and one.event.kind != "none" for one in starts + ends)
        ):
            raise NotAChain
        items, last = self._items(self._only(starts[0].id).target)
        if last != ends[0].id or len(self._seen) + 2 != len(nodes) or not items:
            raise NotAChain
        begin = dict(self._settings.get(starts[0].id) or starts[0].settings)
        name = self._model.name or self._model.process
        return Chain(id=self._model.process, name=name, start=begin, items=tuple(items))

    def _only(self, node: str) -> Flow:
        found = self._model.outgoing(node)
        if len(found) != 1:
            raise NotAChain
        return found[0]

    def _items(self, here: str) -> tuple[list[Any], str]:
        """Items from a node on, up to the join or end that closes them."""
        items: list[Any] = []
        while True:
            node = self._model.nodes.get(here)
            if node is None:
                raise NotAChain
            joins = node.tag.endswith("Gateway") and len(self._model.incoming(here)) > 1
            if node.tag == "endEvent" or joins:
                return items, here
            self._once(here)
            if node.tag.endswith("Gateway"):
                fork, here = self._fork(node)
                items.append(fork)
            else:
                kind: Any = "service" if node.tag == "serviceTask" else "work"
                given = self._settings.get(node.id) or node.settings
                items.append(Step(type=kind, id=node.id, name=node.name or node.id, settings=dict(given)))
                here = self._only(here).target

    def _once(self, node: str) -> None:
        if node in self._seen:
            raise NotAChain
        self._seen.add(node)

    def _fork(self, node: Node) -> tuple[Fork, str]:
        ways, joins = [], set()
        for flow in self._model.outgoing(node.id):
            items, join = self._items(flow.target)
            joins.add(join)
            ways.append(
                Way(name=flow.name, condition=flow.condition, language=flow.language, items=tuple(items))
            )
        if len(joins) != 1 or len(ways) < 2:
            raise NotAChain
        join = joins.pop()
        closing = self._model.nodes[join]
        if closing.tag != node.tag or len(self._model.incoming(join)) != len(ways):
            raise NotAChain
        self._once(join)
        kind: Any = "parallel" if node.tag == "parallelGateway" else "either"
        return Fork(type=kind, id=node.id, name=node.name, ways=tuple(ways)), self._only(join).target
