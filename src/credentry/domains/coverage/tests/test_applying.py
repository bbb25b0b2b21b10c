"""What is lacking becomes applications: filled in, started once, shown where it is lacking."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import Company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage import refreshing
from credentry.domains.coverage.models import Sought
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.processes import processes
from credentry.domains.subjects import queries as subjects
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
RED, ROHS = "EU-CE-RED", "EU-ROHS"
ASKED = {"subject": "GW", "markets": ["EU"], "begin": "2026-12-01", "ready_by": "2027-06-01"}


@pytest.fixture
def company() -> Iterator[Company]:
    """The shipped application process, and ``pan`` who may start it and plan."""
    with clock.fixed(TODAY):
        made = factories.world("RQ-PRD-014", "RQ-PRD-018")
        for one in processes(packs()["product-certification"]):
            if one.kind == "role" or one.code == "product-application":
                perform(SYSTEM, one.kind, "define", None, dict(one.form))
        role = kinds.get("role").model_class._default_manager.get(code="product_manager")
        pan = make_user("pan", "editor", made.east)
        perform(SYSTEM, "user", "assign", pan.pk, {"role": role.pk, "reach": "all"})
        make_user("qin", "editor", made.east)
        yield made


@pytest.fixture
def line(company: Company) -> tuple[Any, Any]:
    """A series and a model below it, nothing held."""
    known = {"product_has_radio": True, "product_is_eee": True}
    series = factories.subject("product", "网关系列", known, level="series", code="GW", unit=company.east.pk)
    model = factories.subject("product", "网关100", level="model", parent=series.pk, unit=company.east.pk)
    return series, model


def items(browser: Browser, **more: Any) -> dict[str, Any]:
    status, found = browser.post("/coverage/plan", {**ASKED, **more})
    assert status == 200, found
    return {one["type"]["code"]: one for one in found["items"]}


@pytest.mark.demand("R-000-98")
def test_a_plan_becomes_applications_filled_in_and_started_once(line: tuple[Any, Any]) -> None:
    series, _model = line
    pan = Browser("pan")
    before = items(pan)
    assert {code: (one["cases"], one["under_way"]) for code, one in before.items()} == {
        RED: ([], False),
        ROHS: ([], False),
    }
    status, told = pan.post("/coverage/plan/applications", {**ASKED, "types": [RED, "CN-CCC"]})
    assert (status, told["code"]) == (409, "coverage.not_lacking")  # the plan does not have that one
    assert not Case.objects.exists()
    status, told = pan.post("/coverage/plan/applications", {**ASKED, "types": [RED]})
    assert (status, told["refused"]) == (200, []), told
    case = Case.objects.get()
    (made,) = told["started"]
    assert made["case"]["number"] == case.number
    assert (made["subjects"], made["markets"]) == ([{"id": str(series.pk), "label": "网关系列"}], ["EU"])
    label = CredentialType.objects.get(code=RED).name_zh
    assert case.title == f"新证书申请 · {label} · 网关系列 · EU"
    assert case.data["type"] == str(CredentialType.objects.get(code=RED).pk)
    assert case.data["products"] == [str(series.pk)]  # its models are meant, too
    assert case.data["markets"] == [str(subjects.by_code(["EU"])["EU"])]
    assert case.data["rules"] == [str(factories.rule_of("RQ-PRD-014").pk)]
    assert (case.data["needed_by"], case.data["launch"]) == ("2027-06-01", "2027-06-01")
    status, again = pan.post("/coverage/plan/applications", {**ASKED, "types": [RED, ROHS]})
    assert [one["type"]["code"] for one in again["started"]] == [ROHS]
    assert [(one["code"], case.number in one["message"]) for one in again["refused"]] == [
        ("coverage.sought_already", True)
    ]
    after = items(pan)
    assert after[RED]["under_way"]
    assert after[RED]["cases"] == [{"id": str(case.pk), "number": case.number, "where": case.where}]
    assert items(Browser("east"))[RED]["cases"] == [{"id": None, "number": case.number, "where": ""}]
    perform(SYSTEM, "case", "terminate", case.pk, {"text": "改期"})
    assert items(pan)[RED]["cases"] == []
    assert Case.objects.count() == 2


def test_a_cell_applies_for_those_who_lack_it(company: Company, line: tuple[Any, Any]) -> None:
    series, model = line
    factories.plan(series, market="EU")
    factories.plan(series, market="GB")
    pan = Browser("pan")
    asked = {"subject": str(model.pk), "market": "EU", "types": [RED], "needed_by": "2027-03-01"}
    status, told = pan.post("/coverage/applications", asked)
    assert (status, told["refused"]) == (200, []), told
    case = Case.objects.get()
    assert (case.data["products"], case.data["needed_by"]) == ([str(model.pk)], "2027-03-01")
    gaps = pan.get("/coverage/gaps?subject=GW&market=EU")[1]["items"]
    shown = {one["rule"]["code"]: [each["number"] for each in one["cases"]] for one in gaps}
    assert shown == {"RQ-PRD-014": [case.number], "RQ-PRD-018": []}
    whole = {**asked, "subject": "GW"}  # the series is not applied for yet: the larger application may start
    assert len(pan.post("/coverage/applications", whole)[1]["started"]) == 1
    assert pan.post("/coverage/applications", asked)[1]["refused"][0]["code"] == "coverage.sought_already"
    held = pan.post("/coverage/applications", {**asked, "types": ["CN-CCC", "NO-SUCH"]})[1]["refused"]
    assert [one["code"] for one in held] == ["coverage.unknown_type", "coverage.unknown_type"]
    kept = sorted(Sought.objects.values_list("case", "type_code", "subject", "market"))
    refreshing.rebuild()
    assert sorted(Sought.objects.values_list("case", "type_code", "subject", "market")) == kept


def test_only_who_may_starts_applications(company: Company, line: tuple[Any, Any]) -> None:
    factories.plan(line[0], market="EU")
    asked = {"subject": "GW", "market": "EU", "types": [RED]}
    for name in ("qin", "viewer"):
        status, told = Browser(name).post("/coverage/applications", asked)
        assert (status, told["started"]) == (200, [])
        assert [one["code"] for one in told["refused"]] == ["case.not_starter"]
    assert Browser("stranger").post("/coverage/applications", asked)[0] == 403
    assert Browser("west").post("/coverage/applications", asked)[0] == 404
    assert Browser("pan").post("/coverage/applications", {**asked, "subject": ""})[0] == 422
    assert not Case.objects.exists()


def test_without_a_process_that_fits_it_says_so(company: Company, line: tuple[Any, Any]) -> None:
    worker = factories.subject("person", "王五", unit=company.east.pk)
    asked = {"context": "post", "subject": str(worker.pk), "types": [RED]}
    status, told = Browser("pan").post("/coverage/applications", asked)
    assert (status, told["errors"][0]["code"]) == (422, "coverage.no_application")


def test_an_application_somebody_filled_in_by_hand_counts(line: tuple[Any, Any]) -> None:
    series, _ = line
    process = kinds.get("process").model_class._default_manager.get(code="product-application")
    kind = CredentialType.objects.get(code=ROHS)
    data = {"type": str(kind.pk), "products": [str(series.pk)]}
    pan = Browser("pan")
    status, case = pan.post("/records/case", {"process": str(process.pk), "data": data})
    assert status == 201, case
    found = items(pan)[ROHS]
    assert (found["under_way"], [one["id"] for one in found["cases"]]) == (True, [case["id"]])
    fill = {"data": {**data, "type": str(CredentialType.objects.get(code=RED).pk)}}
    assert pan.post(f"/records/case/{case['id']}/fill", fill)[0] == 200
    assert {code: one["under_way"] for code, one in items(pan).items()} == {RED: True, ROHS: False}
