"""Requirement rules as records: shipped ones beside local ones, checked when they are written."""

import pytest

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.packs import actions as packs
from credentry.domains.subjects.actions.market import install_markets
from credentry.foundation.errors import Invalid

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.django_db


def test_a_pack_brings_its_rules_and_keeps_what_the_owner_switched_off() -> None:
    brought = packs.install("product-certification", SYSTEM)
    assert RequirementRule.objects.count() == 47
    one = RequirementRule.objects.get(code="RQ-PRD-004")
    assert (one.markets, one.all_of, one.severity, one.certainty) == (["CN"], ["CN-SRRC"], "blocking", "sure")
    assert (one.pack, one.pack_version) == (brought.code, brought.version)
    perform(SYSTEM, "requirement_rule", "amend", one.pk, {"enabled": False})
    packs.install("product-certification", SYSTEM)
    one.refresh_from_db()
    assert one.enabled is False


def test_a_local_rule_stands_beside_the_shipped_ones() -> None:
    install_markets(SYSTEM)
    made = perform(SYSTEM, "requirement_rule", "register", None, {
        "code": "OWN-1", "name_zh": "出口德国须REACH", "markets": ["DE"], "all_of": ["EU-REACH"],
        "conditions": {"combinator": "or", "rules": [
            {"field": "product_has_radio", "operator": "=", "value": True},
            {"field": "product_category", "operator": "=", "value": "toy"},
        ]},
        "effective_from": "2026-01-01",
    }).record  # fmt: skip
    assert (made.pack, made.name_en, made.conditions["combinator"]) == ("", "出口德国须REACH", "or")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"all_of": []}, "all_of"),
        ({"all_of": ["not a code"]}, "all_of"),
        ({"markets": ["XX"]}, "markets"),
        ({"scope": "person_role", "markets": ["CN"]}, "markets"),
        (
            {
                "conditions": {
                    "combinator": "and",
                    "rules": [{"field": "nothing", "operator": "=", "value": 1}],
                }
            },
            "conditions",
        ),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "effective_to"),
        ({"counts": {"P-SAFETY-C": 0}}, "counts"),
        ({"severity": "perhaps"}, "severity"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(wrong: dict, field: str) -> None:
    install_markets(SYSTEM)
    form = {"code": "OWN-2", "name_zh": "规则", "markets": ["CN"], "all_of": ["CN-CCC"], **wrong}
    with pytest.raises(Invalid) as caught:
        perform(SYSTEM, "requirement_rule", "register", None, form)
    assert {one.field for one in caught.value.errors} == {field}
