"""Coverage over HTTP: who may ask, about whom, and what comes back."""

import csv
import io

import openpyxl  # type: ignore[import-untyped]
import pytest

from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import Company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.world("RQ-PRD-014", "RQ-PRD-018")


def test_questions_are_answered_and_gaps_shown_to_whom_the_product_is(company: Company) -> None:
    mine = factories.subject(
        "product", "网关", {"product_nb_required": False}, unit=company.east.pk, code="G-1"
    )
    factories.plan(mine, market="DE")
    east, west = Browser("east"), Browser("west")
    asked = east.get(f"/api/v1/coverage/questions/{mine.pk}")[1]
    assert {one["fact"] for one in asked["unknown"]} == {"product_has_radio", "product_is_eee"}
    form = {"answers": {"product_has_radio": True, "product_is_eee": True}, "source": "规格书"}
    assert east.post(f"/api/v1/coverage/questions/{mine.pk}", form)[1]["unknown"] == []
    rows = east.get("/api/v1/coverage/gaps?subject=G-1&market=Germany&on=2026-11-20")[1]["items"]
    assert [(one["rule"]["code"], one["state"]) for one in rows] == [
        ("RQ-PRD-014", "missing"),
        ("RQ-PRD-018", "missing"),
    ]
    grid = east.get("/api/v1/coverage/matrix?on=2026-11-20")[1]
    assert grid["rows"][0]["cells"]["DE"] == {
        "state": "missing", "counts": {"missing": 2}, "total": 2, "until": None,
    }  # fmt: skip
    assert east.get("/api/v1/coverage/matrix?state=met&on=2026-11-20")[1]["rows"] == []
    rule = rows[1]["rule"]["id"]
    assert east.get(f"/api/v1/coverage/matrix?rule={rule}")[1]["rows"][0]["cells"]["DE"]["total"] == 1
    rate = east.get("/api/v1/coverage/rates?by=unit")[1]["items"]
    assert [(one["label"]["zh"], one["pairs"], one["covered"]) for one in rate] == [("华东公司", 1, 0)]
    assert west.get("/api/v1/coverage/matrix")[1]["rows"] == []
    assert west.get("/api/v1/coverage/gaps")[1]["items"] == []
    assert west.get("/api/v1/coverage/gaps?subject=G-1")[0] == 404
    assert west.get(f"/api/v1/coverage/questions/{mine.pk}")[0] == 404
    assert west.post(f"/api/v1/coverage/questions/{mine.pk}", form)[0] == 404


def test_a_paper_out_of_sight_is_not_named(company: Company) -> None:
    mine = factories.subject(
        "product", "网关", {"product_is_eee": True, "product_has_radio": False}, unit=company.east.pk
    )
    factories.plan(mine, market="EU")
    paper = factories.paper("EU-ROHS 2024-01-01..", mine)
    perform(factories.SYSTEM, "credential", "hand_over", paper.pk, {"unit": company.west.pk})
    said = Browser("east").get("/api/v1/coverage/gaps")[1]["items"]
    assert [(one["state"], one["credential"]) for one in said] == [("met", None)]
    assert (
        Browser("admin").get("/api/v1/coverage/gaps")[1]["items"][0]["credential"]["number"] == paper.number
    )


REFUSED = [
    ("matrix?context=nothing", 422),
    ("matrix?market=nowhere", 422),
    ("matrix?on=yesterday", 422),
    ("matrix?parent=nobody", 422),
    ("matrix?across=moon", 422),
    ("matrix?state=perhaps", 422),
    ("matrix?unit=019f0000-0000-7000-8000-000000000000", 422),
    ("matrix?on=0001-01-01", 422),
    ("gaps?subject=nobody", 404),
    ("gaps?state=perhaps", 422),
    ("rates?by=moon", 422),
    ("questions/nobody", 422),
]


def test_what_cannot_be_understood_is_refused(company: Company) -> None:
    admin, stranger = Browser("admin"), Browser("stranger")
    for path, status in REFUSED:
        assert admin.get(f"/api/v1/coverage/{path}")[0] == status, path
    for path in ("matrix", "gaps", "rates"):
        assert stranger.get(f"/api/v1/coverage/{path}")[0] == 403


def taken(person: Browser, path: str) -> bytes:
    """A file as it is downloaded."""
    response = person.client.get(f"/api/v1/coverage/{path}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.demand("R-000-99")
def test_matrix_and_report_leave_as_files_with_the_filters_of_the_page(company: Company) -> None:
    known = {"product_is_eee": True, "product_has_radio": True, "product_nb_required": False}
    line = factories.subject("product", "网关系列", known, level="series")
    model = factories.subject("product", "=网关100", level="model", parent=line.pk, code="G-100")
    for market in ("DE", "FR"):
        factories.plan(line, market=market)
    factories.paper("EU-ROHS 2024-01-01..2026-12-10 for EU", model)
    admin = Browser("admin")
    day = "on=2026-11-20"
    text = taken(admin, f"matrix/export?format=csv&{day}").decode()
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["产品线", "产品", "编号", "组织单元", "德国 DE", "法国 FR"],
        ["网关系列", "'=网关100", "G-100", "华昇集团", *["缺少 1, 满足,即将到期 1 (至 2026-12-10)"] * 2],
    ]
    by_rule = taken(admin, f"matrix/export?format=csv&market=DE&across=rule&state=missing&{day}").decode()
    assert by_rule.splitlines()[0].endswith("RQ-PRD-014")
    book = openpyxl.load_workbook(io.BytesIO(taken(admin, f"matrix/export?market=DE&{day}")))
    assert [one.value for one in book.worksheets[0][2]][1:] == [
        "=网关100", "G-100", "华昇集团", "缺少 1, 满足,即将到期 1 (至 2026-12-10)",
    ]  # fmt: skip
    assert ["市场", "德国"] in [[one.value for one in row] for row in book.worksheets[1]]
    report = taken(admin, f"rates/export?by=market&format=csv&{day}").decode()
    [head, germany, _] = list(csv.reader(io.StringIO(report.removeprefix("\ufeff"))))
    said = dict(zip(head, germany, strict=True))
    assert (said["目标市场"], said["覆盖率 %"], said["30 天内到期证书"], said["最早到期日"]) == (
        "德国", "0.0", "1", "2026-12-10",
    )  # fmt: skip
    assert taken(Browser("west"), f"matrix/export?format=csv&{day}").count(b"\r\n") == 1
    for path in ("matrix/export", "rates/export"):
        assert Browser("stranger").get(f"/api/v1/coverage/{path}")[0] == 403


def test_a_wrong_entry_is_refused_in_the_language_of_the_reader(company: Company) -> None:
    east = Browser("east")
    status, said = east.get("/api/v1/coverage/matrix?on=soon")
    assert (status, said["errors"][0]["field"]) == (422, "on")
    assert "soon" in said["errors"][0]["message"]
    status, said = east.get("/api/v1/coverage/matrix?after=zzz")
    assert (status, "zzz" in said["errors"][0]["message"]) == (422, True)
    assert "Input" not in said["errors"][0]["message"]
    status, said = east.post("/api/v1/coverage/losing", {"kind": "credential", "record": "zzz"})
    assert (status, said["errors"][0]["field"]) == (422, "record")
    assert "zzz" in said["errors"][0]["message"]
