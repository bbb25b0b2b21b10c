"""The shipped rules and facts say what the field's requirement matrix says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from credentry.core.records import conditions
from credentry.domains.coverage import facts, vocabulary
from credentry.domains.packs.shipped import catalogue, packs
from credentry.domains.packs.wanted import requirements

MATRIX = Path(__file__).resolve().parents[5].parent / "shared" / "domain" / "requirements.yaml"
SHIPPED = {one["code"]: one for one in catalogue()["requirement_rules"]}
OPERATORS = {"eq": "=", "ne": "!=", "in": "in"}


@pytest.fixture(scope="module")
def matrix() -> dict[str, Any]:
    if not MATRIX.exists():
        pytest.skip("the field's requirement matrix is not on this machine")
    return yaml.safe_load(MATRIX.read_text("utf-8"))


def test_every_rule_of_the_matrix_is_shipped_word_for_word(matrix: dict[str, Any]) -> None:
    assert len(matrix["rules"]) == 191
    assert [one["id"] for one in matrix["rules"]] == [code for code in SHIPPED if not code.startswith("ST-")]
    for theirs in matrix["rules"]:
        ours = SHIPPED[theirs["id"]]
        need = theirs["require"]
        assert (ours["zh"], ours["en"]) == (theirs["title"]["zh"], theirs["title"]["en"])
        assert (ours["scope"], ours["severity"], ours["certainty"]) == (
            theirs["scope"], theirs["severity"], theirs["certainty"],
        )  # fmt: skip
        assert (ours.get("all_of"), ours.get("any_of")) == (need.get("all_of"), need.get("any_of"))
        assert ours.get("about") == theirs.get("subject")
        assert ours.get("note") == theirs.get("note")
        said = {code: one["least"] for code, one in ours.get("levels", {}).items()}
        assert said == need.get("min_level", {})
        assert set(ours.get("by_role", {})) == set(need.get("match", {}))
        assert _when(ours, matrix) == sorted(
            (one["fact"], one["op"], str(one["value"])) for one in theirs["when"]["all"]
        ), theirs["id"]


def test_every_band_of_the_head_counts_is_shipped(matrix: dict[str, Any]) -> None:
    names = {"headcount": "supplier_headcount", "qual_grade": "org_qual_grade"}
    signs = {"lt": "<", "lte": "<=", "gte": ">=", "gt": ">", "eq": "=", "in": "in"}
    left = []
    for theirs in matrix["staffing_rules"]:
        ours = [one for code, one in SHIPPED.items() if code.startswith(f"{theirs['id']}-")]
        for one in ours:
            assert (one["all_of"], one["about"]) == ([theirs["credential"]], "crew")
            assert (one["basis"], one["certainty"]) == (theirs["basis"], theirs["certainty"])
            assert one["zh"].startswith(theirs["zh"])
        for band in theirs["bands"] if ours else ():
            fact = names.get(band["fact"], band["fact"].replace(".", "_"))
            wanted = [
                (fact, signs[op], band[op]) for op in ("gte", "gt", "lt", "lte", "eq", "in") if op in band
            ]
            found = next(
                one for one in ours
                if [(c["field"], c["operator"], c["value"]) for c in one["conditions"] if c["field"] == fact][: len(wanted)]
                == wanted
            )  # fmt: skip
            assert found["counts"] == {theirs["credential"]: band["min"]}
        left += [] if ours else [theirs["id"]]
    assert left == ["ST-005"]  # who is on which shift is not kept: docs/coverage-examples.md


def _when(ours: dict[str, Any], matrix: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Our conditions in the words of the matrix."""
    names = {code.replace(".", "_"): code for code in matrix["facts"]}
    back = {ours: theirs for theirs, ours in OPERATORS.items()} | {"contains": "eq"}
    found = [
        (names[one["field"]], back[one["operator"]], str(one["value"])) for one in ours.get("conditions", ())
    ]
    some = ours.get("markets", [])
    if some:
        found.append(("market", "eq", some[0]) if len(some) == 1 else ("market", "in", str(some)))
    found += [("market", "ne", one) for one in ours.get("except_markets", ())]
    return sorted(found)


def test_every_fact_of_the_matrix_is_kept_somewhere(matrix: dict[str, Any]) -> None:
    ours = facts.shipped()
    for code, theirs in matrix["facts"].items():
        if code == "market":
            continue
        one = ours[code.replace(".", "_")]
        assert (one.label.zh, one.label.en, one.type) == (theirs["zh"], theirs["en"], theirs["type"])
        assert [value for value, _ in one.options] == [str(value) for value in theirs.get("values", ())]
        assert one.places or one.code in vocabulary.ROLE_FACT.values()
    of_head_counts = {"org_qual_grade", "supplier_headcount"}
    assert len(ours) == len(matrix["facts"]) - 1 + len(of_head_counts)
    assert all(ours[code].places for code in of_head_counts)


def test_every_rule_comes_with_a_pack_that_brings_its_types_and_fields() -> None:
    brought: dict[str, set[str]] = {}
    for pack in packs().values():
        fields = {one.code for one in requirements.fields(pack)}
        for one in requirements.rules(pack):
            brought.setdefault(one.code, set()).add(pack.code)
            asked = {rule["field"] for rule in one.form["conditions"].get("rules", ())}
            for fact in (facts.shipped()[code] for code in asked):
                assert fact.column or all(f"{kind}.{name}" in fields for kind, name in fact.places.items())
    assert brought.keys() == SHIPPED.keys()
    assert "product-certification" in brought["RQ-PRD-001"]
    assert brought["RQ-SUP-001"] == {"engineering-permits"}


@pytest.mark.django_db
def test_the_condition_language_reads_and_says_every_rule() -> None:
    kind = facts.as_kind()
    for one in SHIPPED.values():
        tree = conditions.parse_json(kind, requirements._form(one)["conditions"])
        assert len(tree.rules) == len(one.get("conditions", ()))
    first = conditions.parse_json(kind, requirements._form(SHIPPED["RQ-PRD-001"])["conditions"])
    assert conditions.sentence(kind, first, "zh") == "CCC目录内为 是，且CCC实施方式为 证书认证"
