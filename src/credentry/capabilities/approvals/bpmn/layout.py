"""Where things stand in the drawing of a process that nobody drew: columns by distance from the start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from credentry.capabilities.approvals.bpmn.model import Flow, Model, Node
from credentry.capabilities.approvals.bpmn.reading import BPMNDI, DC, DI, children, is_bpmn, local, parse

SIZES = {"Event": (36, 36), "Gateway": (50, 50)}
TASK = (120, 80)
COLUMN, ROW, LEFT, TOP = 180, 120, 160, 100
#: Room around what lies in a sub-process.
INSIDE = 40
SUB = ("subProcess", "adHocSubProcess", "transaction")
_NODE = re.compile(r"(Task|Event|Gateway)$|^task$|^callActivity$")
_NAMELESS = re.compile(r"<((?:[\w.-]+:)?sequenceFlow)(?=\s)(?![^>]*\sid\s*=)")
_END = re.compile(r"</([\w.-]+:)?definitions\s*>")

Box = tuple[int, int, int, int]


def complete(text: str, root: etree._Element) -> str:
    """The file with a diagram of its first process with anything in it, where it has none; else as it is. Nothing that
    was there moves to another line but the end of the file. Flows without an id get one, or they could not be drawn."""
    if root.find(f".//{{{BPMNDI}}}BPMNShape") is not None:
        return text
    if _NAMELESS.search(text):
        at = count(1)
        text = _NAMELESS.sub(lambda found: f'<{found[1]} id="way_{next(at)}"', text)
        root = parse(text)
    process = next((one for one in children(root, "process") if len(one)), None)
    ends = list(_END.finditer(text))
    if process is None or not ends or not process.get("id"):
        return text
    model = _outline(process)
    for empty in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(empty)
    drawn = etree.tostring(_diagram(model), encoding="unicode")
    return f"{text[: ends[-1].start()]}{drawn}\n{text[ends[-1].start() :]}"


def _outline(process: etree._Element) -> Model:
    """Every node and flow of the process, whether it can run or not."""
    model = Model(process=str(process.get("id")), name="")
    waiting = [process]
    while waiting:
        owner = waiting.pop(0)
        scope = str(owner.get("id"))
        for one in owner:
            tag, name = local(one), str(one.get("id") or "")
            if not tag or not name or not is_bpmn(one):
                continue
            if tag == "sequenceFlow":
                ends = (str(one.get("sourceRef") or ""), str(one.get("targetRef") or ""))
                model.flows.append(Flow(name, *ends, 0, scope))
            elif tag in SUB or _NODE.search(tag):
                model.nodes[name] = Node(
                    name, tag, "", 0, scope, attached_to=str(one.get("attachedToRef") or "")
                )
                waiting += [one] if tag in SUB else []
    return model


def draw(root: etree._Element, model: Model) -> None:
    """Add the diagram to a file that has none."""
    root.append(_diagram(model))


def _diagram(model: Model) -> etree._Element:
    at = places(model)
    diagram = etree.Element(
        f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"}, nsmap={"bpmndi": BPMNDI, "dc": DC, "di": DI}
    )
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="plane", bpmnElement=model.process)
    for node, (x, y, width, height) in at.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{node}_di", bpmnElement=node)
        if model.nodes[node].tag in SUB:
            shape.set("isExpanded", "true")
        etree.SubElement(shape, f"{{{DC}}}Bounds", x=str(x), y=str(y), width=str(width), height=str(height))
    for flow in model.flows:
        if flow.source not in at or flow.target not in at:
            continue
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
        beside = [box for node, box in at.items() if model.nodes[node].scope == flow.scope]
        for x, y in _points(
            at[flow.source], at[flow.target], beside, bool(model.nodes[flow.source].attached_to)
        ):
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))
    return diagram


def places(model: Model) -> dict[str, Box]:
    """Node → x, y, width, height. Columns follow the longest way from the start, rows the branches; what lies in a
    sub-process is inside of it, and events stand on the edge of what they are attached to."""
    found: dict[str, Box] = {}
    inner, _, _ = _inside(model, model.process)
    for node, (x, y, width, height) in inner.items():
        found[node] = (LEFT + x, TOP + y, width, height)
    return {node: found[node] for node in model.nodes if node in found}


def _inside(model: Model, scope: str, around: tuple[str, ...] = ()) -> tuple[dict[str, Box], int, int]:
    """The boxes of everything in a scope from its upper left corner on, its width and its height. ``around``: the scopes it
    lies in; an id used twice does not lie in itself."""
    graph, around = _graph(model, scope), (*around, scope)
    nested = {
        one: _inside(model, one, around)
        for one in graph.nodes
        if model.nodes[one].tag in SUB and one not in around
    }
    sizes = {
        one: (max(TASK[0], nested[one][1] + 2 * INSIDE), max(TASK[1], nested[one][2] + 2 * INSIDE))
        if one in nested
        else _size(model.nodes[one].tag)
        for one in graph.nodes
    }
    column, row = _columns(graph), _rows(graph)
    _apart(column, row)
    left = _offsets(column, {one: max(size[0], TASK[0]) + COLUMN - TASK[0] for one, size in sizes.items()})
    top = _offsets(row, {one: max(size[1], TASK[1]) + ROW - TASK[1] for one, size in sizes.items()})
    boxes: dict[str, Box] = {}
    for one, (width, height) in sizes.items():
        x, y = left[column[one]] + max(0, TASK[0] - width) // 2, top[row[one]] + max(0, TASK[1] - height) // 2
        boxes[one] = (x, y, width, height)
        if one in nested:
            for part, (a, b, *size) in nested[one][0].items():
                boxes[part] = (x + INSIDE + a, y + INSIDE + b, size[0], size[1])
        for n, event in enumerate(graph.events.get(one, ())):
            boxes[event] = (x + 20 + 46 * n, y + height - 18, *SIZES["Event"])
    right = max((x + width for x, _, width, _ in boxes.values()), default=0)
    return boxes, right, max((y + height for _, y, _, height in boxes.values()), default=0)


def _size(tag: str) -> tuple[int, int]:
    return next((size for end, size in SIZES.items() if tag.endswith(end)), TASK)


def _offsets(line: Mapping[str, int], room: Mapping[str, int]) -> list[int]:
    """Where each column (or row) begins: as far as the widest of each before it needs."""
    wide = [0] * (max(line.values(), default=0) + 1)
    for one, at in line.items():
        wide[at] = max(wide[at], room[one])
    return [sum(wide[:n]) for n in range(len(wide))]


@dataclass(slots=True)
class _Graph:
    """What leads where among the nodes of one scope; what leaves an event on an edge leaves what it is attached to."""

    nodes: list[str]
    events: dict[str, list[str]] = field(default_factory=dict)
    after: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)


def _graph(model: Model, scope: str) -> _Graph:
    inside = model.inside(scope)
    hosts = {one.id: one.attached_to for one in inside if one.attached_to in model.nodes}
    graph = _Graph([one.id for one in inside if one.id not in hosts])
    for event, host in hosts.items():
        graph.events.setdefault(host, []).append(event)
    graph.after, graph.before = {one: [] for one in graph.nodes}, {one: [] for one in graph.nodes}
    for flow in model.flows:
        source, target = hosts.get(flow.source, flow.source), hosts.get(flow.target, flow.target)
        if source in graph.after and target in graph.before:
            graph.after[source].append(target)
            graph.before[target].append(source)
    return graph


def _forward(graph: _Graph) -> dict[str, list[str]]:
    """What leads on: without what leads back to where one came from."""
    found: dict[str, list[str]] = {one: [] for one in graph.nodes}
    state: dict[str, int] = {}
    for start in sorted(graph.nodes, key=lambda one: bool(graph.before[one])):
        stack = [(start, iter(graph.after[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            here, ways = stack[-1]
            target = next(ways, None)
            if target is None:
                state[here] = 2
                stack.pop()
            elif state.get(target) != 1:
                found[here].append(target)
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(graph.after[target])))
    return found


def _columns(graph: _Graph) -> dict[str, int]:
    forward = _forward(graph)
    column = dict.fromkeys(graph.nodes, 0)
    for _ in graph.nodes:
        moved = False
        for one, ways in forward.items():
            for target in ways:
                if column[one] + 1 > column[target]:
                    column[target] = column[one] + 1
                    moved = True
        if not moved:
            break
    return column


def _rows(graph: _Graph) -> dict[str, int]:
    """The first way of a fork goes on in its row, each further one takes the next free row; a join comes back."""
    row: dict[str, int] = {}
    free = -1
    for root in sorted(graph.nodes, key=lambda one: bool(graph.before[one])):
        if root in row:
            continue
        free += 1
        waiting = [(root, free)]
        while waiting:
            here, at = waiting.pop(0)
            if here in row and row[here] <= at:
                continue
            # a join comes back to the first row that leads to it, and takes along what follows
            again = here in row
            row[here] = at
            for n, target in enumerate(graph.after[here]):
                if n == 0 or target in row or len(graph.before[target]) > 1:
                    waiting.append((target, at))
                elif not again:
                    free += 1
                    waiting.append((target, free))
    return row


def _apart(column: Mapping[str, int], row: dict[str, int]) -> None:
    """No two in one place: who comes second takes the next free row."""
    taken: set[tuple[int, int]] = set()
    for one in row:
        while (column[one], row[one]) in taken:
            row[one] += 1
        taken.add((column[one], row[one]))


def _points(a: Box, b: Box, all_of_them: list[Box], edge: bool = False) -> list[tuple[int, int]]:
    """From the right side of one to the left side of the other, with a bend where they are not level; below what stands
    between them on the same row, and below both where it leads back. ``edge``: from an event on an edge, downwards."""
    start, end = (a[0] + a[2], a[1] + a[3] // 2), (b[0], b[1] + b[3] // 2)
    left, right = a[0] + a[2] // 2, b[0] + b[2] // 2
    if end[0] <= a[0]:
        under = max(a[1] + a[3], b[1] + b[3]) + ROW // 6
        return [(left, a[1] + a[3]), (left, under), (right, under), (right, b[1] + b[3])]
    if edge and end[1] > a[1] + a[3]:
        return [(left, a[1] + a[3]), (left, end[1]), end]
    if start[1] == end[1]:
        between = any(
            start[0] < one[0] and one[0] + one[2] < end[0] and one[1] < start[1] < one[1] + one[3]
            for one in all_of_them
        )
        if not between:
            return [start, end]
        under = start[1] + ROW // 2
        return [(left, a[1] + a[3]), (left, under), (right, under), (right, b[1] + b[3])]
    middle = start[0] + 20
    return [start, (middle, start[1]), (middle, end[1]), end]
