"""Kept questions: the figures of their day stay, those of today are worked out each time; nothing is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import Company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Engagement, Scenario
from credentry.domains.coverage.queries.scenarios import compare
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
from credentry.foundation import clock
from credentry.foundation.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield factories.world("RQ-PRD-020", "RQ-PRD-037")


def lamp(company: Company) -> Any:
    known = {"product_is_eee": True, "product_saso_regulated": True, "product_gmark_list2": False}
    return factories.subject("product", "灯", known, unit=company.east.pk, code="L-1")


def save(product: Any, **more: Any) -> Scenario:
    form = {"title": "进入英国", "subject": product.pk, "markets": ["GB"], "begin": "2026-12-01", **more}
    made: Scenario = perform(SYSTEM, "scenario", "save", None, form).record
    return made


def codes(figures: dict[str, Any]) -> list[str]:
    return [one["code"] for one in figures["items"]]


def test_a_scenario_keeps_its_figures_and_is_asked_again(company: Company) -> None:
    product = lamp(company)
    one = save(product, markets=["GB", "SA"], ready_by="2027-06-01")
    assert (one.unit_id, one.number) == (company.east.pk, "SCN-2026-0001")
    then = one.at_saving
    assert (then["on"], then["begin"]) == ("2026-11-21", "2026-12-01")
    assert "SA-SABER-PC" in codes(then)
    assert not Engagement.objects.exists()
    kind = CredentialType.objects.get(code="SA-SABER-PC")
    more = {
        "definition": {"lead_time": {"n": 40, "unit": "day"}},
        "usual_cost": "900",
        "usual_currency": "CNY",
    }
    perform(SYSTEM, "credential_type", "amend", kind.pk, more)
    for code in set(codes(then)) - {"SA-SABER-PC"}:
        factories.paper(f"{code} 2024-01-01.. for GB", product)
    before = (Revision.objects.count(), Scenario.objects.get().version)
    with clock.fixed(date(2027, 1, 10)):
        (told,) = compare(SYSTEM, [one.pk])
    assert (Revision.objects.count(), Scenario.objects.get().version) == before
    assert told["at_saving"] == then
    assert codes(told["now"]) == ["SA-SABER-PC"]
    assert (told["now"]["begin"], told["now"]["earliest"]) == (
        "2027-01-10",
        "2027-02-19",
    )  # no work in the past
    assert told["now"]["cost"] == [{"currency": "CNY", "amount": "900.00"}]
    assert (told["now"]["in_time"], told["now"]["start_by"]) == (True, "2027-04-22")


def test_only_another_question_takes_the_figures_anew(company: Company) -> None:
    one = save(lamp(company))
    then = one.at_saving
    with clock.fixed(TODAY + timedelta(days=3)):
        perform(SYSTEM, "scenario", "amend", one.pk, {"title": "英国", "notes": "再议"})
        assert Scenario.objects.get().at_saving == then
        perform(SYSTEM, "scenario", "amend", one.pk, {"markets": ["SA"]})
    assert Scenario.objects.get().at_saving["on"] == "2026-11-24"
    assert codes(Scenario.objects.get().at_saving) == ["SA-SABER-PC"]


def test_what_is_no_question_is_not_kept(company: Company) -> None:
    product = lamp(company)
    for wrong, field in (
        ({"markets": []}, "markets"),
        ({"markets": ["XX", "GB"]}, "markets"),
        ({"ready_by": "2026-11-30"}, "ready_by"),
        ({"subject": "019ac5a0-0000-7000-8000-000000000000"}, "subject"),
        ({"prefer": "best"}, "prefer"),
    ):
        with pytest.raises(Invalid) as told:
            save(product, **wrong)
        assert [one.field for one in told.value.errors] == [field]
    assert not Scenario.objects.exists()


def test_scenarios_stand_side_by_side_for_those_who_may_see_them(company: Company) -> None:
    product = lamp(company)
    first = save(product)
    second = save(product, title="沙特", markets=["SA"], prefer="quickest")
    ids = {"ids": [str(second.pk), str(first.pk)]}
    status, told = Browser("east").post("/coverage/scenarios", ids)
    assert (status, [one["title"] for one in told["items"]]) == (200, ["沙特", "进入英国"])
    assert [one["trouble"] for one in told["items"]] == ["", ""]
    assert told["items"][1]["now"] == first.at_saving
    assert Browser("west").post("/coverage/scenarios", ids)[0] == 404
    with pytest.raises(NotFound):
        compare(SYSTEM, [first.pk, product.pk])


def test_a_question_that_can_be_asked_no_more_says_why(company: Company) -> None:
    one = save(lamp(company))
    reader = replace(company.east_editor, scope=frozenset({"scenario.read", "product.read"}))  # may not plan
    (told,) = compare(reader, [one.pk])
    assert (told["now"], told["at_saving"]) == (None, one.at_saving)
    assert told["trouble"]
