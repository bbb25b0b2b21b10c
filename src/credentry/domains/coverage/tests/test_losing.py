"""What would fall: told, and nothing is written."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import Company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.queries.losing import lose
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM, said
from credentry.foundation import clock
from credentry.foundation.errors import NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield factories.world("RQ-PRD-014", "RQ-PRD-018", "RQ-SUP-015", "RQ-SUP-016")


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
    found = lose(SYSTEM, "credential", red.pk, TODAY)
    assert fallen(found) == [
        ("网关100", "EU", "RQ-PRD-014", "missing"), ("网关系列", "EU", "RQ-PRD-014", "missing"),
    ]  # fmt: skip
    assert (found["total"], found["subjects"], found["engagements"], found["markets"]) == (2, 2, 1, ["EU"])
    assert (Revision.objects.count(), said(engagement, TODAY)) == before
    form = {"kind": "credential", "record": str(red.pk)}
    status, answer = Browser("east").post("/coverage/losing", form)
    assert (status, answer["total"]) == (200, 2)
    assert Browser("west").post("/coverage/losing", form)[0] == 404
    assert Browser("viewer").post("/coverage/losing", form)[0] == 403
    with pytest.raises(NotFound):
        lose(SYSTEM, "credential", series.pk, TODAY)


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
    found = lose(SYSTEM, "organisation", firm.pk, TODAY)
    mandatory = [one["rule"]["code"] for one in found["items"]]
    assert mandatory
    assert set(mandatory) <= set(now)
    assert all(one["was"]["en"] == "Met" and one["state"] == "missing" for one in found["items"])
    assert lose(SYSTEM, "credential", hspm.pk, TODAY)["total"] <= found["total"]
    factories.paper("HSPM-080000 2025-02-01..2031-12-31", firm)
    assert lose(SYSTEM, "credential", hspm.pk, TODAY)["total"] == 0  # there is another
    assert said(engagement, TODAY).keys() == now.keys()
