"""Entering markets: what is missing, in which order, how long it takes; and nothing is written by asking."""

from datetime import date

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Engagement, Obligation
from credentry.domains.coverage.queries.planning import plan
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
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
    found = plan(SYSTEM, line.pk, [places["BR"], places["SA"]], date(2026, 12, 1), date(2027, 6, 1))
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
    late = plan(SYSTEM, line.pk, [places["SA"]], date(2026, 12, 1), date(2027, 3, 28))
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
