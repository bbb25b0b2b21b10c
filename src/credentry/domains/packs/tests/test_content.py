"""The shipped content itself: whole, in words everyone knows, and in forms the kinds accept."""

import pytest

from credentry.domains.credentials import vocabulary as words
from credentry.domains.credentials.rules import numbers
from credentry.domains.packs.shipped import catalogue, names, packs, types_of
from credentry.domains.packs.wanted.contents import contents
from credentry.domains.packs.wanted.fields import COVERED
from credentry.domains.subjects.vocabulary import SUBJECT_KINDS
from credentry.foundation.text import fold

FIVE = {
    "product-certification": 40,
    "quality-system": 33,
    "personnel-certificates": 40,
    "engineering-permits": 37,
    "medical-device-archive": 40,
}
TYPES = [one for pack in packs().values() for one in pack.types]


def test_there_are_five_packs_with_all_their_types() -> None:
    assert {code: len(pack.types) for code, pack in packs().items()} == FIVE
    assert len({one["code"] for one in TYPES}) == 190
    assert [(one.code, one.name) for one in packs().values()] == names()


@pytest.mark.parametrize("one", TYPES, ids=lambda one: one["code"])
def test_a_type_speaks_the_words_of_the_register(one: dict) -> None:
    assert one["category"] in words.CATEGORIES
    assert one["document"] in words.DOCUMENTS
    assert one["subject"] in SUBJECT_KINDS
    assert one["obligation"]["kind"] in words.OBLIGATIONS
    assert one["validity"]["rule"] in words.VALIDITY_RULES
    assert set(one["fields"]) <= catalogue()["fields"].keys()
    assert set(one["evidence"]) <= catalogue()["evidence"].keys()
    assert set(one["verify_at"]) <= catalogue()["registries"].keys()
    example = one["number"].get("example")
    if example:
        assert numbers.examine(one["number"], str(example)).check == "ok"


def test_types_of_other_packs_come_along() -> None:
    found = {one["code"]: owner for owner, one in types_of(packs()["engineering-permits"])}
    assert found["P-CON1"] == "personnel-certificates"
    assert found["QMS-9001"] == "quality-system"
    assert found["PRJ-CONSTR-PERMIT"] == "engineering-permits"


def test_an_alias_means_one_type() -> None:
    aliases = catalogue()["aliases"]
    assert aliases.keys() <= {one["code"] for one in TYPES}
    words_of = [word for found in aliases.values() for word in {fold(one) for one in found}]
    assert len(words_of) == len(set(words_of)), sorted({one for one in words_of if words_of.count(one) > 1})


def test_covered_fields_are_declared_and_no_custom_field_repeats_them() -> None:
    assert COVERED.keys() <= catalogue()["fields"].keys()
    codes = {one.code for pack in packs().values() for one in contents(pack) if one.kind == "custom_field"}
    assert not codes & COVERED.keys()


def test_policies_remind_at_the_days_of_the_seed_and_name_every_type_once_per_deadline() -> None:
    for pack in packs().values():
        made = [one.form for one in contents(pack) if one.kind == "alert_policy"]
        assert len({one["code"] for one in made}) == len(made)
        for deadline in words.DEADLINES:
            named = [
                code
                for one in made
                if one["rank"] == 5 and any(deadline.startswith(d.rstrip("*")) for d in one["deadlines"])
                for code in one["types"]["rules"][0]["value"]
            ]
            assert len(named) == len(set(named)), (pack.code, deadline)
    default = next(one for one in contents(packs()["product-certification"]) if one.code.endswith("n-expiry"))
    assert default.form["stages"] == [90, 60, 30, 0, -7, -30]  # exactly three before expiry
