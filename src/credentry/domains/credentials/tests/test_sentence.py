"""“所有销往欧盟市场、且将在未来6个月内到期的安规证书”: one sentence, one condition, one list."""

from datetime import date
from typing import Any

import pytest

from credentry.core.records import conditions, kinds
from credentry.core.records.conditions.plain import plain
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.tests.factories import SYSTEM, make, make_type, plain_type
from credentry.domains.subjects.tests.factories import markets
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ZH = "所有销往欧盟市场、且将在未来6个月内到期的安规证书"
EN = "safety certificates for the EU market that expire within the next 6 months"
TEXT = "market:EU category:safety valid_to:today..+6m"
JSON = {
    "combinator": "and",
    "not": False,
    "rules": [
        {"field": "markets", "operator": "any", "value": ["EU"]},
        {"field": "category", "operator": "=", "value": "product_safety"},
        {"field": "valid_to", "operator": "between", "value": ["today", "+6m"]},
    ],
}


@pytest.fixture
def register() -> list[str]:
    """Certificates of which two answer the question; each of the others misses it in one point."""
    with clock.fixed(TODAY):
        make_company()
        safety, radio = make_type(), plain_type(category="radio")
        eu, eea, de, us = markets("EU", "EEA", "DE", "US")
        rows = [
            ("欧盟安规-月内", safety, [eu], "2026-12-20", True),
            ("欧盟安规-半年末", safety, [eu, us], "2027-05-21", True),
            ("欧洲经济区安规", safety, [eea], "2027-02-01", True),
            ("欧盟安规-半年后", safety, [eu], "2027-05-22", False),
            ("欧盟安规-昨日到期", safety, [eu], "2026-11-20", False),
            ("仅德国安规", safety, [de], "2027-01-10", False),
            ("美国安规", safety, [us], "2027-01-10", False),
            ("欧盟无线", radio, [eu], "2027-01-10", False),
        ]
        for title, kind, where, ends, _ in rows:
            make(kind, title=title, markets=where, valid_to=ends, credential_no="", number_confirmed=True)
        make(safety, title="欧盟安规-长期", markets=[eu], valid_to=None)
        return sorted(title for title, *_, hit in rows if hit)


def found(condition: Any) -> list[str]:
    with clock.fixed(TODAY):
        page = listing(SYSTEM, kinds.get("credential"), Query(condition=condition, fields=("title",)))
    return sorted(item["title"] for item in page.items)


@pytest.mark.demand("R-000-37", "R-000-40", "R-000-05")
@pytest.mark.parametrize("condition", [JSON, TEXT], ids=["json", "text"])
def test_the_condition_finds_what_is_meant(register: list[str], condition: Any) -> None:
    assert found(condition) == register


@pytest.mark.demand("R-000-40")
@pytest.mark.parametrize("sentence", [ZH, EN, "欧盟 安规 未来6个月到期"])
def test_the_sentence_is_understood_whole(register: list[str], sentence: str) -> None:
    with clock.fixed(TODAY):
        read = plain("credential", sentence)
        assert read.unknown == ()
        back = conditions.to_json(read.tree)
    assert found(back) == register
    assert {one["field"] for one in back["rules"]} == {"markets", "category", "valid_to"}
