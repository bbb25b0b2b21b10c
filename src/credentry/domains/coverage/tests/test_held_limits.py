"""Constraints of the field that hold without a limit of use, each by its name (docs/limits-of-use.md)."""

from datetime import date
from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
SAME = "11010519491231002X"


def said(engagement: Any, rule: str, day: date = DAY) -> str:
    return factories.said(engagement, day)[rule]


def test_cn_001_a_paper_is_of_the_person_it_is_kept_for_and_a_number_of_one_person() -> None:
    factories.world("RQ-PER-018")
    known = {"person_workplace": "factory"}
    one, other = (factories.subject("person", name, known) for name in ("甲", "乙"))
    perform(SYSTEM, "person", "amend", one.pk, {"id_no": SAME})
    with pytest.raises(Invalid):
        perform(SYSTEM, "person", "amend", other.pk, {"id_no": SAME})
    posts = [factories.plan(who, "post", role="electrician_lv") for who in (one, other)]
    factories.paper("P-SO-LV 2025-01-01..2031-01-01", one)
    assert [said(post, "RQ-PER-018") for post in posts] == ["met until 2031-01-01", "missing"]


def test_cn_003_validity_is_seen_to_the_end_of_the_assignment() -> None:
    factories.world("RQ-PER-018")
    one = factories.subject("person", "甲", {"person_workplace": "factory"})
    post = factories.plan(one, "post", role="electrician_lv", ends_on="2027-12-31")
    factories.paper("P-SO-LV 2025-01-01..2027-06-30", one)
    assert said(post, "RQ-PER-018") == "met until 2027-06-30"
    assert said(post, "RQ-PER-018", date(2027, 7, 1)) == "expired"
    assert list(_deadlines(post)) == [date(2027, 7, 1)]  # told before it happens


def _deadlines(post: Any) -> Any:
    from credentry.core.records.models import Deadline

    return Deadline.objects.filter(record_id=post.pk, code="requirement_open").values_list(
        "due_on", flat=True
    )


def test_cn_006_a_paper_for_another_post_or_of_a_lower_level_does_not_count() -> None:
    factories.world("RQ-PER-007", "RQ-PER-004")
    one = factories.subject("person", "甲")
    quality = factories.plan(one, "post", role="quality_officer")
    head = factories.plan(one, "post", role="enterprise_tech_head")
    factories.paper("P-POST 2025-01-01.. says operation_category=施工员", one)
    factories.paper("P-TITLE 2015-01-01.. says level=中级", one)
    factories.paper("P-SAFETY-A 2025-01-01..2028-01-01", one)
    assert (said(quality, "RQ-PER-007"), said(head, "RQ-PER-004")) == ("missing", "missing")
    factories.paper("P-POST 2025-01-01.. says operation_category=质量员", one)
    factories.paper("P-TITLE 2015-01-01.. says level=高级", one)
    assert said(quality, "RQ-PER-007") == "met"
    assert said(head, "RQ-PER-004").startswith("met")


@pytest.mark.parametrize(("action", "state"), [
    ("suspend", "suspended"), ("withdraw", "missing"), ("cancel", "missing"), ("revoke", "missing"),
])  # fmt: skip
def test_cn_008_what_is_suspended_or_withdrawn_never_counts(action: str, state: str) -> None:
    factories.world("RQ-PER-018")
    one = factories.subject("person", "甲", {"person_workplace": "factory"})
    post = factories.plan(one, "post", role="electrician_lv")
    paper = factories.paper("P-SO-LV 2025-01-01..2031-01-01", one)
    perform(
        SYSTEM, "credential", action, paper.pk, {"effective_on": "2026-10-01", "reason": "r", "source": "own"}
    )
    assert said(post, "RQ-PER-018") == state
    assert said(post, "RQ-PER-018", date(2026, 9, 30)).startswith("met")


def test_cn_009_a_number_of_an_issuer_is_one_paper() -> None:
    factories.world("RQ-PER-018")
    model = kinds.get("credential_type").model_class
    kind = model._default_manager.get(code="P-SO-LV")
    perform(SYSTEM, "credential_type", "amend", kind.pk, {"unique_number": True})
    one, other = (factories.subject("person", name) for name in ("甲", "乙"))
    form = {
        "title": "电工证",
        "type": kind.pk,
        "credential_no": "T110105",
        "valid_from": "2025-01-01",
        "valid_to": "2031-01-01",
    }
    perform(SYSTEM, "credential", "register", None, {**form, "holder": one.pk})
    with pytest.raises(Invalid) as twice:
        perform(SYSTEM, "credential", "register", None, {**form, "holder": other.pk})
    assert [each.code for each in twice.value.errors] == ["credential.number_taken"]


def test_cn_011_and_cn_013_a_paper_that_lists_models_counts_for_those_only() -> None:
    factories.world("RQ-PRD-014")
    known = {"product_has_radio": True, "product_is_eee": True}
    listed, other = (factories.subject("product", name, known) for name in ("在册型号", "册外型号"))
    meant = [factories.plan(one, market="EU") for one in (listed, other)]
    factories.paper("EU-CE-RED 2024-01-01..2029-06-30 for EU", listed)
    assert [said(one, "RQ-PRD-014") for one in meant] == ["met until 2029-06-30", "missing"]


def test_cn_012_a_letter_falls_with_the_one_it_hangs_on() -> None:
    factories.world("RQ-PER-018")
    one = factories.subject("person", "甲", {"person_workplace": "factory"})
    post = factories.plan(one, "post", role="electrician_lv")
    above = factories.paper("P-SO-LV 2025-01-01..2026-12-31", factories.subject("person", "乙"))
    below = factories.paper("P-SO-LV 2025-01-01..2031-01-01", one)
    perform(SYSTEM, "credential", "depend_on", below.pk, {"code": "parent", "parent": str(above.pk)})
    assert said(post, "RQ-PER-018").endswith("until 2026-12-31")
    assert said(post, "RQ-PER-018", date(2027, 1, 1)) == "expired"


def test_cn_014_a_paper_by_an_edition_out_of_force_does_not_count() -> None:
    factories.world("RQ-PRD-014")
    product = factories.subject("product", "网关", {"product_has_radio": True, "product_is_eee": True})
    meant = factories.plan(product, market="EU")
    form = {"code": "EN 300 328:2016", "name_zh": "2.4G", "name_en": "2.4G"}
    standard = perform(SYSTEM, "standard", "register", None, form).record
    paper = factories.paper("EU-CE-RED 2024-01-01..2029-06-30 for EU", product)
    perform(SYSTEM, "credential", "depend_on", paper.pk, {"code": "standard", "standard": str(standard.pk)})
    assert said(meant, "RQ-PRD-014") == "met until 2029-06-30"
    perform(SYSTEM, "standard", "amend", standard.pk, {"withdrawn_on": "2026-11-01"})
    assert not said(meant, "RQ-PRD-014").startswith("met")
