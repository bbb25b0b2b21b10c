"""Processes through the API: start, what lies with me, decide, refusals in words."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.capabilities.approvals.tests.test_measures import numbers
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.delivery.http.tests.client import Browser
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 8, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


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


def test_how_long_steps_took_and_its_files() -> None:
    office = make_office("bob")
    process = published("mea7", chain(step("check", "bob", limit="8WH")))
    with clock.fixed(MONDAY):
        office.start(process)
    with clock.fixed(MONDAY + timedelta(hours=2)):
        office.do("bob", "approve")
    ann = Browser("ann")
    period = "since=2026-08-01&until=2026-08-31"
    status, found = ann.get(f"/processes/measures?{period}&process=mea7")
    assert (status, found["steps"][0]["median_hours"]) == (200, 2.0)
    for one in numbers(found):
        status, page = ann.post(f"/records/{one['kind']}/query", {"condition": one["condition"]})
        assert (status, page["count"]) == (200, one["count"])
    assert ann.get("/processes/measures?process=nothing")[0] == 404
    assert ann.get("/processes/measures?since=2020-01-01&until=2026-01-01")[0] == 422
    ann.get(f"/processes/measures/export?format=csv&{period}")
    assert "check" in ann.response.content.decode()
    answer = ann.client.get(f"/api/v1/processes/measures/export?{period}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [one.title for one in book] == ["总计", "流程", "单元", "月份", "步骤"]
    assert [row[5] for row in book["步骤"].values][1] == 2


def test_a_draft_is_tried_over_what_runs_and_cases_are_moved_in_bulk() -> None:
    office = make_office("bob", "cat")
    process = published("moves", chain(step("check", "bob")))
    case = office.start(process)
    perform(
        SYSTEM,
        "process",
        "set_chain",
        process.pk,
        {"chain": chain(step("check", "bob"), step("more", "cat"))},
    )
    admin, ann = Browser("admin"), Browser("ann")
    status, told = admin.get(f"/processes/{process.pk}/rehearsal")
    assert (status, told["can"], told["cannot"], told["from"][0]["nodes"][0]["name"]) == (200, 1, 0, "check")
    assert ann.post("/records/case/bulk/migrate", {"ids": [str(case.pk)]})[0] == 403
    assert (
        admin.post("/records/case/bulk/migrate", {"ids": [str(case.pk)]})[1]["failed"][0]["code"]
        == "case.newest"
    )
    perform(SYSTEM, "process", "publish", process.pk)
    assert admin.post("/records/case/bulk/migrate", {"ids": [str(case.pk)]})[1]["done"] == 1
    office.do("bob", "approve")
    assert office.lists() == {"cat": ["more"]}
