"""Papers of a case are files: handed in with a start or a decision, seen by everybody who has to do with the case."""

import pytest

from credentry.capabilities.approvals.models import Case
from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.delivery.http.tests.client import Browser

pytestmark = pytest.mark.django_db


@pytest.mark.demand("R-000-59")
def test_a_start_asks_for_its_papers_and_a_step_for_one_more() -> None:
    office = make_office("bob", "cat", "dan")
    start = {"attachments": ["申请表"]}
    process = published(
        "papers",
        chain(step("check", "bob", attachments=["申请表", "报价单"]), step("end", "cat"), start=start),
    )
    ann, bob, dan = Browser("ann"), Browser("bob"), Browser("dan")
    asked = {"process": str(process.pk)}
    status, problem = ann.post("/records/case", asked)
    assert (status, problem["code"]) == (409, "case.attachment")
    form = office.paper("ann", "申请表.pdf", "a")
    status, case = ann.post("/records/case", {**asked, "papers": {"申请表": [form]}})
    assert status == 201, case
    status, files = bob.get(f"/records/case/{case['id']}/files")
    assert (status, [one["title"] for one in files]) == (200, ["申请表"])
    assert b"".join(bob.client.get(files[0]["content_url"]).streaming_content) == b"%PDF-1.4 a"  # type: ignore[attr-defined]
    assert dan.get(f"/records/case/{case['id']}/files")[0] == 404
    before = Case.objects.get().content_hash
    task = bob.get("/records/task?condition=holders:me")[1]["items"][0]["id"]
    page = bob.get(f"/records/task/{task}")[1]["extra"]
    assert page["case"]["data"]["papers"]["申请表"][0]["name"] == "申请表.pdf"
    assert page["content_hash"] == before
    said = {"seen": before, "papers": {"报价单": [office.paper("bob", "报价.pdf", "b")]}}
    assert bob.post(f"/records/task/{task}/approve", said)[0] == 200
    case_now = Case.objects.get()
    assert case_now.content_hash != before
    assert {name: len(files) for name, files in case_now.data["papers"].items()} == {"申请表": 1, "报价单": 1}
    assert [one["title"] for one in ann.get(f"/records/case/{case['id']}/files")[1]] == ["申请表", "报价单"]


def test_the_list_of_papers_cannot_be_filled_in() -> None:
    make_office("bob")
    process = published("forged", chain(step("check", "bob")))
    forged = {"process": str(process.pk), "data": {"papers": {"报价单": [{"sha256": "0"}]}}}
    status, problem = Browser("ann").post("/records/case", forged)
    assert (status, problem["errors"][0]["field"]) == (422, "data.papers")
