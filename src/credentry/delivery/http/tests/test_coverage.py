"""Coverage over HTTP: who may ask, about whom, and what comes back."""

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
