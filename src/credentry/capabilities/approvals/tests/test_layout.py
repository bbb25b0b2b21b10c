"""The drawing of a chain: nothing lies upon anything else, and lines pass by what they do not lead to."""

from lxml import etree

from credentry.capabilities.approvals.bpmn.chain import Chain, to_model, to_xml
from credentry.capabilities.approvals.bpmn.layout import complete, places
from credentry.capabilities.approvals.bpmn.reading import BPMNDI, DC, DI, parse
from credentry.capabilities.approvals.tests.test_files import HEAD


def forked(*ways: list[str]) -> Chain:
    items = [
        {
            "name": str(n),
            "condition": "" if n else "a > 1",
            "items": [{"id": one, "name": one} for one in way],
        }
        for n, way in enumerate(ways)
    ]
    either = {"type": "either", "id": "fork", "ways": items}
    return Chain.model_validate(
        {
            "id": "p",
            "name": "p",
            "items": [{"id": "first", "name": "first"}, either, {"id": "last", "name": "last"}],
        }
    )


def test_an_empty_way_passes_below_the_steps_of_the_other() -> None:
    chain = forked(["sign"], [])
    at = places(to_model(chain))
    assert {one[1] + one[3] // 2 for one in at.values()} == {140}
    root = etree.fromstring(to_xml(chain))
    edge = next(one for one in root.iter(f"{{{BPMNDI}}}BPMNEdge") if one.get("bpmnElement") == "fork_1")
    points = [(int(one.get("x")), int(one.get("y"))) for one in edge.iter(f"{{{DI}}}waypoint")]
    x, y, width, height = at["sign"]
    level = [one for one in points if x <= one[0] <= x + width and y <= one[1] <= y + height]
    assert (level, max(one[1] for one in points) > y + height) == ([], True)


def test_a_join_comes_back_to_the_first_row_and_takes_along_what_follows() -> None:
    for ways in (["a", "b"], ["c"]), (["a"], ["b", "c"]), (["a", "b"], ["c"], ["d", "e"]):
        at = places(to_model(forked(*ways)))
        middle = {node: one[1] + one[3] // 2 for node, one in at.items()}
        assert middle["first"] == middle["fork_join"] == middle["last"] == middle["case_end"]
        assert len({(one[0], one[1]) for one in at.values()}) == len(at)


FOREIGN = HEAD.format(
    """<startEvent id="s"/><startEvent id="mail"/><subProcess id="part"><startEvent id="ps"/><userTask id="in1"/>
    <userTask id="in2"/><endEvent id="pe"/><sequenceFlow id="p1" sourceRef="ps" targetRef="in1"/>
    <sequenceFlow id="p2" sourceRef="in1" targetRef="in2"/><sequenceFlow id="p3" sourceRef="in2" targetRef="pe"/></subProcess>
    <boundaryEvent id="late" attachedToRef="part"/><exclusiveGateway id="ok"/><scriptTask id="script"/>
    <userTask id="again"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="part"/>
    <sequenceFlow id="f0" sourceRef="mail" targetRef="part"/><sequenceFlow id="f2" sourceRef="part" targetRef="ok"/>
    <sequenceFlow id="f3" sourceRef="ok" targetRef="e"/><sequenceFlow id="f4" sourceRef="ok" targetRef="again"/>
    <sequenceFlow id="f5" sourceRef="again" targetRef="part"/><sequenceFlow id="f6" sourceRef="late" targetRef="script"/>
    <sequenceFlow id="f7" sourceRef="script" targetRef="e"/><sequenceFlow id="f8" sourceRef="script" targetRef="nowhere"/>"""
)


def test_a_file_of_another_tool_without_a_diagram_gets_one_and_keeps_its_lines() -> None:
    """Also what cannot run is drawn, or nobody would see what is named."""
    drawn = complete(FOREIGN, parse(FOREIGN))
    assert drawn.startswith(FOREIGN.removesuffix("</definitions>"))
    root = parse(drawn)
    at = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        assert bounds is not None
        at[shape.get("bpmnElement")] = tuple(
            int(bounds.get(name, "")) for name in ("x", "y", "width", "height")
        )
    assert set(at) == {"s", "mail", "part", "ps", "in1", "in2", "pe", "late", "ok", "script", "again", "e"}
    assert {one.get("bpmnElement") for one in root.iter(f"{{{BPMNDI}}}BPMNEdge")} == {
        *(f"f{n}" for n in range(8)), "p1", "p2", "p3",
    }  # fmt: skip
    x, y, width, height = at["part"]
    for inner in ("ps", "in1", "in2", "pe"):
        assert x < at[inner][0] < at[inner][0] + at[inner][2] < x + width
        assert y < at[inner][1] < at[inner][1] + at[inner][3] < y + height
    assert y < at["late"][1] < y + height < at["late"][1] + at["late"][3], (
        "on the edge of what it is attached to"
    )
    outer = [at[one] for one in ("s", "mail", "part", "ok", "script", "again", "e")]
    for n, one in enumerate(outer):
        for other in outer[n + 1 :]:
            beside = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
            assert beside or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1], (one, other)


def test_a_file_that_is_drawn_stays_as_it_is() -> None:
    drawn = complete(FOREIGN, parse(FOREIGN))
    assert complete(drawn, parse(drawn)) == drawn


def test_flows_without_an_id_are_drawn_too() -> None:
    bare = FOREIGN.replace('<sequenceFlow id="p2" ', "<sequenceFlow ").replace(
        '<sequenceFlow id="f1" ', "<sequenceFlow "
    )
    root = parse(complete(bare, parse(bare)))
    flows = {one.get("id") for one in root.iter() if str(one.tag).endswith("sequenceFlow")}
    drawn = {one.get("bpmnElement") for one in root.iter(f"{{{BPMNDI}}}BPMNEdge")}
    assert flows - drawn == {"f8"}, "all but the one that leads nowhere"
    assert len(flows) == 12
