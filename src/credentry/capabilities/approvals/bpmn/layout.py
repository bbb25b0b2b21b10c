"""Where things stand in the drawing of a process that nobody drew: columns by distance from the start."""

from lxml import etree

from credentry.capabilities.approvals.bpmn.model import Model
from credentry.capabilities.approvals.bpmn.reading import BPMNDI, DC, DI

SIZES = {"Event": (36, 36), "Gateway": (50, 50)}
TASK = (120, 80)
COLUMN, ROW, LEFT, TOP = 180, 120, 160, 100


def _size(tag: str) -> tuple[int, int]:
    return next((size for end, size in SIZES.items() if tag.endswith(end)), TASK)


def places(model: Model) -> dict[str, tuple[int, int, int, int]]:
    """Node → x, y, width, height. Columns follow the longest way from the start, rows the branches."""
    column, row = _columns(model), _rows(model)
    found = {}
    for node in model.nodes.values():
        width, height = _size(node.tag)
        x = LEFT + column[node.id] * COLUMN + (TASK[0] - width) // 2
        y = TOP + row[node.id] * ROW + (TASK[1] - height) // 2
        found[node.id] = (x, y, width, height)
    return found


def _columns(model: Model) -> dict[str, int]:
    column = dict.fromkeys(model.nodes, 0)
    for _ in model.nodes:
        moved = False
        for flow in model.flows:
            if column[flow.source] + 1 > column[flow.target] and column[flow.target] < len(model.nodes):
                column[flow.target] = column[flow.source] + 1
                moved = True
        if not moved:
            break
    return column


def _rows(model: Model) -> dict[str, int]:
    """The first way of a fork goes on in its row, each further one takes the next free row; a join comes back."""
    row: dict[str, int] = {}
    free = 0
    waiting = [(one.id, 0) for one in model.nodes.values() if not model.incoming(one.id)]
    while waiting:
        here, at = waiting.pop(0)
        if here in row and row[here] <= at:
            continue
        again = (
            here in row
        )  # a join comes back to the first row that leads to it, and takes along what follows
        row[here] = at
        for n, flow in enumerate(model.outgoing(here)):
            if n == 0 or flow.target in row or len(model.incoming(flow.target)) > 1:
                waiting.append((flow.target, at))
            elif again:
                continue
            else:
                free += 1
                waiting.append((flow.target, free))
    return {node: row.get(node, 0) for node in model.nodes}


def draw(root: etree._Element, model: Model) -> None:
    """Add the diagram to a file that has none."""
    at = places(model)
    diagram = etree.SubElement(
        root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"}, nsmap={"bpmndi": BPMNDI, "dc": DC, "di": DI}
    )
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="plane", bpmnElement=model.process)
    for node, (x, y, width, height) in at.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{node}_di", bpmnElement=node)
        etree.SubElement(shape, f"{{{DC}}}Bounds", x=str(x), y=str(y), width=str(width), height=str(height))
    for flow in model.flows:
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
        for x, y in _points(at[flow.source], at[flow.target], list(at.values())):
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


Box = tuple[int, int, int, int]


def _points(a: Box, b: Box, all_of_them: list[Box]) -> list[tuple[int, int]]:
    """From the right side of one to the left side of the other, with a bend where they are not level; below what stands
    between them on the same row."""
    start, end = (a[0] + a[2], a[1] + a[3] // 2), (b[0], b[1] + b[3] // 2)
    if start[1] == end[1]:
        between = any(
            start[0] < one[0] and one[0] + one[2] < end[0] and one[1] < start[1] < one[1] + one[3]
            for one in all_of_them
        )
        if not between:
            return [start, end]
        under = start[1] + ROW // 2
        left, right = a[0] + a[2] // 2, b[0] + b[2] // 2
        return [(left, a[1] + a[3]), (left, under), (right, under), (right, b[1] + b[3])]
    middle = start[0] + 20
    return [start, (middle, start[1]), (middle, end[1]), end]
