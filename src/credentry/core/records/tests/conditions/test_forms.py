"""JSON and text forms: what is read, what is refused, and that writing and reading are inverse."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentry.core.records import conditions
from credentry.core.records.conditions import Group, Node, Rule, Some
from credentry.core.records.conditions.building import make
from credentry.core.records.tests.conditions.lamps import LAMP, TAG, declared
from credentry.foundation.errors import Invalid


def read(text: str) -> Group:
    return conditions.parse_text(LAMP, text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Group()),
        ("colour:safety", Group("and", (Rule("colour", "=", "safety"),))),
        ("类别:安规", Group("and", (Rule("colour", "=", "safety"),))),
        ("类别：安规", Group("and", (Rule("colour", "=", "safety"),))),
        ("valid_to<+6m", Group("and", (Rule("valid_to", "<", "+6m"),))),
        ("valid_to:today..+6m", Group("and", (Rule("valid_to", "between", ("today", "+6m")),))),
        ("valid_to:2026-01-01..", Group("and", (Rule("valid_to", ">=", "2026-01-01"),))),
        ("valid_to:null", Group("and", (Rule("valid_to", "null"),))),
        ("valid_to:*", Group("and", (Rule("valid_to", "notNull"),))),
        ("-valid_to:null", Group("and", (Rule("valid_to", "notNull"),))),
        ("market:EU", Group("and", (Some("markets", "any", ("EU",)),))),
        ("-market:EU,DE", Group("and", (Some("markets", "none", ("EU", "DE")),))),
        ("markets:all(EU,DE)", Group("and", (Some("markets", "all", ("EU", "DE")),))),
        ("markets:count>=2", Group("and", (Some("markets", "count>=", None, 2),))),
        (
            "markets:any(code=DE OR weight>3)",
            Group(
                "and",
                (
                    Some(
                        "markets",
                        "any",
                        Group("or", (Rule("code", "=", "DE"), Rule("weight", ">", 3))),
                    ),
                ),
            ),
        ),
        (
            "markets.code:DE",
            Group("and", (Some("markets", "any", Group("and", (Rule("code", "contains", "DE"),))),)),
        ),
        ("maker.area:north", Group("and", (Rule("maker.area", "=", "north"),))),
        ("area:north", Group("and", (Rule("maker.area", "=", "north"),))),
        ("title:灯*", Group("and", (Rule("title", "beginsWith", "灯"),))),
        ('title:*"a b"', Group("and", (Rule("title", "endsWith", "a b"),))),
        ('title="OR"', Group("and", (Rule("title", "=", "OR"),))),
        ("海润 新能", Group("and", (Rule("q", "contains", "海润 新能"),))),
        ("ISO 9001:2015", Group("and", (Rule("q", "contains", "ISO 9001:2015"),))),
        (
            "colour:red OR power>=3.5",
            Group("or", (Rule("colour", "=", "red"), Rule("power", ">=", "3.5"))),
        ),
        (
            "-(colour:red lit:是)",
            Group("and", (Rule("colour", "=", "red"), Rule("lit", "=", True)), True),
        ),
        ("colour:red,emc", Group("and", (Rule("colour", "in", ("red", "emc")),))),
        ("colour!=red", Group("and", (Rule("colour", "!=", "red"),))),
        ("pieces:-5..-1", Group("and", (Rule("pieces", "between", (-5, -1)),))),
        ("seen_at>=month_start", Group("and", (Rule("seen_at", ">=", "month_start"),))),
    ],
)
def test_text_reads(text: str, tree: Group) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nosuch:1", "condition.unknown_field"),
        ("colour:mauve", "condition.bad_value"),
        ("valid_to:soon", "condition.bad_value"),
        ("valid_to>", "condition.unreadable"),
        ("power:abc", "condition.bad_value"),
        ("(colour:red", "condition.unreadable"),
        ('title:"open', "condition.unreadable"),
        ("colour:red)", "condition.unreadable"),
        ("OR colour:red", "condition.unreadable"),
        ("hidden:x", "condition.not_filterable"),
        ("colour<red", "condition.unknown_operator"),
        ("markets:count>=x", "condition.bad_value"),
        ("markets:any(code:DE", "condition.unreadable"),
        ("(" * 12 + "lit:true" + ")" * 12, "condition.too_large"),
    ],
)
def test_text_refuses_with_a_code(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    error = caught.value.errors[0]
    assert error.code == code
    assert "{" not in error.message("zh")
    assert "{" not in error.message("en")


def test_json_of_the_query_builder_reads() -> None:
    raw = {
        "id": "r1",
        "combinator": "and",
        "not": False,
        "rules": [
            {"id": "1", "field": "valid_to", "operator": "<", "value": "+6m", "valueSource": "value"},
            {"field": "colour", "operator": "in", "value": "red,emc"},
            {"field": "power", "operator": "between", "value": "1, 2.5"},
            {"combinator": "or", "rules": []},
            {
                "field": "markets",
                "operator": "=",
                "match": {"mode": "atLeast", "threshold": 2},
                "value": {"combinator": "and", "rules": [{"field": "weight", "operator": ">", "value": 1}]},
            },
        ],
    }
    tree = conditions.parse_json(LAMP, raw)
    assert tree.rules == (
        Rule("valid_to", "<", "+6m"),
        Rule("colour", "in", ("red", "emc")),
        Rule("power", "between", (1, "2.5")),
        Some("markets", "count>=", Group("and", (Rule("weight", ">", 1),)), 2),
    )
    assert conditions.parse_json("t_lamp", conditions.to_json(tree)) == tree
    assert conditions.parse(LAMP, None) == Group()
    assert conditions.fields_used(tree) == {"valid_to", "colour", "power", "markets"}


@pytest.mark.parametrize(
    "raw",
    [
        [],
        "x{",
        {"rules": 3},
        {"combinator": "xor", "rules": []},
        {"rules": [{"field": "valid_to"}]},
        {"rules": [{"field": "valid_to", "operator": "<", "value": {"rules": []}}]},
        {"rules": [{"field": "valid_to", "operator": "between", "value": ["2026-01-01"]}]},
        {"rules": [{"field": "valid_to", "operator": "<", "value": "colour", "valueSource": "field"}]},
        {"rules": [{"field": "title", "operator": "in", "value": ["x"] * 5000}]},
        {"rules": [{"field": "lit", "operator": "=", "value": True}] * 300},
        {"rules": [{"field": "power", "operator": "=", "value": "NaN"}]},
        {"rules": [{"field": "pieces", "operator": "=", "value": None}]},
    ],
)
def test_json_refuses_what_is_no_condition(raw: Any) -> None:
    with pytest.raises(Invalid):
        conditions.parse_json(LAMP, raw)


WORDS = st.text(st.sampled_from('ab灯*.,:"\\ -()中1OR'), min_size=1, max_size=6).filter(
    lambda one: one.strip()
)
DAYS = st.sampled_from(["today", "+6m", "-1q", "2026-03-31", "month_end+1m", "year_start"])
NUMBERS = st.integers(-9, 9) | st.decimals(-5, 5, places=2).map(str)


def leaf() -> st.SearchStrategy[Node]:
    """Any rule the builder accepts."""

    def rule(field: str, operators: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Node]:
        return st.tuples(st.sampled_from(operators), st.lists(values, min_size=2, max_size=2)).map(
            lambda pair: make(
                LAMP,
                field,
                pair[0],
                pair[1] if pair[0] in ("in", "notIn", "between", "notBetween") else pair[1][0],
            )
        )

    compare = ["=", "!=", "<", "<=", ">", ">=", "between", "notBetween", "null", "notNull", "in", "notIn"]
    choose = ["=", "!=", "in", "notIn", "null", "notNull"]
    wordy = ["contains", "doesNotContain", "beginsWith", "endsWith", "doesNotBeginWith", "=", "in", "notNull"]
    tags = st.sampled_from(["EU", "DE", "U S"])
    inner = st.sampled_from(
        [Rule("code", "=", "DE"), Rule("weight", ">", 1), Rule("name", "contains", "x y")]
    )
    of = tags.map(lambda one: (one,)) | st.tuples(tags, tags) | inner.map(lambda one: Group("and", (one,)))
    return st.one_of(
        rule("title", wordy, WORDS.map(str.strip)),
        rule("colour", choose, st.sampled_from(["safety", "emc", "red"])),
        rule("power", compare, NUMBERS),
        rule("lit", ["=", "!=", "null"], st.booleans()),
        rule("valid_to", compare, DAYS),
        rule("maker.area", choose, st.sampled_from(["north", "south"])),
        st.builds(lambda q, o: Some("markets", q, o), st.sampled_from(["any", "all", "none"]), of),
        st.builds(
            lambda q, o, n: Some("markets", q, o, n),
            st.sampled_from(["count=", "count>=", "count<="]),
            of | st.none(),
            st.integers(0, 3),
        ),
        st.sampled_from([Rule("q", "contains", "海润 x-1"), Rule("q", "doesNotContain", "-OR")]),
    )


def tree() -> st.SearchStrategy[Group]:
    with declared():
        nodes = st.recursive(
            leaf(),
            lambda inner: st.builds(
                Group,
                st.sampled_from(["and", "or"]),
                st.lists(inner, min_size=1, max_size=3).map(tuple),
                st.booleans(),
            ),
            max_leaves=6,
        )
    return nodes.map(lambda one: conditions.tidy(Group("and", (one,))))


def test_two_negations_leave_no_needless_group() -> None:
    rule = Rule("title", "contains", "1")
    inner = Group("and", (Group("or", (rule, Rule("q", "contains", "x")), True),), True)
    assert conditions.tidy(Group("or", (rule, inner))) == Group(
        "or", (rule, rule, Rule("q", "contains", "x"))
    )


@given(condition=tree())
@settings(max_examples=300, deadline=None)
def test_writing_and_reading_are_inverse(condition: Group) -> None:
    with declared():
        text = conditions.to_text(condition)
        assert conditions.parse_text(LAMP, text) == condition, text
        assert conditions.parse_json(LAMP, conditions.to_json(condition)) == condition


@given(st.text(st.sampled_from('colour:red()OR -"*,.<>=~market any count灯｛｝、'), max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_parser(text: str) -> None:
    """Whatever is typed is a condition or a clear refusal."""
    with declared():
        found = refused = None
        try:
            found = conditions.parse_text(LAMP, text)
        except Invalid as error:
            refused = error.errors[0].message("zh")
        assert refused or conditions.parse_text(LAMP, conditions.to_text(found)) == found


def test_linked_kind_is_checked() -> None:
    with pytest.raises(Invalid):
        conditions.parse_text(LAMP, "markets:any(colour=red)")
    assert TAG.field("weight") is not None
