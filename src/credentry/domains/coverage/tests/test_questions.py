"""Facts: what is asked first, answering several at once with their source, inheritance along the product tree."""

import pytest

from credentry.core.records.models import Revision
from credentry.domains.coverage.actions.answers import answer
from credentry.domains.coverage.queries.questions import questionnaire
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
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


def test_an_engagement_of_a_person_keeps_no_copy_of_the_name() -> None:
    factories.world("RQ-PER-018")
    person = factories.subject("person", "张晓敏", {"person_workplace": "factory"})
    made = factories.plan(person, "post", role="electrician_lv")
    assert made.title == f"{person.number} → 低压电工"
