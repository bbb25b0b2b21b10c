"""What is waived takes two people, has an end, and stands in gaps, rates and the gate with its number."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import Company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Waiver
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.queries.rates import rates
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM, said
from credentry.domains.gate.tests.factories import ask, codes
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
RED, ROHS = "RQ-PRD-014", "RQ-PRD-018"


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield factories.world(RED, ROHS)


@pytest.fixture
def line(company: Company) -> tuple[Any, Any, Any]:
    """A series meant for the EU, a model below it, and the engagement."""
    known = {"product_has_radio": True, "product_is_eee": True}
    series = factories.subject("product", "网关系列", known, level="series", code="GW", unit=company.east.pk)
    model = factories.subject("product", "网关100", level="model", parent=series.pk, unit=company.east.pk)
    return series, model, factories.plan(series, market="EU")


def asked(actor: Any, engagement: Any, code: str = RED, **more: Any) -> Any:
    rule = factories.rule_of(code).pk
    payload = {
        "engagement": engagement.pk,
        "rule": rule,
        "reason": "存量整改",
        "expires_on": "2027-01-31",
        **more,
    }
    return perform(actor, "waiver", "request", None, payload).record


def test_a_second_person_waives_a_requirement_for_a_time(company: Company, line: Any) -> None:
    _series, model, engagement = line
    made = asked(company.east_editor, engagement, document_no="质〔2026〕9号")
    assert (made.number, made.state, made.unit_id) == ("WVR-2026-0001", "requested", company.east.pk)
    assert said(engagement, TODAY)[RED] == "missing"
    with pytest.raises(Forbidden):  # who asks may not grant it
        perform(company.east_editor, "waiver", "approve", made.pk, {})
    perform(company.admin, "waiver", "approve", made.pk, {"note": "同意"})
    assert said(engagement, date(2026, 11, 20))[RED] == "missing"  # never in hindsight
    assert said(engagement, TODAY) == {RED: "waived until 2027-01-31", ROHS: "missing"}
    assert said(engagement, date(2027, 2, 1))[RED] == "missing"
    assert [one.action for one in Revision.objects.filter(record_id=made.pk).order_by("n")] == [
        "request",
        "approve",
    ]
    found = Browser("east").get("/coverage/gaps?subject=GW&market=EU")[1]["items"]
    waived = [(one["subject"]["label"], one["waiver"]["number"]) for one in found if one["state"] == "waived"]
    assert waived == [("网关100", "WVR-2026-0001")]
    one = next(one for one in found if one["state"] == "waived")["waiver"]
    assert (one["reason"], one["until"], one["approved_by"]) == ("存量整改", "2027-01-31", "管理员")
    counted = rates(SYSTEM, Ask("market", TODAY, (model.pk,)), "market")
    assert [(one["covered"], one["requirements"]) for one in counted] == [(0, {"missing": 1, "waived": 1})]
    with clock.fixed(date(2026, 12, 24)):
        perform(company.admin, "waiver", "revoke", made.pk, {"note": "已拿到证书"})
    assert [said(engagement, date(2026, 12, day))[RED] for day in (23, 24)] == [
        "waived until 2026-12-23",
        "missing",
    ]


def test_the_gate_warns_and_names_the_waiver(company: Company, line: Any) -> None:
    _series, model, engagement = line
    for code in (RED, ROHS):
        perform(company.admin, "waiver", "approve", asked(company.east_editor, engagement, code).pk, {})
    found = ask(model, market="DE", on="2026-12-01")
    assert (found.found.answer, codes(found, "warn")) == (
        "warn",
        ["requirement_waived", "requirement_waived"],
    )
    assert "WVR-2026-0001" in str(found.found.reasons)
    assert (found.changes_on, found.changes_to) == (date(2027, 2, 1), "deny")
    assert ask(model, market="DE", on="2027-02-01").found.answer == "deny"


def test_it_may_be_for_one_model_only_and_a_certificate_takes_its_place(company: Company, line: Any) -> None:
    series, model, engagement = line
    own = asked(company.east_editor, engagement, subject=model.pk)
    perform(company.admin, "waiver", "approve", own.pk, {})
    found = Browser("east").get("/coverage/gaps?subject=GW&market=EU&state=waived")[1]["items"]
    assert [one["subject"]["label"] for one in found] == ["网关100"]
    factories.paper("EU-CE-RED 2024-01-01..2026-12-31 for EU", series)
    items = Browser("east").get("/coverage/gaps?subject=GW&market=EU")[1]["items"]
    assert {one["state"] for one in items if one["rule"]["code"] == RED} == {"met_expiring"}
    later = Browser("east").get("/coverage/gaps?subject=GW&market=EU&state=waived&on=2027-01-10")[1]["items"]
    assert [one["waiver"]["number"] for one in later] == [own.number]


def test_nobody_decides_on_their_own_request(company: Company, line: Any) -> None:
    own = asked(company.admin, line[2])
    for verb, payload in (("approve", {}), ("refuse", {"note": "x"})):
        with pytest.raises(DomainError, match="own_request"):
            perform(company.admin, "waiver", verb, own.pk, payload)
    with pytest.raises(DomainError, match="no_person"):
        perform(SYSTEM, "waiver", "approve", own.pk, {})
    refused = asked(company.east_editor, line[2])
    perform(company.admin, "waiver", "refuse", refused.pk, {"note": "不同意"})
    with pytest.raises(DomainError, match="unavailable"):
        perform(company.admin, "waiver", "approve", refused.pk, {})
    assert said(line[2], TODAY)[RED] == "missing"
    assert not Waiver.objects.filter(counts_from__isnull=False).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"expires_on": "2027-11-30"}, "expires_on"),
        ({"expires_on": "2026-11-20"}, "expires_on"),
        ({"starts_on": "2027-02-20"}, "expires_on"),
        ({"reason": " "}, "reason"),
        ({"subject": "other"}, "subject"),
    ],
)
def test_a_request_has_an_end_a_reason_and_a_place(
    company: Company, line: Any, more: Any, field: str
) -> None:
    if field == "subject":
        more = {"subject": factories.subject("product", "别的产品").pk}
    with pytest.raises(Invalid) as caught:
        asked(company.admin, line[2], **more)
    assert [one.field for one in caught.value.errors] == [field]


def test_unknown_facts_can_be_waived_and_other_units_see_nothing(company: Company, line: Any) -> None:
    plain = factories.subject("product", "未知", unit=company.east.pk)
    engagement = factories.plan(plain, market="EU")
    assert said(engagement, TODAY)[RED] == "unknown_fact"
    with pytest.raises(Invalid):
        asked(company.west_editor, engagement)
    perform(company.admin, "waiver", "approve", asked(company.east_editor, engagement).pk, {})
    assert said(engagement, TODAY)[RED] == "waived until 2027-01-31"
