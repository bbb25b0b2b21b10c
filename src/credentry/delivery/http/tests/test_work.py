"""Processes through the API: start, what lies with me, decide, refusals in words."""

import pytest

from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.delivery.http.tests.client import Browser

pytestmark = pytest.mark.django_db


@pytest.mark.demand("R-000-20")
def test_a_case_through_the_api() -> None:
    make_office("bob", "cat")
    process = published("api", chain(step("check", "bob"), step("sign", "cat", limit="2WD")))
    ann, bob, cat = Browser("ann"), Browser("bob"), Browser("cat")
    status, case = ann.post("/records/case", {"process": str(process.pk), "data": {"amount": "5"}})
    assert status == 201, case
    status, listed = bob.get("/records/task?condition=state:open holders:me")
    assert (status, [one["name"] for one in listed["items"]]) == (200, ["check"])
    task = listed["items"][0]["id"]
    status, page = bob.get(f"/records/task/{task}")
    assert status == 200, page
    assert {"approve", "reject", "transfer"} <= {one["code"] for one in page["extra"]["buttons"]}
    assert cat.get(f"/records/task/{task}")[0] == 404
    etag = bob.response.headers["ETag"]
    status, problem = bob.post(f"/records/task/{task}/approve", {"seen": "old"}, **{"If-Match": etag})
    assert (status, problem["code"]) == (412, "approval.stale_content")
    said = {"seen": page["extra"]["content_hash"], "text": "好"}
    assert bob.post(f"/records/task/{task}/approve", said, **{"If-Match": etag})[0] == 200
    status, problem = bob.post(f"/records/task/{task}/approve", said)
    assert (status, problem["code"]) == (409, "action.unavailable")
    assert [one["name"] for one in bob.get("/records/task?condition=done_by:me")[1]["items"]] == ["check"]
    assert bob.get("/records/task?condition=state:open holders:me")[1]["items"] == []
    assert [one["name"] for one in cat.get("/records/task?condition=state:open holders:me")[1]["items"]] == [
        "sign"
    ]
    status, shown = ann.get(f"/records/case/{case['id']}")
    assert (status, shown["extra"]["at"]) == (200, ["sign"])
    assert ann.get("/records/case?condition=initiator:me")[1]["items"][0]["where"] == "sign"
