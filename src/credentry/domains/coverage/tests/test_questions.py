"""Facts: what is asked first, answering several at once with their source, inheritance along the product tree."""

import pytest

from credentry.core.records.models import Revision
from credentry.domains.coverage.actions.answers import answer
from credentry.domains.coverage.queries.questions import questionnaire
from credentry.domains.coverage.queries.requirements import Ask, gaps, matrix, rates
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.subjects import queries as subjects
from credentry.foundation import clock
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
RULES = ("RQ-PRD-012", "RQ-PRD-013", "RQ-PRD-014", "RQ-PRD-015", "RQ-PRD-018", "RQ-PRD-004")


def test_the_fact_that_decides_most_is_asked_first_and_answers_are_inherited() -> None:
    factories.world(*RULES)
    series = factories.subject("product", "网关系列", level="series")
    model = factories.subject("product", "网关100", level="model", parent=series.pk)
    factories.plan(series, market="EU")
    asked = questionnaire(SYSTEM, model.pk)["unknown"]
    assert [(one["fact"], one["decides"]) for one in asked[:2]] == [
        ("product_has_radio", 4),
        ("product_is_eee", 2),
    ]
    assert {one["code"] for one in asked[1]["rules"]} == {"RQ-PRD-013", "RQ-PRD-018"}
    answer(SYSTEM, series.pk, {"product_has_radio": True, "product_is_eee": True}, "规格书 V2 第3页")
    said = questionnaire(SYSTEM, model.pk)
    assert [one["fact"] for one in said["unknown"]] == ["product_nb_required"]
    assert {one["fact"]: one["value"] for one in said["known"]} == {
        "product_has_radio": "true",
        "product_is_eee": "true",
    }
    last = Revision.objects.filter(record_id=series.pk).latest("n")
    assert (last.why, {name for name, _, _ in last.changed}) == ("规格书 V2 第3页", {"has_radio", "x_is_eee"})
    answer(SYSTEM, model.pk, {"product_has_radio": False}, "")  # nearest to the subject wins
    assert "product_lvd_voltage" in [one["fact"] for one in questionnaire(SYSTEM, model.pk)["unknown"]]
    answer(SYSTEM, model.pk, {"product_has_radio": None}, "")  # back to what the series says
    assert [one["fact"] for one in questionnaire(SYSTEM, model.pk)["unknown"]] == ["product_nb_required"]
    with pytest.raises(Invalid):
        answer(SYSTEM, model.pk, {"project_scale": "large"}, "")


@pytest.mark.demand("R-000-96", "R-000-99")
def test_the_matrix_rolls_up_and_coverage_is_counted_by_market_and_line() -> None:
    factories.world(*RULES)
    known = {
        "product_has_radio": True,
        "product_is_eee": True,
        "product_nb_required": False,
        "product_is_micro_power_srd": False,
    }
    series = factories.subject("product", "网关系列", known, level="series")
    model = factories.subject("product", "网关100", level="model", parent=series.pk)
    other = factories.subject("product", "网关200", level="model", parent=series.pk)
    for market in ("DE", "CN"):
        factories.plan(series, market=market)
    factories.paper("EU-CE-RED 2024-01-01..2026-12-31 for EU", model)
    factories.paper("EU-ROHS 2024-01-01..", series)
    asked = Ask("market", clock.today().replace(2026, 11, 20))
    found = matrix(SYSTEM, asked)
    cells = {
        one["subject"]["label"]: {place: cell["state"] for place, cell in one["cells"].items()}
        for one in found["rows"]
    }
    assert cells["网关100"] == {"CN": "missing", "DE": "met_expiring"}
    assert cells["网关200"] == {"CN": "missing", "DE": "missing"}
    assert cells["网关系列"] == {"CN": "missing", "DE": "missing"}
    germany = subjects.by_code(["DE"])["DE"]
    rows = gaps(SYSTEM, Ask("market", asked.day, (model.pk,), (germany,)))
    assert [(one["rule"]["code"], one["state"], one["until"]) for one in rows] == [
        ("RQ-PRD-014", "met_expiring", "2026-12-31"), ("RQ-PRD-018", "met", None),
    ]  # fmt: skip
    assert rows[0]["credential"]["number"]
    missing = gaps(SYSTEM, Ask("market", asked.day, (other.pk,), (germany,)), ["missing"])
    assert [[one["code"] for one in way] for way in missing[0]["ways"]] == [["EU-CE-RED"]]
    by_market = {
        one["name"]: (one["total"], one["met"], one["expiring"], one["rate"])
        for one in rates(SYSTEM, asked, "market")
    }
    assert by_market == {"CN": (3, 0, 0, 0.0), "DE": (6, 4, 1, 66.7)}
    assert [(one["name"], one["met"]) for one in rates(SYSTEM, asked, "line")] == [("网关系列", 4)]
    later = {
        one["name"]: one["met"]
        for one in rates(SYSTEM, Ask("market", asked.day.replace(2027, 1, 1)), "market")
    }
    assert later == {"CN": 0, "DE": 3}


def test_an_engagement_of_a_person_keeps_no_copy_of_the_name() -> None:
    factories.world("RQ-PER-018")
    person = factories.subject("person", "张晓敏", {"person_workplace": "factory"})
    made = factories.plan(person, "post", role="electrician_lv")
    assert made.title == f"{person.number} → 低压电工"
