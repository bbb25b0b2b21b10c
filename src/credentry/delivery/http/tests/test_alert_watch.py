"""The watch over the alerting, over HTTP: pulse, drill, gaps, comparison, ledger, readiness."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 15)


@pytest.fixture
def company() -> Company:
    install_defaults(SYSTEM)
    return make_company()


@pytest.fixture
def record(company: Company) -> Any:
    owner = make_user("zhang", "editor", company.east, "subtree", name="张三", email="zhang@example.com")
    return make(plain_type(), unit=company.east.pk, responsible=owner.pk, valid_to=str(ENDS))


def test_the_watch_is_for_those_who_oversee(record: Any) -> None:
    with clock.fixed(ENDS - timedelta(days=30)):
        assert Client().get("/readyz").json() == {"status": "ready", "alerts": "late"}
        assert Client().get("/readyz?alerts=1").status_code == 503
        sweep()
        assert Client().get("/readyz?alerts=1").status_code == 200
        status, pulse = Browser("admin").get("/alerts/health")
        assert (status, pulse["ok"], pulse["line"]["zh"]) == (
            200,
            True,
            "今日应提醒 1 条，已送出 1 条，已确认 0 条",
        )
        status, found = Browser("admin").post("/alerts/reconcile")
        assert (status, found["ok"], found["owed"]) == (200, True, 1)
        status, gaps = Browser("admin").get("/alerts/unreached")
        assert (status, gaps["counts"]["nobody"]) == (200, 0)
        status, drill = Browser("admin").get(f"/alerts/drill?on={ENDS}")
        assert status == 200
        assert ["张三", 1] in drill["people"]
        assert {one["record"] for one in drill["items"]} == {str(record.pk)}
        for path in ("/alerts/health", f"/alerts/drill?on={ENDS}", "/alerts/unreached"):
            assert Browser("east").get(path)[0] == 404


def test_the_ledger_of_notices_leaves_as_a_workbook_and_as_csv(record: Any) -> None:
    with clock.fixed(ENDS - timedelta(days=30)):
        sweep()
    path = f"/records/credential/{record.pk}/alerts/ledger"
    status, body = Browser("east").get(path)
    assert status == 200
    assert [one["recipient"] for one in body["items"]] == ["张三", "张三"]
    assert Browser("west").get(path)[0] == 404
    browser = Browser("east").client
    answer = browser.get(f"/api/v1{path}?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:3] == ("提醒日", "编号", "事项")
    assert len(rows) == 3
    text = browser.get(f"/api/v1{path}?format=csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("提醒日,编号,事项")
    assert Browser("zhang").get("/alerts/ledger")[1]["items"][0]["recipient"] == "张三"
    assert Browser("east").get("/alerts/ledger")[1]["items"] == []
