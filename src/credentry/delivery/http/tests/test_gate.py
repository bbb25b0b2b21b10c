"""The gate over HTTP, as a program and a page call it."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credentry.core.records.tests.factories import Company, make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import act, make, make_type
from credentry.domains.gate.models import GateUse
from credentry.domains.gate.tests.factories import CCC
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
LIST = (
    "发货计划,,,,\n单号,产品型号,目的国,发货日期,到港日期\n"
    "S-1,G-100,中国,2026-11-22,2026-11-30\nS-2,G-100-EU,CN,2027-02-20,2027年3月20日\n"
    "S-3,G-100,德国,2026/11/22,\nS-4,没有这个,中国,2026-11-22,\nS-5,G-100,中国,明天,\n"
)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(date(2026, 11, 21)):
        yield make_company()


@pytest.fixture
def ccc() -> Any:
    line = series()
    return make(
        make_type(definition=CCC),
        products=[line[0].pk],
        markets=markets("CN"),
        credential_no="2024990901000001",
    )


def test_many_questions_in_one_call(ccc: Any) -> None:
    who = Browser("viewer")
    asked = [
        {"key": "a", "subject": "G-100", "act": "sell", "market": "CN", "on": "2026-11-21"},
        {
            "key": "b",
            "subject": "G-100",
            "act": "import",
            "market": "CN",
            "on": "2027-02-20",
            "arrives_on": "2027-03-20",
        },
        {"key": "c", "subject": "G-100", "act": "sell", "market": "DE", "requires": ["radio"]},
    ]
    status, body = who.post("/gate", {"questions": asked, "today": "2026-11-21"})
    assert status == 200, body
    assert [(one["key"], one["answer"]) for one in body["verdicts"]] == [
        ("a", "allow"),
        ("b", "deny"),
        ("c", "deny"),
    ]
    first, late, missing = body["verdicts"]
    assert first["used"] == [
        {
            "credential": {"id": str(ccc.pk), "number": ccc.number, "title": ccc.title},
            "clause": 1,
            "until": "2027-03-14",
        }
    ]
    assert (first["changes_on"], first["changes_to"]) == ("2026-12-14", "warn")
    assert late["reasons"][0]["code"] == "expires_before_arrival"
    assert "到港" in late["reasons"][0]["text"]["zh"]
    assert "customs" in late["reasons"][0]["text"]["en"]
    assert missing["reasons"][0]["text"]["en"].startswith("“Radio” is required")
    assert body["as_of"] == {"on": "2026-11-21", "known": None}


def test_one_question_by_address(ccc: Any) -> None:
    who = Browser("viewer")
    act(ccc, "suspend", effective_on="2026-11-01", reason="工厂检查不合格")
    status, body = who.get("/gate?subject=G-100&act=sell&market=CN&on=2026-11-21&requires=CN-CCC")
    assert (status, body["answer"]) == (200, "deny")
    assert (
        body["reasons"][0]["text"]["zh"]
        == f"{ccc.type.name_zh} {ccc.number} 自 2026-11-01 起暂停(工厂检查不合格)"
    )
    assert body["reasons"][0]["credential"]["id"] == str(ccc.pk)
    for bad in ("act=sell", "subject=G-100&act=sell&on=soon", "subject=G-100&act=sell&on=0001-01-01"):
        assert who.get(f"/gate?{bad}")[0] == 422


def test_who_may_not_ask_is_told(ccc: Any) -> None:
    assert Browser().get("/gate?subject=G-100&act=sell")[0] == 401
    status, body = Browser("stranger").post("/gate", {"questions": [{"subject": "G-100", "act": "sell"}]})
    assert (status, body["code"]) == (403, "action.forbidden")


def test_too_many_questions_are_refused_clearly(ccc: Any) -> None:
    status, body = Browser("viewer").post("/gate", {"questions": [{"subject": "x", "act": "sell"}] * 20_001})
    assert (status, body["code"]) == (413, "gate.too_many")
    assert "20000" in body["detail"]
    assert Browser("viewer").post("/gate", {"questions": []})[0] == 409


def test_a_signed_answer_over_http(ccc: Any) -> None:
    who = Browser("viewer")
    status, body = who.post(
        "/gate", {"questions": [{"subject": "G-100", "act": "sell", "market": "CN"}], "sign": True}
    )
    assert status == 200
    note = {name: body["signed"][name] for name in ("payload", "signature")}
    assert who.post("/gate/verify", note)[1]["state"] == "valid"
    assert (
        who.post("/gate/verify", {**note, "payload": note["payload"].replace("allow", "deny ")})[1]["state"]
        == "forged"
    )
    status, key = Browser().get("/gate/key")
    assert (status, key["key"]) == (200, body["signed"]["key"])
    assert (
        who.post("/gate", {"questions": [{"subject": "x", "act": "sell"}], "sign": True, "hours": 9999})[0]
        == 409
    )


def test_a_period_in_spans(ccc: Any) -> None:
    act(ccc, "suspend", effective_on="2026-03-02", reason="x")
    act(ccc, "reinstate", effective_on="2026-04-12", reason="y")
    asked = {
        "questions": [{"key": "s", "subject": "G-100", "act": "sell", "market": "CN"}],
        "from": "2026-01-01",
        "to": "2026-12-31",
    }
    status, body = Browser("viewer").post("/gate/simulate", asked)
    assert status == 200, body
    assert [(one["from"], one["to"], one["answer"]) for one in body["items"][0]["spans"]] == [
        ("2026-01-01", "2026-03-01", "allow"),
        ("2026-03-02", "2026-04-11", "deny"),
        ("2026-04-12", "2026-12-13", "allow"),
        ("2026-12-14", "2026-12-31", "warn"),
    ]
    assert body["summary"] == {
        "questions": 1,
        "days": {"allow": 306, "warn": 18, "deny": 41},
        "questions_with": {"allow": 1, "warn": 1, "deny": 1},
    }
    assert Browser("viewer").post("/gate/simulate", {**asked, "to": "2025-01-01"})[0] == 409


@pytest.mark.demand("R-000-15")
@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
def test_a_shipment_list_comes_back_with_answers(ccc: Any, name: str) -> None:
    who = Browser("viewer")
    raw = LIST.encode() if name.endswith("csv") else _workbook()
    response: Any = who.client.post(
        "/api/v1/gate/file", {"file": SimpleUploadedFile(name, raw)}, headers={"X-CSRFToken": who.csrf}
    )
    assert response.status_code == 200, response.content
    assert [response[f"X-Gate-{one}"] for one in ("Rows", "Allow", "Warn", "Deny")] == ["5", "1", "1", "3"]
    again = {"file": SimpleUploadedFile(name, raw)}
    body = who.client.post("/api/v1/gate/file?answer=json", again, headers={"X-CSRFToken": who.csrf}).json()
    assert (body["rows"], body["counts"]) == (5, {"allow": 1, "warn": 1, "deny": 3})
    assert body["verdicts"][1]["asked"]["arrives_on"] == "2027-03-20"
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][-1] == "放行结论"
    told = {row[0]: row[-1] for row in rows[1:]}
    assert told["S-1"].startswith("放行")
    assert told["S-2"].startswith("拦截")
    assert "到港" in told["S-2"]
    assert told["S-3"].startswith("注意")
    assert "没有这个" in told["S-4"]
    assert "明天" in told["S-5"]


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in LIST.strip().split("\n"):
        book.active.append([cell or None for cell in row.split(",")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_without_a_subject_column_says_so(ccc: Any) -> None:
    who = Browser("viewer")
    files = {"file": SimpleUploadedFile("x.csv", "数量,单价\n1,2\n3,4\n".encode())}
    response = who.client.post("/api/v1/gate/file", files, headers={"X-CSRFToken": who.csrf})
    assert (response.status_code, response.json()["code"]) == (409, "gate.no_columns")


def test_the_use_of_an_override_is_noted(ccc: Any) -> None:
    act(ccc, "suspend", effective_on="2026-11-01", reason="x")
    sales, boss = Browser("viewer"), Browser("admin")
    subject = str(sales.get("/gate?subject=G-100&act=sell&market=CN")[1]["subject"]["id"])
    payload = {"subject": subject, "act": "sell", "reason": "急单", "expires_on": "2026-12-01"}
    status, made = sales.post("/records/gate_override", payload)
    assert status == 201, made
    assert sales.post(f"/records/gate_override/{made['id']}/approve", {})[0] == 403
    assert boss.post(f"/records/gate_override/{made['id']}/approve", {"note": "同意"})[0] == 200
    assert GateUse.objects.count() == 0
    found = sales.get("/gate?subject=G-100&act=sell&market=CN")[1]
    assert (found["answer"], [one["code"] for one in found["reasons"]]) == ("warn", ["suspended", "override"])
    assert GateUse.objects.count() == 1
