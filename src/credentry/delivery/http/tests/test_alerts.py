"""Who was and will be told, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 14)


@pytest.fixture
def company() -> Company:
    install_defaults(SYSTEM)
    return make_company()


@pytest.fixture
def record(company: Company) -> Any:
    owner = make_user("zhang", "editor", company.east, "subtree", name="张三", email="zhang@example.com")
    return make(plain_type(), unit=company.east.pk, responsible=owner.pk, valid_to=str(ENDS))


def test_a_record_says_who_was_and_who_will_be_told(record: Any) -> None:
    with clock.fixed(ENDS - timedelta(days=70)):
        sweep()
        status, body = Browser("east").get(f"/records/credential/{record.pk}/alerts")
    assert status == 200
    shown = [
        (one["on"], one["stage"]["zh"], (one["recipient"] or {}).get("label"), one["state"])
        for one in body["items"]
    ]
    day = [str(ENDS - timedelta(days=left)) for left in (90, 60, 30, 0, -7, -30)]
    assert shown[:3] == [
        (day[0], "提前 90 天", "张三", "open"),
        (day[1], "提前 60 天", "张三", "planned"),
        (day[2], "提前 30 天", "张三", "planned"),
    ]
    assert [one[0] for one in shown if one[2] == "张三"] == day
    first = body["items"][0]
    assert first["state_label"] == {"zh": "待处理", "en": "Open"}
    assert set(first["channels"]) == {"站内信", "电子邮件"}
    assert {one["channel"]: one["state"] for one in first["deliveries"]} == {"inbox": "sent", "email": "due"}


def test_what_is_due_today_shows_before_the_sweep_came(record: Any) -> None:
    with clock.fixed(ENDS - timedelta(days=85)):
        _, body = Browser("east").get(f"/records/credential/{record.pk}/alerts")
    first = body["items"][0]
    assert (first["on"], first["state"]) == (str(ENDS - timedelta(days=90)), "planned")
    assert len({one["days_before"] for one in body["items"]}) == 6


def test_a_record_nobody_would_be_told_about_says_so(company: Company) -> None:
    lonely = make(plain_type(), unit=company.east.pk, valid_to=str(ENDS))
    with clock.fixed(ENDS - timedelta(days=120)):
        _, body = Browser("east").get(f"/records/credential/{lonely.pk}/alerts")
        assert body["items"][0]["recipient"]["label"] == "管理员"
        assert body["items"][0]["reached"]["en"].startswith("Nobody else could be told")


def test_an_unseen_record_tells_nothing(company: Company, record: Any) -> None:
    assert Browser("west").get(f"/records/credential/{record.pk}/alerts")[0] == 404
    assert Browser("stranger").get(f"/records/credential/{record.pk}/alerts")[0] == 404
    assert Browser().get(f"/records/credential/{record.pk}/alerts")[0] == 401


def test_the_inbox_works_over_http_and_is_ones_own(company: Company, record: Any) -> None:
    with clock.fixed(ENDS - timedelta(days=70)):
        sweep()
        zhang = Browser("zhang")
        _, page = zhang.get("/records/alert?condition=state:open")
        (alert,) = page["items"]
        assert alert["recipient"]["label"] == "张三"
        assert Browser("viewer").get("/records/alert")[1]["count"] == 0
        assert Browser("viewer").get(f"/records/alert/{alert['id']}")[0] == 404
        status, problem = zhang.post(f"/records/alert/{alert['id']}/acknowledge", {"decision": "not_needed"})
        assert (status, problem["errors"][0]["field"]) == (422, "note")
        answer = {"decision": "not_needed", "note": "产品已停产"}
        assert zhang.post(f"/records/alert/{alert['id']}/acknowledge", answer)[0] == 200
        _, body = zhang.get(f"/records/alert/{alert['id']}")
        assert body["values"]["decision"] == "not_needed"
        assert {one["channel"]: one["state"] for one in body["extra"]["deliveries"]}["email"] == "cancelled"


def test_health_is_for_those_who_oversee(record: Any) -> None:
    assert Browser("viewer").get("/alerts/status")[0] == 404
    sweep()
    status, body = Browser("admin").get("/alerts/status")
    assert (status, body["ok"], body["sweep_in_time"]) == (200, True, True)


@pytest.mark.demand("R-000-41")
def test_a_policy_is_read_and_tried_out_before_it_is_saved(record: Any) -> None:
    policy = {"code": "new", "name": "新策略", "stages": [90, 30], "deadlines": ["expiry_date"], "rank": 50}
    status, body = Browser("admin").post("/alerts/policies/preview", policy)
    assert status == 200
    assert body["sentence"]["zh"].startswith("全部证书：证书到期，到期日前 90、30 天提醒责任人")
    with clock.fixed(ENDS):
        status, body = Browser("admin").post("/alerts/policies/backtest", policy)
        assert status == 200
        assert (body["notices"], body["records"], body["nobody"]) == (2, 1, 0)
        assert body["by_month"] == {"2026-12": 1, "2027-02": 1}
        assert body["by_person"] == [["张三", 2]]
        assert Browser("admin").get("/records/alert_policy?q=code:new")[1]["items"] == []
    assert Browser("east").post("/alerts/policies/preview", policy)[0] == 403
    assert Browser("admin").post("/alerts/policies/preview", {**policy, "stages": []})[0] == 422
