"""The browser's side of drawing a process: a draft tried, a condition written as text, a chain there and back."""

import pytest

from credentry.capabilities.approvals.tests.office import chain, make_office, step
from credentry.capabilities.approvals.tests.test_files import HEAD, PLAIN
from credentry.core.records.tests.factories import make_user
from credentry.delivery.http.tests.client import Browser

pytestmark = pytest.mark.django_db


def test_a_chain_is_saved_read_back_and_tried() -> None:
    office = make_office("bob")
    make_user("keeper", "administrator")
    keeper, ann = Browser("keeper"), Browser("ann")
    drawing = chain(step("check", "bob"), {"type": "either", "id": "size", "ways": [
        {"name": "open"}, {"name": "large", "condition": "amount > 5", "items": [step("sign", "bob")]}, {"name": "rest"},
    ]})  # fmt: skip
    status, made = keeper.post("/records/process", {"code": "tried", "name": "T", "chain": drawing})
    assert status == 201, made
    shown = keeper.get(f"/records/process/{made['id']}")[1]["extra"]
    assert [one["code"] for one in shown["findings"] if one["level"] == "error"] == ["process.no_condition"]
    assert shown["findings"][0]["element"] == "size_0"
    items = shown["chain"]["items"]
    items[1]["ways"] = items[1]["ways"][1:]
    etag = keeper.response.headers["ETag"]
    saved = {"chain": shown["chain"]}
    assert keeper.post(f"/records/process/{made['id']}/set_chain", saved, **{"If-Match": etag})[0] == 200
    again = keeper.get(f"/records/process/{made['id']}")[1]["extra"]
    assert (again["chain"], again["findings"]) == (shown["chain"], [again["findings"][0]])
    assert again["findings"][0]["level"] == "note"
    asked = {"initiator": str(office.users["ann"].pk), "data": {"amount": 9}}
    status, found = keeper.post(f"/processes/{made['id']}/trial", asked)
    assert (status, [one["node"] for one in found["entries"]]) == (200, ["check", "size", "sign"])
    assert ann.post(f"/processes/{made['id']}/trial", asked)[0] == 403


@pytest.mark.demand("R-000-79")
def test_a_file_without_a_diagram_is_drawn_before_it_is_shown() -> None:
    make_office()
    make_user("keeper", "administrator")
    keeper, bare = Browser("keeper"), HEAD.format(PLAIN.format('<userTask id="a"/>'))
    status, found = keeper.post("/processes/drawing", {"bpmn": bare})
    assert status == 200
    assert found["bpmn"].count("BPMNShape") >= 3
    assert keeper.post("/processes/drawing", {"bpmn": found["bpmn"]})[1] == found, "drawn once"
    assert keeper.post("/processes/drawing", {"bpmn": "<a/>"})[0] == 409
    assert Browser("ann").post("/processes/drawing", {"bpmn": bare})[0] == 403
    form = {"code": "bare", "name": "B", "bpmn": bare}
    made = keeper.post("/records/process", form)[1]
    assert keeper.get(f"/records/process/{made['id']}")[1]["extra"]["bpmn"] == found["bpmn"]


def test_a_condition_tree_is_written_as_text() -> None:
    make_office()
    tree = {"combinator": "and", "rules": [{"field": "status", "operator": "in", "value": ["valid"]}]}
    status, found = Browser("ann").post("/conditions/parse", {"kind": "credential", "condition": tree})
    assert (status, found["text"]) == (200, "status=valid,")
    assert found["sentence"]["en"]
