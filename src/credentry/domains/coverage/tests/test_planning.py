"""Entering markets: what is missing, in which order, how long it takes; and nothing is written by asking."""

from datetime import date, timedelta
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Engagement, Obligation
from credentry.domains.coverage.queries.planning import Wanted, plan
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType, Filing
from credentry.domains.subjects import queries as subjects

pytestmark = pytest.mark.django_db
RULES = ("RQ-PRD-037", "RQ-PRD-011", "RQ-PRD-039", "RQ-PRD-044", "RQ-PRD-045", "RQ-PRD-020")
LEAD = {
    "CB": ("INTL-CB", 3, "month"),
    "PC": ("SA-SABER-PC", 20, "workday"),
    "IN": ("BR-INMETRO", 6, "month"),
    "AN": ("BR-ANATEL", 90, "day"),
}


@pytest.mark.demand("R-000-98")
def test_the_plan_for_brazil_and_saudi_arabia() -> None:
    factories.world(*RULES)
    for code, n, unit in LEAD.values():
        kind = CredentialType.objects.get(code=code)
        needs = (
            [{"code": "parent", "types": ["INTL-CB"], "certainty": "check"}] if code == "SA-SABER-PC" else []
        )
        definition = {"lead_time": {"n": n, "unit": unit, "certainty": "check"}, "depends": needs}
        perform(SYSTEM, "credential_type", "amend", kind.pk, {"definition": definition})
    known = {"product_has_radio": True, "product_mains_powered": True, "product_saso_regulated": True,
             "product_gmark_list2": False}  # fmt: skip
    line = factories.subject("product", "网关系列", known, level="series", code="LINE")
    model = factories.subject("product", "网关100", level="model", parent=line.pk)
    factories.paper("BR-ANATEL 2026-01-01.. for BR", model)
    places = subjects.by_code(["BR", "SA"])
    before = (Engagement.objects.count(), Obligation.objects.count(), Revision.objects.count())
    found = plan(SYSTEM, Wanted(line.pk, (places["BR"], places["SA"]), date(2026, 12, 1), date(2027, 6, 1)))
    assert (Engagement.objects.count(), Obligation.objects.count(), Revision.objects.count()) == before
    steps = {one["type"]["code"]: one for one in found["items"]}
    assert list(steps) == ["BR-ANATEL", "INTL-CB", "SA-SABER-PC"]
    assert steps["BR-ANATEL"]["serves"] == [{"market": "BR", "rule": "RQ-PRD-045", "subjects": ["网关系列"]}]
    assert steps["INTL-CB"]["serves"][0]["subjects"] == ["网关100", "网关系列"]
    assert (steps["INTL-CB"]["mandatory"], steps["SA-SABER-PC"]["mandatory"]) == (False, True)
    assert (steps["INTL-CB"]["ready_on"], steps["SA-SABER-PC"]["start_on"]) == ("2027-03-01", "2027-03-01")
    assert steps["SA-SABER-PC"]["ready_on"] == found["earliest"] == "2027-03-29"
    assert (found["in_time"], found["start_by"]) == (True, "2027-02-03")
    assert [one["code"] for one in found["undecided"]] == [
        "RQ-PRD-044"
    ]  # nobody knows whether INMETRO lists it
    assert [(one["fact"], [rule["code"] for rule in one["rules"]]) for one in found["questions"]] == [
        ("product_inmetro_scope", ["RQ-PRD-044"])
    ]
    late = plan(SYSTEM, Wanted(line.pk, (places["SA"],), date(2026, 12, 1), date(2027, 3, 28)))
    assert late["in_time"] is False


def test_the_easiest_way_is_planned_and_only_by_whom_it_may() -> None:
    company = factories.world("RQ-PRD-020")
    product = factories.subject("product", "灯", {"product_is_eee": True}, unit=company.east.pk, code="L-1")
    factories.paper("EU-CE-LVD 2024-01-01.. for EU", product)
    form = {"subject": "L-1", "markets": ["GB"], "begin": "2026-12-01"}
    status, found = Browser("east").post("/coverage/plan", form)
    assert (status, [one["type"]["code"] for one in found["items"]]) == (200, ["EU-CE-EMC"])
    assert found["without_lead_time"] == [one["type"]["code"] for one in found["items"]]
    assert Browser("viewer").post("/coverage/plan", form)[0] == 403
    assert Browser("west").post("/coverage/plan", form)[0] == 404
    assert Browser("east").post("/coverage/plan", {**form, "markets": ["nowhere"]})[0] == 422
    assert Browser("east").post("/coverage/plan", {**form, "subject": ""})[0] == 422
    assert not Engagement.objects.exists()


