"""Finding over HTTP: words, views, files, the home page, the calendar, bulk actions by condition."""

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import openpyxl
import orjson
import pytest

from credentry.capabilities.insight.actions import install_views
from credentry.core.records.tests.factories import Company, make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests import factories
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def papers(company: Company) -> list[Any]:
    kind = factories.plain_type()
    today = clock.today()
    return [
        factories.make(
            kind, title=f"海润水壶 {n} 证书", credential_no=f"HR-{n:05}", issued_on="2020-01-01",
            valid_to=(today + timedelta(days=20 * n)).isoformat(),
            unit=(company.east if n < 4 else company.west).pk,
        )
        for n in range(1, 6)
    ]  # fmt: skip


def content(visitor: Browser) -> bytes:
    response = visitor.response
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


class Reader(Browser):
    """A browser that leaves streams alone."""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        if "/export" not in path:
            return super().call(method, path, body, **headers)
        self.response = self.client.get(f"/api/v1{path}", headers=headers)
        return self.response.status_code, None


@pytest.mark.demand("R-000-05", "R-000-88")
def test_words_find_records_in_lists_and_everywhere(company: Company, papers: Any) -> None:
    admin, west = Browser("admin"), Browser("west")
    assert admin.get(f"/records/credential?q={quote('水壶')}")[1]["count"] == 5
    assert admin.get("/records/credential?q=hr-00003")[1]["items"][0]["credential_no"] == "HR-00003"
    assert west.get(f"/records/credential?q={quote('水壶')}")[1]["count"] == 2
    body = admin.get(f"/search?q={quote('海润')}")[1]
    assert {one["kind"] for one in body["items"]} == {"credential"}
    assert body["groups"][0]["items"][0].keys() == {"kind", "id", "label", "detail"}
    assert len(west.get("/search?q=HR-0000")[1]["items"]) == 2
    assert admin.get("/search?q=")[1]["items"] == []


def test_a_view_opens_in_the_list_the_calendar_and_the_file(company: Company, papers: Any) -> None:
    install_views()
    admin = Reader("admin")
    status, body = admin.get("/records/credential?view=expiring-90&fields=title")
    assert (status, body["count"]) == (200, 4)
    made = admin.post(
        "/records/saved_view",
        {"name": "五号", "kind": "credential", "condition": "credential_no:HR-00004", "columns": ["title"]},
    )[1]
    assert admin.post("/records/credential/query", {"view": made["id"]})[1]["count"] == 1
    today = clock.today()
    span = f"from={today.isoformat()}&to={(today + timedelta(days=365)).isoformat()}"
    days = admin.get(f"/records/credential/calendar?{span}&view={made['id']}")[1]["items"]
    assert [one["due_on"] for one in days if one["code"] == "expiry_date"] == [
        (today + timedelta(days=80)).isoformat()
    ]
    admin.get(f"/records/credential/export?format=csv&view={made['id']}")
    assert list(csv.reader(io.StringIO(content(admin).decode("utf-8-sig")))) == [
        ["证书名称"],
        ["海润水壶 4 证书"],
    ]
    assert admin.get("/records/credential?view=nothing")[0] == 404
    assert admin.get("/records/unit?view=expiring-90")[0] == 404


@pytest.mark.demand("R-000-66")
def test_a_list_comes_as_a_workbook(company: Company, papers: Any) -> None:
    west = Reader("west")
    assert west.get(f"/records/credential/export?q={quote('水壶')}&sort=-valid_to")[0] == 200
    sheet = openpyxl.load_workbook(io.BytesIO(content(west))).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert [row[heads.index("证书编号")].value for row in list(sheet.iter_rows())[1:]] == [
        "HR-00005",
        "HR-00004",
    ]
    assert "attachment" in west.response.headers["Content-Disposition"]
    assert west.get("/records/credential/export?fields=colour")[0] == 422
    assert west.get("/records/credential/export?format=csv&condition=colour:red")[0] == 422
    assert Reader("stranger").get("/records/credential/export")[0] == 404


@pytest.mark.demand("R-000-72", "R-000-68")
def test_every_number_of_the_home_page_opens_its_records(company: Company, papers: Any) -> None:
    for visitor in (Browser("admin"), Browser("west")):
        status, page = visitor.get("/dashboard/home")
        assert status == 200
        for items in page.values():
            for one in items:
                asked = quote(orjson.dumps(one["condition"]).decode())
                assert visitor.get(f"/records/{one['kind']}?condition={asked}")[1]["count"] == one["count"]
    assert Browser().get("/dashboard/home")[0] == 401


def test_a_bulk_action_by_condition_is_tried_before_it_is_done(company: Company, papers: Any) -> None:
    admin = Browser("admin")
    body = {"condition": "credential_no>HR-00002 credential_no<HR-00005", "payload": {}, "dry_run": True}
    body["condition"] = {
        "combinator": "or",
        "rules": [
            {"field": "credential_no", "operator": "=", "value": "HR-00003"},
            {"field": "credential_no", "operator": "=", "value": "HR-00004"},
        ],
    }
    tried = admin.post("/records/credential/bulk/archive", body)[1]
    assert (tried["done"], tried["failed"], tried["dry_run"]) == (2, [], True)
    assert admin.get("/records/credential")[1]["count"] == 5
    done = admin.post("/records/credential/bulk/archive", {**body, "dry_run": False})[1]
    assert done["done"] == 2
    assert admin.get("/records/credential")[1]["count"] == 3
    by_words = admin.post(
        "/records/credential/bulk/hand_over", {"q": "HR-00001", "payload": {"unit": str(company.west.pk)}}
    )[1]
    assert by_words["done"] == 1
    assert admin.post("/records/credential/bulk/archive", {"payload": {}})[1]["code"] == "bulk.empty"
    west = Browser("west").post("/records/credential/bulk/archive", {"q": "HR", "dry_run": True})[1]
    assert west["done"] == 2
