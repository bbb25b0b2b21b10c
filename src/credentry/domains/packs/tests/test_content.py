"""The shipped content itself: whole, in words everyone knows, and in forms the kinds accept."""

import pytest

from credentry.domains.credentials import vocabulary as words
from credentry.domains.credentials.rules import numbers
from credentry.domains.packs.shipped import catalogue, names, packs, types_of
from credentry.domains.packs.wanted.contents import contents
from credentry.domains.packs.wanted.fields import COVERED
from credentry.domains.packs.wanted.types import behaviour
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
    assert default.form["stages"] == [90, 60, 30, 0, -1, -7, -30]  # exactly three before expiry


STATE_KEYS = {
    "zh", "en", "acts", "document", "terminal", "certainty", "longest", "longest_certainty", "then", "basis", "note",
    "note_zh",
}  # fmt: skip
DEPENDS = {
    "age",
    "employment",
    "registration",
    "standard",
    "parent",
    "accreditation",
    "qualification",
    "product_change",
}
SURE = {"sure", "check"}


@pytest.mark.parametrize("one", TYPES, ids=lambda one: one["code"])
def test_a_type_says_what_it_permits_its_states_and_what_it_depends_on(one: dict) -> None:
    found = behaviour(one)
    assert found["acts"]
    assert set(found["acts"]) <= words.ACTS.keys()
    assert found["states"].keys() <= words.CHANGES.keys() - {"reinstated"} | {"expired"}
    for code, state in found["states"].items():
        assert state.keys() <= STATE_KEYS, code
        assert set(state["acts"]) <= set(found["acts"]), code
        assert state["certainty"] in SURE
        assert bool(state.get("terminal")) == (code in words.FINAL_CHANGES), code
        if "longest" in state:
            assert state["then"] in found["states"]
    for link in found.get("depends", ()):
        assert link.keys() <= {"code", "types", "certainty", "note", "note_zh", "years"}
        assert link["code"] in DEPENDS
        assert link["certainty"] in SURE
        assert set(link.get("types", ())) <= {other["code"] for other in TYPES}
        assert ("types" in link) == (link["code"] in ("parent", "qualification"))
    kept = found.get("retention", {"years": 1})
    assert ("years" in kept) != bool(kept.get("permanent"))
    assert found["lead_time"].keys() == {"n", "unit", "certainty"}


def test_what_waits_for_a_decision_is_sure_only_where_its_window_is() -> None:
    for one in TYPES:
        pending = behaviour(one).get("pending")
        if pending is None:
            continue
        assert pending["holds"] is True
        assert pending["basis"]
        if one["certainty"].get("renewal") == "check":
            assert pending["certainty"] == "check", one["code"]


def _of(code: str) -> dict:
    return behaviour(next(one for one in TYPES if one["code"] == code))


def test_the_three_events_of_a_ccc_certificate_leave_what_the_rule_leaves() -> None:
    states = _of("CN-CCC")["states"]
    assert states["suspended"]["acts"] == []
    assert states["withdrawn"]["acts"] == []
    assert states["cancelled"]["acts"] == ["ship_stock"]
    assert "revoked" not in states  # a penalty is for licences of an authority


def test_licences_wait_for_the_decision_and_certificates_do_not() -> None:
    assert _of("ORG-SAFETY-PERMIT")["pending"]["certainty"] == "sure"
    assert _of("MD-CN-REG3")["pending"] == {
        **_of("MD-CN-REG2")["pending"], "holds": True, "own_limit": True, "certainty": "sure",
    }  # fmt: skip
    assert "pending" not in _of("CN-CCC")
    assert "pending" not in _of("QMS-9001")
    assert _of("P-CON1")["pending"]["certainty"] == "check"


def test_a_document_tied_to_a_parent_names_its_parents() -> None:
    for one in TYPES:
        if one["validity"]["rule"] == "tied_to_parent":
            assert any(link["code"] == "parent" for link in behaviour(one)["depends"]), one["code"]


def test_every_day_the_shipped_reminders_name_is_derived() -> None:
    for pack in packs().values():
        named = {name for rule in pack.policies["overrides"] for name in rule.get("anchors", {})}
        made = {
            code for one in contents(pack) if one.kind == "alert_policy" for code in one.form["deadlines"]
        }
        for name in named:
            expected = {"window_open": "renewal_open", "window_close": "expiry_date"}.get(name, name)
            assert {expected, "duty*" if expected == "duty_due" else expected} & made, (pack.code, name)
    fields = {code for one in TYPES for code in one.get("dated_fields", ())}
    assert fields <= words.DEADLINES.keys()
    for one in TYPES:
        assert set(one.get("dated_fields", ())) <= set(one["fields"])


def test_the_opening_of_a_filing_window_has_its_own_reminder() -> None:
    made = {
        one.code: one.form for one in contents(packs()["product-certification"]) if one.kind == "alert_policy"
    }
    assert made["product-certification-cn-ccc-renewal-open"]["stages"] == [0]
    assert made["product-certification-cn-ccc-expiry-date"]["stages"] == [90, 60, 30, 7, 0, -1, -7, -30]
    assert made["product-certification-eu-rohs-exemption-expiry"]["stages"] == [365, 180, 90]
