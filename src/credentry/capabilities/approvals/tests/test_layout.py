"""The drawing of a chain: nothing lies upon anything else, and lines pass by what they do not lead to."""

from lxml import etree

from credentry.capabilities.approvals.bpmn.chain import Chain, to_model, to_xml
from credentry.capabilities.approvals.bpmn.layout import places
from credentry.capabilities.approvals.bpmn.reading import BPMNDI, DI


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
