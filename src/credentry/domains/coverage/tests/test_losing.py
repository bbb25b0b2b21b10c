"""What would fall: told, and nothing is written."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import Company, actor, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.queries.losing import Loss, lose
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM, said
from credentry.domains.credentials.models import CredentialType
from credentry.foundation import clock
from credentry.foundation.errors import NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield factories.world(
            "RQ-PRD-014", "RQ-PRD-018", "RQ-SUP-015", "RQ-SUP-016", "RQ-PER-003", "RQ-PER-006"
        )


def fallen(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (one["subject"]["label"], one["market"] or one["role"], one["rule"]["code"], one["state"])
        for one in found["items"]
    ]


def test_a_lost_certificate_and_who_it_carries(company: Company) -> None:
    known = {"product_has_radio": True, "product_is_eee": True}
    series = factories.subject("product", "网关系列", known, level="series", unit=company.east.pk)
    factories.subject("product", "网关100", level="model", parent=series.pk, unit=company.east.pk)
    red = factories.paper("EU-CE-RED 2024-01-01.. for EU", series)
    perform(SYSTEM, "credential", "amend", red.pk, {"unit": company.east.pk})
    factories.paper("EU-ROHS 2024-01-01..", series)
    engagement = factories.plan(series, market="EU")
    before = (Revision.objects.count(), said(engagement, TODAY))
    found = lose(SYSTEM, Loss("credential", red.pk, TODAY))
    assert fallen(found) == [
        ("网关100", "EU", "RQ-PRD-014", "missing"), ("网关系列", "EU", "RQ-PRD-014", "missing"),
    ]  # fmt: skip
    assert (found["total"], found["subjects"], found["engagements"], found["markets"]) == (2, 2, 1, ["EU"])
    assert (Revision.objects.count(), said(engagement, TODAY)) == before
    form = {"kind": "credential", "record": str(red.pk)}
    status, answer = Browser("east").post("/coverage/losing", form)
    assert (status, answer["total"]) == (200, 2)
    assert Browser("west").post("/coverage/losing", form)[0] == 404
    assert Browser("viewer").post("/coverage/losing", form)[0] in (403, 404)
    with pytest.raises(NotFound):
        lose(SYSTEM, Loss("credential", series.pk, TODAY))


def test_a_supplier_loses_all_it_holds(company: Company) -> None:
    firm = factories.subject("organisation", "电子供方")
    for code in ("RQ-SUP-015", "RQ-SUP-016"):
        perform(SYSTEM, "requirement_rule", "amend", factories.rule_of(code).pk, {"severity": "blocking"})
    factories.paper("MD-ORG-BL 2010-01-01..", firm)
    factories.paper("QMS-9001 2025-01-01..2030-12-31", firm)
    factories.paper("EU-ROHS 2024-01-01..", firm)
    hspm = factories.paper("HSPM-080000 2025-01-01..2030-12-31", firm)
    engagement = factories.plan(firm, "supply", role="electronics_supplier")
    now = said(engagement, TODAY)
    assert {state.split()[0] for state in now.values()} == {"met"}
    found = lose(SYSTEM, Loss("organisation", firm.pk, TODAY))
    mandatory = [one["rule"]["code"] for one in found["items"]]
    assert mandatory
    assert set(mandatory) <= set(now)
    assert all(one["was"]["en"] == "Met" and one["state"] == "missing" for one in found["items"])
    assert lose(SYSTEM, Loss("credential", hspm.pk, TODAY))["total"] <= found["total"]
    factories.paper("HSPM-080000 2025-02-01..2031-12-31", firm)
    assert lose(SYSTEM, Loss("credential", hspm.pk, TODAY))["total"] == 0  # there is another
    assert said(engagement, TODAY).keys() == now.keys()


def test_an_edition_goes_out_of_force_and_what_replaces_it_costs(company: Company) -> None:
    kind = CredentialType.objects.get(code="EU-CE-RED")
    definition = {"depends": [{"code": "standard"}], "lead_time": {"n": 40, "unit": "day"}}
    price = {"usual_cost": "9000", "usual_currency": "EUR"}
    perform(SYSTEM, "credential_type", "amend", kind.pk, {"definition": definition, **price})
    edition = perform(SYSTEM, "standard", "register", None, {"code": "EN 1-2020", "name_zh": "标准"}).record
    known = {"product_has_radio": True, "product_is_eee": True}
    sold, other = (factories.subject("product", one, known, unit=company.east.pk) for one in ("网关", "路由"))
    for one, standards in ((sold, ["EN 1-2020"]), (other, [])):
        red = factories.paper("EU-CE-RED 2024-01-01.. for EU", one)
        perform(SYSTEM, "credential", "amend", red.pk, {"standards": standards})
        factories.plan(one, market="EU")
    found = lose(SYSTEM, Loss("standard", edition.pk, date(2027, 3, 1)))
    assert fallen(found) == [("网关", "EU", "RQ-PRD-014", "expired")]
    assert [one["since"] for one in found["items"]] == ["2027-03-01"]
    place = found["places"][0]
    assert (place["context"], place["code"], place["subjects"], place["since"]) == (
        "market",
        "EU",
        1,
        "2027-03-01",
    )
    assert [one["subject"]["label"] for one in found["touched"]] == ["网关"]
    new = found["replacement"]
    assert [(one["type"]["code"], one["serves"]) for one in new["items"]] == [
        ("EU-CE-RED", [{"market": "EU", "rule": "RQ-PRD-014", "subjects": ["网关"]}])
    ]
    assert (new["earliest"], new["start_by"], new["in_time"]) == ("2026-12-31", "2027-01-20", True)
    assert new["cost"] == [{"currency": "EUR", "amount": "9000.00"}]
    edition.refresh_from_db()
    assert edition.withdrawn_on is None
    form = {"kind": "standard", "record": str(edition.pk), "on": "2027-03-01"}
    assert Browser("viewer").post("/coverage/losing", form)[0] in (403, 404)


def test_what_a_person_answers_for_is_to_be_handed_over(company: Company) -> None:
    firm = factories.subject("organisation", "我司", unit=company.east.pk)
    owner = make_user("owner", "editor", company.east)
    worker = factories.subject("person", "王五", unit=company.east.pk, employer=firm.pk, user=owner.pk)
    line = factories.subject("product", "灯", unit=company.east.pk, responsible=owner.pk)
    other = factories.subject("product", "别人的灯", unit=company.east.pk)
    for unit in (company.east, company.west):
        paper = factories.paper("EU-ROHS 2024-01-01..", line if unit == company.east else other)
        more = {"title": "证", "unit": unit.pk, "responsible": owner.pk}
        perform(SYSTEM, "credential", "amend", paper.pk, more)

    def told(who: Actor, role: str = "") -> dict[str, int]:
        found = lose(who, Loss("person", worker.pk, TODAY, role))["handover"]
        return {one["kind"]: one["count"] for one in found}

    assert told(SYSTEM) == {"credential": 2, "product": 1}
    assert told(SYSTEM, "enterprise_principal") == {"credential": 2, "product": 1}
    hr = make_user("hr", "compliance", company.east, reach="subtree")  # sees the east only
    assert told(actor(hr)) == {"credential": 1, "product": 1}
    (group,) = (
        one for one in lose(SYSTEM, Loss("person", worker.pk, TODAY))["handover"] if one["kind"] == "product"
    )
    opened = Browser("east").post("/records/product/query", {"condition": group["condition"]})[1]
    assert [one["title"] for one in opened["items"]] == ["灯"]
    nobody = factories.subject("person", "无账号", unit=company.east.pk, employer=firm.pk)
    none = lose(SYSTEM, Loss("person", nobody.pk, TODAY))
    assert (none["handover"], none["signs_in"]) == ([], False)
    assert lose(SYSTEM, Loss("person", worker.pk, TODAY))["signs_in"] is True
    assert lose(SYSTEM, Loss("organisation", firm.pk, TODAY))["signs_in"] is None
    kept = perform(SYSTEM, "scenario", "save", None, {"title": "走", "person": worker.pk}).record
    assert kept.at_saving["handover"] == 3


def test_a_person_moves_and_leaves(company: Company) -> None:
    firm = factories.subject("organisation", "我司", unit=company.east.pk)
    worker = factories.subject(
        "person", "王五", unit=company.east.pk, employer=firm.pk, employed_from="2020-01-01"
    )
    factories.paper("P-SAFETY-C 2024-01-01..2030-12-31", worker)
    engagement = factories.plan(worker, "post", role="safety_officer")
    now = said(engagement, TODAY)
    assert {one.split()[0] for one in now.values()} == {"met"}
    moved = lose(SYSTEM, Loss("person", worker.pk, TODAY, "enterprise_principal"))
    assert [(one["rule"]["code"], one["state"]) for one in moved["missing"]] == [("RQ-PER-003", "missing")]
    assert [one["role"] for one in moved["vacated"]] == ["safety_officer"]
    gone = lose(SYSTEM, Loss("person", worker.pk, TODAY))
    assert (gone["total"], gone["missing"], gone["replacement"]) == (0, [], None)
    assert [one["role"] for one in gone["vacated"]] == ["safety_officer"]
    worker.refresh_from_db()
    assert (worker.employed_to, said(engagement, TODAY)) == (None, now)
