"""Losses that are kept, compared, applied for and put into a budget: for whoever may do them, and nothing else is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import Company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Scenario
from credentry.domains.coverage.queries.scenarios import compare
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import Credential, CredentialType
from credentry.domains.gate.tests.erasing import NAME, PAYLOAD, found_on_disk
from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.processes import processes
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
RED = "EU-CE-RED"


@pytest.fixture
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield factories.world("RQ-PRD-014", "RQ-PER-003", "RQ-PER-006")


@pytest.fixture
def red(company: Company) -> Credential:
    """A radio certificate that a series with a model below it rests on; a new one takes 40 days and 9000 EUR."""
    known = {"product_has_radio": True}
    series = factories.subject("product", "网关系列", known, level="series", code="GW", unit=company.east.pk)
    factories.subject("product", "网关100", level="model", parent=series.pk, unit=company.east.pk)
    paper: Credential = factories.paper(f"{RED} 2024-01-01.. for EU", series)
    perform(SYSTEM, "credential", "amend", paper.pk, {"unit": company.east.pk})
    factories.plan(series, market="EU")
    more = {
        "definition": {"lead_time": {"n": 40, "unit": "day"}},
        "usual_cost": "9000",
        "usual_currency": "EUR",
    }
    perform(SYSTEM, "credential_type", "amend", CredentialType.objects.get(code=RED).pk, more)
    return paper


def save(actor: Actor = SYSTEM, **form: Any) -> Scenario:
    made: Scenario = perform(actor, "scenario", "save", None, {"title": "失去", **form}).record
    return made


def test_a_loss_is_kept_with_its_figures_and_asked_again(company: Company, red: Credential) -> None:
    before = Revision.objects.count()
    one = save(credential=red.pk, begin="2027-03-01")
    assert Revision.objects.count() == before + 1  # nothing is lost by asking
    assert (one.question, one.lost, one.unit_id) == ("loss", "credential", company.east.pk)
    then = one.at_saving
    assert (then["on"], then["begin"], then["total"], then["subjects"]) == ("2026-11-21", "2027-03-01", 2, 2)
    assert [(it["code"], it["subjects"], it["since"]) for it in then["places"]] == [("EU", 2, "2027-03-01")]
    rules = [(it["code"], it["requirements"], it["since"]) for it in then["rules"]]
    assert (rules, then["first"]) == ([("RQ-PRD-014", 2, "2027-03-01")], "2027-03-01")
    assert (then["earliest"], then["in_time"], then["start_by"]) == ("2026-12-31", True, "2027-01-20")
    assert then["cost"] == [{"currency": "EUR", "amount": "9000.00"}]
    assert [it["code"] for it in then["items"]] == [RED]
    assert "网关" not in str(then)  # figures name nobody
    with clock.fixed(date(2027, 4, 1)):  # its day has passed: lost today
        (told,) = compare(SYSTEM, [one.pk])
    assert (told["question"], told["lost"]["id"], told["trouble"]) == ("loss", str(red.pk), "")
    assert told["at_saving"] == then
    assert (told["now"]["begin"], told["now"]["first"], told["now"]["total"]) == (
        "2027-04-01",
        "2027-04-01",
        2,
    )
    again = perform(SYSTEM, "scenario", "amend", one.pk, {"title": "红证失效", "notes": "再议"}).record
    assert again.at_saving == then
    again = perform(SYSTEM, "scenario", "amend", one.pk, {"begin": "2027-06-01"}).record
    assert (again.at_saving["first"], again.at_saving["start_by"]) == ("2027-06-01", "2027-04-22")


def test_losses_and_entries_stand_side_by_side(company: Company, red: Credential) -> None:
    series = kinds.get("product").model_class._default_manager.get(code="GW")
    entry = save(subject=series.pk, markets=["EU"])
    loss = save(credential=red.pk)
    told = Browser("east").post("/coverage/scenarios", {"ids": [str(loss.pk), str(entry.pk)]})[1]["items"]
    assert [(one["question"], one["trouble"]) for one in told] == [("loss", ""), ("entry", "")]
    assert told[0]["lost"] == {"kind": "credential", "id": str(red.pk), "label": red.title}
    assert told[1]["subject"]["label"] == "网关系列"


def test_one_thing_is_asked_and_what_is_lost_stays(company: Company, red: Credential) -> None:
    person = factories.subject("person", "王五", unit=company.east.pk)
    market = {"markets": ["EU"]}
    for wrong, field in (
        ({}, "subject"),
        ({"credential": red.pk, "person": person.pk}, "person"),
        ({"credential": red.pk, **market}, "markets"),
        ({"credential": red.pk, "ready_by": "2027-01-01"}, "ready_by"),
        ({"credential": red.pk, "role": "welder"}, "role"),
        ({"organisation": person.pk}, "organisation"),
        ({"person": person.pk, "role": "clown"}, "role"),
    ):
        with pytest.raises(Invalid) as told:
            save(**wrong)
        assert [one.field for one in told.value.errors] == [field], wrong
    assert not Scenario.objects.exists()
    kept = save(credential=red.pk)
    for wrong in (market, {"subject": str(red.holder_id)}, {"person": str(person.pk)}, {"role": "welder"}):
        with pytest.raises(Invalid):
            perform(SYSTEM, "scenario", "amend", kept.pk, wrong)


def test_who_may_not_lose_it_may_not_ask_through_a_scenario(company: Company, red: Credential) -> None:
    firm = factories.subject("organisation", "我司", unit=company.east.pk)
    person = factories.subject("person", "王五", unit=company.east.pk, employer=firm.pk)
    with pytest.raises(Forbidden):
        save(company.east_editor, person=person.pk)  # editors let nobody leave
    far = replace(company.east_editor, scope=frozenset({"scenario.save", "scenario.read"}))
    with pytest.raises(Invalid):
        save(far, credential=red.pk)  # not seen
    reader = replace(
        company.east_editor, scope=frozenset({"scenario.save", "scenario.read", "credential.read"})
    )
    with pytest.raises(DomainError) as refused:
        save(reader, credential=red.pk)
    assert isinstance(refused.value, (Forbidden, NotFound))
    one = save(person=person.pk)
    (told,) = compare(company.east_editor, [one.pk])
    assert told["now"] is None
    assert told["trouble"]
    (told,) = compare(replace(company.east_editor, scope=frozenset({"scenario.read"})), [one.pk])
    assert told["lost"]["label"] == ""  # who may not see the person does not read the name here, either
    assert Browser("west").post("/coverage/scenarios", {"ids": [str(one.pk)]})[0] == 404


def test_a_person_moves_and_an_edition_has_no_unit(company: Company) -> None:
    firm = factories.subject("organisation", "我司", unit=company.east.pk)
    worker = factories.subject(
        "person", "王五", unit=company.east.pk, employer=firm.pk, employed_from="2020-01-01"
    )
    factories.paper("P-SAFETY-C 2024-01-01..2030-12-31", worker)
    factories.plan(worker, "post", role="safety_officer")
    moved = save(person=worker.pk, role="enterprise_principal")
    assert (moved.at_saving["vacated"], moved.at_saving["missing"]) == (1, ["RQ-PER-003"])
    assert (moved.at_saving["earliest"], moved.at_saving["items"]) == (None, [])
    (told,) = compare(SYSTEM, [moved.pk])
    assert (told["role"], told["role_label"]["en"]) == ("enterprise_principal", "enterprise principal")
    again = perform(SYSTEM, "scenario", "amend", moved.pk, {"role": ""}).record
    assert (again.at_saving["vacated"], again.at_saving["missing"]) == (1, [])
    edition = perform(SYSTEM, "standard", "register", None, {"code": "EN 1-2020", "name_zh": "标准"}).record
    made = save(standard=edition.pk, begin="2027-01-01")
    assert (made.at_saving["total"], made.unit_id is not None) == (0, True)


@pytest.mark.django_db(transaction=True)
def test_the_scenarios_of_an_erased_person_name_nobody(
    tmp_path: Path, settings: Any, company: Company
) -> None:
    settings.CREDENTRY_HOME = tmp_path
    person = factories.subject("person", NAME, unit=company.east.pk)
    one = save(person=person.pk, role="project_manager", title=f"{NAME}调岗", notes=f"{NAME}可能调岗")
    assert NAME not in str(one.at_saving)
    perform(SYSTEM, "person", "erase", person.pk, PAYLOAD)
    assert found_on_disk(NAME) == []
    one.refresh_from_db()
    assert (one.title, one.notes, one.archived_at is not None) == (one.number, "", True)


@pytest.fixture
def pan(company: Company) -> Browser:
    """Somebody who may start the shipped application."""
    for one in processes(packs()["product-certification"]):
        if one.kind == "role" or one.code == "product-application":
            perform(SYSTEM, one.kind, "define", None, dict(one.form))
    role = kinds.get("role").model_class._default_manager.get(code="product_manager")
    perform(
        SYSTEM,
        "user",
        "assign",
        make_user("pan", "editor", company.east).pk,
        {"role": role.pk, "reach": "all"},
    )
    return Browser("pan")


def test_a_replacement_is_applied_for_once(pan: Browser, red: Credential) -> None:
    asked = {"kind": "credential", "record": str(red.pk), "on": "2027-03-01"}
    new = pan.post("/coverage/losing", asked)[1]["replacement"]
    assert (new["kinds"], [(one["cases"], one["under_way"]) for one in new["items"]]) == (
        ["product"],
        [([], False)],
    )
    status, told = pan.post("/coverage/losing/applications", {**asked, "types": ["CN-CCC"]})
    assert (status, told["code"]) == (409, "coverage.not_lacking")
    status, told = pan.post("/coverage/losing/applications", {**asked, "types": [RED]})
    assert (status, told["refused"]) == (200, []), told
    case = Case.objects.get()
    series = kinds.get("product").model_class._default_manager.get(code="GW")
    assert case.data["products"] == [str(series.pk)]  # its model is meant, too
    assert case.data["rules"] == [str(factories.rule_of("RQ-PRD-014").pk)]
    assert case.data["needed_by"] == "2027-03-01"
    red.refresh_from_db()
    assert red.state != "withdrawn"
    new = pan.post("/coverage/losing", asked)[1]["replacement"]
    assert [(one["cases"][0]["number"], one["under_way"]) for one in new["items"]] == [(case.number, True)]
    again = pan.post("/coverage/losing/applications", {**asked, "types": [RED]})[1]["refused"]
    assert [one["code"] for one in again] == ["coverage.sought_already"]
    assert Browser("west").post("/coverage/losing/applications", {**asked, "types": [RED]})[0] == 404


def test_a_replacement_has_budget_lines(company: Company, red: Credential) -> None:
    east = Browser("east")
    asked = f"kind=credential&record={red.pk}&on=2027-03-01"
    status, found = east.get(f"/coverage/losing/budget?{asked}")
    assert status == 200, found
    lines = [
        (one["type"]["code"], one["year"], one["quarter"], one["amount"], one["unit"]["label"])
        for one in found["lines"]
    ]
    assert lines == [(RED, 2026, 4, "9000.00", "华东公司")]
    assert found["total"] == [{"currency": "EUR", "amount": "9000.00"}]
    for ending in ("csv", "xlsx"):
        answer = east.client.get(f"/api/v1/coverage/losing/budget/export?{asked}&format={ending}")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert Browser("west").get(f"/coverage/losing/budget?{asked}")[0] == 404
    assert Browser("viewer").get(f"/coverage/losing/budget?{asked}")[0] in (403, 404)
    factories.paper(
        f"{RED} 2024-01-01.. for EU", kinds.get("product").model_class._default_manager.get(code="GW")
    )  # there is another
    assert east.get(f"/coverage/losing/budget?{asked}")[1]["lines"] == []
