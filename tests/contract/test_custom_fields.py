"""Fields that users add to credential types: shown from JSON, filtered and sorted by the typed side table."""

from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import CustomValue
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.foundation.errors import Invalid
from tests.contract.makers import MAKERS, a_type

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-32")]
KIND = kinds.get("credential")
POWERS: list[Any] = ["12.5", "-3", "100", "9", "12.4", None, "12.50"]


def add(code: str, value_type: str, **more: Any) -> Any:
    payload = {"code": code, "name_zh": code, "value_type": value_type, "types": [a_type()], **more}
    return perform(SYSTEM, "custom_field", "define", None, payload)


def register(company: Company, custom: list[dict[str, Any]]) -> list[str]:
    rows = [
        {"payload": {**MAKERS["credential"](company.east, n), "custom": one}} for n, one in enumerate(custom)
    ]
    outcome = perform_many(SYSTEM, "credential", "register", rows)
    assert not outcome.errors, [one.error.errors[0].code for one in outcome.errors]
    return [str(outcome.done[n]) for n in range(len(custom))]


@pytest.fixture
def company() -> Company:
    company = make_company()
    a_type()
    add("power", "number")
    add("tested", "date")
    add(
        "colour",
        "choice",
        options=[{"value": "r", "zh": "红", "en": "red"}, {"value": "g", "zh": "绿", "en": ""}],
    )
    add("sealed", "bool")
    return company


def found(condition: Any = None, **more: Any) -> list[str]:
    return [one["id"] for one in listing(SYSTEM, KIND, Query(condition=condition, limit=100, **more)).items]


def test_numbers_sort_as_numbers_and_page_without_gap(company: Company) -> None:
    ids = register(company, [{"power": one} if one is not None else {} for one in POWERS])
    by_value = sorted((float(one), ids[n]) for n, one in enumerate(POWERS) if one is not None)
    for sign, expected in (("", by_value), ("-", by_value[::-1])):
        seen: list[str] = []
        after = ""
        while True:
            page = listing(SYSTEM, KIND, Query(sort=f"{sign}x_power", limit=2, after=after))
            seen += [one["id"] for one in page.items]
            if page.next is None:
                break
            after = page.next
        assert len(seen) == len(set(seen)) == len(POWERS)
        values = {key: value for value, key in by_value}
        assert [values[one] for one in seen if one in values] == [value for value, _ in expected]
        assert seen.index(ids[5]) == (len(POWERS) - 1 if not sign else 0), (
            "an empty value counts as the largest"
        )


def test_each_type_filters_by_its_own_order(company: Company) -> None:
    ids = register(
        company,
        [
            {"power": "9", "tested": "2026-01-31", "colour": "红", "sealed": "是"},
            {"power": "100", "tested": "2025-12-31", "colour": "g", "sealed": False},
            {},
        ],
    )
    assert found("x_power>10") == [ids[1]]
    assert found("x_tested<2026-01-01") == [ids[1]]
    assert found("x_colour:r") == [ids[0]]
    assert found({"combinator": "and", "rules": [{"field": "x_sealed", "operator": "=", "value": True}]}) == [
        ids[0]
    ]
    assert found({"combinator": "and", "rules": [{"field": "x_power", "operator": "null"}]}) == [ids[2]]
    shown = listing(
        SYSTEM, KIND, Query(condition="x_power>10", fields=["x_power", "x_tested", "x_colour"])
    ).items[0]
    assert (shown["x_power"], shown["x_tested"], shown["x_colour"]) == ("100", "2025-12-31", "g")


def test_a_value_of_the_wrong_type_is_refused_by_name(company: Company) -> None:
    for wrong in ({"power": "heavy"}, {"tested": "2026-02-30"}, {"colour": "blue"}, {"nothing": "1"}):
        with pytest.raises(Invalid) as caught:
            perform(
                SYSTEM,
                "credential",
                "register",
                None,
                {**MAKERS["credential"](company.east, 1), "custom": wrong},
            )
        (code,) = wrong
        assert [one.field for one in caught.value.errors] == [f"x_{code}"]
    assert not CustomValue.objects.exists()


def test_a_mandatory_field_of_the_type_is_demanded(company: Company) -> None:
    add("batch", "text", mandatory_for=[a_type()])
    ids = register(company, [{"batch": "B1"}])
    with pytest.raises(Invalid) as caught:
        perform(SYSTEM, "credential", "register", None, MAKERS["credential"](company.east, 2))
    assert [one.field for one in caught.value.errors] == ["x_batch"]
    with pytest.raises(Invalid):
        perform(SYSTEM, "credential", "amend", ids[0], {"custom": {"batch": ""}})
    perform(SYSTEM, "credential", "amend", ids[0], {"custom": {"power": 7}})
    assert found("x_batch:B1 x_power=7") == ids


def test_an_archived_field_is_no_longer_asked_or_sorted_by(company: Company) -> None:
    register(company, [{"power": "9"}])
    field = kinds.get("custom_field").model_class._default_manager.get(code="power")
    perform(SYSTEM, "custom_field", "archive", field.pk, {})
    with pytest.raises(Invalid):
        found("x_power>1")
    with pytest.raises(Invalid):
        found(sort="x_power")
