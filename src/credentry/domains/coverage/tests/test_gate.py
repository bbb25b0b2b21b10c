"""The gate and what is required: no sale without a mandatory certificate, on any day, for the reason of the rule."""

from datetime import date

import pytest

from credentry.core.records.actions import perform
from credentry.domains.coverage.tests import factories
from credentry.domains.gate.queries import simulating
from credentry.domains.gate.tests.factories import SYSTEM, ask, codes, question

pytestmark = pytest.mark.django_db


def test_a_product_without_a_mandatory_certificate_is_denied_with_the_rule() -> None:
    factories.world("RQ-PRD-014", "RQ-PRD-018", "RQ-PRD-029")
    known = {"product_has_radio": True, "product_is_eee": True}
    product = factories.subject("product", "网关", known)
    assert codes(ask(product, market="DE")) == [
        "nothing_registered"
    ]  # nobody said that it is meant for Germany
    factories.plan(product, market="EU")
    found = ask(product, market="DE")
    assert found.found.answer == "deny"
    assert codes(found, "deny") == ["requirement_open", "requirement_open"]
    assert "RQ-PRD-014" in str(found.found.reasons[1].said)
    assert codes(ask(product, "produce", market="DE")) == [
        "nothing_registered"
    ]  # asked for sale and import only
    factories.paper("EU-CE-RED 2024-01-01..2027-06-30 for EU", product)
    factories.paper("EU-ROHS 2024-01-01..", product)
    good = ask(product, market="DE")
    assert (good.found.answer, good.changes_on, good.changes_to) == ("allow", date(2027, 4, 1), "warn")
    assert ask(product, market="DE", on="2027-07-01").found.answer == "deny"
    course = simulating.simulate(
        SYSTEM, [question(product, market="DE")], date(2026, 12, 1), date(2027, 12, 1)
    )[0]
    assert [(one.found.answer, one.ends) for one in course.spans] == [
        ("allow", date(2027, 3, 31)), ("warn", date(2027, 6, 30)), ("deny", date(2027, 12, 1)),
    ]  # fmt: skip


def test_unknown_facts_and_rules_to_be_confirmed_warn() -> None:
    factories.world("RQ-PRD-014", "RQ-PRD-029")
    product = factories.subject("product", "电源", {"product_category": "power_bank"})
    factories.plan(product, market="EU")
    factories.plan(product, market="JP")
    for market in ("EU", "JP"):
        found = ask(product, market=market)
        assert (found.found.answer, codes(found, "warn")) == ("warn", ["requirement_open"])
    perform(SYSTEM, "product", "amend", product.pk, {"has_radio": False})
    assert ask(product, market="EU").found.answer == "allow"  # known to need nothing there
