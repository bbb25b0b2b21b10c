"""What a change of a rule would do is told before it is done; and the rule's page says it in words."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from credentry.core.identity.models import User
from credentry.core.identity.queries import actor_for_user
from credentry.core.records import impact
from credentry.core.records.actions import perform
from credentry.core.records.actions.preview import preview
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Obligation
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM, rule_of
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
RADIO = {"combinator": "and", "rules": [{"field": "product_has_radio", "operator": "=", "value": True}]}


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A series of two radio products meant for China; one of them has its type approval."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    company = factories.world("RQ-PRD-004", "RQ-PRD-009")
    known = {"product_has_radio": True, "product_is_micro_power_srd": False, "product_in_ccc_catalogue": True}
    made = factories.subject("product", "网关", known, level="series", code="LINE", unit=company.east.pk)
    model = factories.subject(
        "product", "网关 1", level="model", parent=made.pk, code="M-1", unit=company.east.pk
    )
    factories.paper("CN-SRRC 2025-01-01..2029-01-01 for CN", model)
    factories.plan(made, market="CN")
    return made


def now_missing() -> list[str]:
    rows = Obligation.objects.filter(starts__lte=TODAY, ends__gte=TODAY, state="missing")
    return sorted(rows.values_list("pursuit__subject__title", flat=True))


def test_a_new_rule_says_whom_it_would_find_without_its_paper(line: Any) -> None:
    before = now_missing()
    form = {
        "code": "OWN-1",
        "name_zh": "本公司要求CQC",
        "markets": ["CN"],
        "all_of": ["CN-CQC"],
        "conditions": RADIO,
    }
    told = preview(SYSTEM, "requirement_rule", "register", None, form)
    assert (told["total"], told["hidden"], told["first_day"]) == (2, 0, "2026-11-21")
    assert [(one["state"], one["count"]) for one in told["by_state"]] == [("missing", 2)]
    assert {(one["title"], one["where"]) for one in told["items"]} == {("网关", "CN"), ("网关 1", "CN")}
    assert {(one["was"]["status"], one["will"]["status"]) for one in told["items"]} == {
        ("not_applicable", "missing")
    }
    assert now_missing() == before
    later = preview(SYSTEM, "requirement_rule", "register", None, {**form, "effective_from": "2027-03-01"})
    assert (later["total"], later["first_day"]) == (2, "2027-03-01")
    assert preview(SYSTEM, "requirement_rule", "register", None, {**form, "markets": ["US"]})["total"] == 0


def test_a_changed_rule_says_only_what_becomes_different(line: Any) -> None:
    rule = rule_of("RQ-PRD-004")
    assert (
        preview(SYSTEM, "requirement_rule", "amend", rule.pk, {"legal_basis": "无线电管理条例"})["total"] == 0
    )
    told = preview(SYSTEM, "requirement_rule", "amend", rule.pk, {"any_of": [["CN-CCC"], ["CN-CQC"]]})
    assert [(one["title"], one["was"]["status"], one["will"]["status"]) for one in told["items"]] == [
        ("网关 1", "met", "missing")
    ]
    ends = preview(SYSTEM, "requirement_rule", "amend", rule.pk, {"effective_to": "2027-12-31"})
    assert (ends["total"], ends["first_day"]) == (2, "2028-01-01")
    assert {one["will"]["status"] for one in ends["items"]} == {"not_applicable"}


def test_who_may_not_see_the_product_is_told_a_number_only(line: Any) -> None:
    west = actor_for_user(User.objects.get(username="west"), "web")
    with impact.collecting(), transaction.atomic():
        perform(SYSTEM, "requirement_rule", "archive", rule_of("RQ-PRD-004").pk)
        told, everything = impact.collected(west), impact.collected(SYSTEM)
        transaction.set_rollback(True)
    assert (told["total"], told["hidden"], told["items"], told["by_state"]) == (2, 2, [], [])
    assert (everything["total"], everything["hidden"], len(everything["items"])) == (2, 0, 2)


def test_the_page_of_a_rule_says_it_in_words(line: Any) -> None:
    status, page = Browser("admin").get(f"/records/requirement_rule/{rule_of('RQ-PRD-004').pk}")
    words = page["extra"]["words"]
    assert status == 200
    assert "含无线" in words["when"]["zh"] or "无线" in words["when"]["zh"]
    assert words["types"]["CN-SRRC"]["label"]["zh"]
    assert words["markets"]["CN"]["label"]["en"] == "China"
    assert [(one["state"], one["count"]) for one in words["standing"]] == [("missing", 1), ("met", 1)]