def _granted(code: str, product: Any, days: list[int]) -> None:
    """Renewals of as many credentials of a type that took so many days from filing to the grant."""
    for n, took in enumerate(days):
        paper = factories.paper(f"{code} 2020-01-01..2026-0{n + 1}-28 for JP", product)
        filed = date(2026, 1, 1)
        form = {"filed_on": filed.isoformat()}
        perform(SYSTEM, "credential", "file_renewal", paper.pk, form)
        Filing.objects.filter(credential=paper.pk).update(
            decided_on=filed + timedelta(days=took), outcome="granted"
        )


def test_times_are_learned_from_five_cases_on_and_costs_are_never_guessed() -> None:
    factories.world("RQ-PRD-037")
    product = factories.subject(
        "product", "网关", {"product_saso_regulated": True, "product_gmark_list2": False}, code="G"
    )
    other = factories.subject("product", "别的产品")
    kind = CredentialType.objects.get(code="SA-SABER-PC")
    asked = Wanted(product.pk, (subjects.by_code(["SA"])["SA"],), date(2026, 12, 1))
    assert _only(plan(SYSTEM, asked))["time"] == {"source": "unknown", "days": None}
    assert _only(plan(SYSTEM, asked))["cost"] == {"source": "unknown", "amount": None, "currency": ""}
    form = {
        "definition": {"lead_time": {"n": 3, "unit": "month", "certainty": "check"}},
        "usual_cost": "12000",
        "usual_currency": "CNY",
    }
    perform(SYSTEM, "credential_type", "amend", kind.pk, form)
    one = _only(plan(SYSTEM, asked))
    assert (one["time"]["source"], one["time"]["days"], one["ready_on"]) == ("type", 90, "2027-03-01")
    assert one["cost"] == {"source": "type", "amount": "12000.00", "currency": "CNY", "cases": 0}
    _granted("SA-SABER-PC", other, [30, 50, 40, 100])
    assert _only(plan(SYSTEM, asked))["time"]["source"] == "type"  # four are too few
    _granted("SA-SABER-PC", other, [20])
    found = plan(SYSTEM, asked)
    one = found["items"][0]
    assert one["time"] == {"source": "learned", "days": 40, "p50": 40, "p80": 50, "cases": 5}
    assert (one["ready_on"], one["safe_on"]) == ("2027-01-10", "2027-01-20")
    assert found["cost"] == [{"currency": "CNY", "amount": "12000.00"}]


def _only(found: dict[str, Any]) -> dict[str, Any]:
    (one,) = found["items"]
    step: dict[str, Any] = one
    return step


def test_routes_are_compared_and_what_is_held_or_recognised_is_named() -> None:
    factories.world("RQ-PRD-020")
    product = factories.subject(
        "product", "灯", {"product_is_eee": True, "product_lvd_voltage": True}, code="L-1"
    )
    market = subjects.by_code(["GB"])["GB"]
    asked = Wanted(product.pk, (market,), date(2026, 12, 1))
    free = plan(SYSTEM, asked)
    ways = free["rules"][0]["ways"]
    assert sum(one["chosen"] for one in ways) == 1
    assert len(ways) > 1
    chosen, other = (next(way for way in ways if way["chosen"] is said) for said in (True, False))
    for code, days, cost in ((chosen, 90, 9000), (other, 30, 20000)):
        for one in code["types"]:
            form = {"definition": {"lead_time": {"n": days, "unit": "day"}}, "usual_cost": str(cost)}
            perform(SYSTEM, "credential_type", "amend", CredentialType.objects.get(code=one["code"]).pk, form)
    routes = {one["prefer"]: one for one in plan(SYSTEM, asked)["routes"]}
    assert routes["quickest"]["earliest"] < routes["cheapest"]["earliest"]
    assert float(routes["quickest"]["cost"][0]["amount"]) > float(routes["cheapest"]["cost"][0]["amount"])
    quick = plan(SYSTEM, Wanted(product.pk, (market,), date(2026, 12, 1), prefer="quickest"))
    assert [one["type"]["code"] for one in quick["items"]] == routes["quickest"]["types"]
    for one in other["types"]:
        factories.paper(f"{one['code']} 2024-01-01..", product)
    done = plan(SYSTEM, asked)
    assert done["items"] == []
    assert {one["rule"]["code"] for one in done["met"]} == {"RQ-PRD-020"}
