"""Whether a rule speaks of somebody, from what is known: yes, no, or nobody can say yet.

Three-valued (Kleene): a fact without a value is unknown, and stays so through and, or and not; what is decided whatever
it turns out to be is decided. Only the operators that ask for emptiness answer about an unknown fact.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from credentry.core.records.conditions import Group, Node, Rule
from credentry.domains.coverage.vocabulary import MEDICAL, ROLE_FACT

Facts = Mapping[str, str]
_SPLIT = re.compile(r"[,;、,;\s]+")
_CATEGORY = "product_category"
_MARKS = "md_"
_ACTIVITIES = frozenset(ROLE_FACT.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """``holds``: True, False or None (unknown); ``asks``: the facts whose answers would decide it."""

    holds: bool | None
    asks: frozenset[str] = frozenset()


YES, NO = Verdict(True), Verdict(False)


def decide(scope: str, tree: Node, facts: Facts) -> Verdict:
    """Whether a rule of a scope applies to these facts, the market left aside."""
    found = said(tree, facts)
    if scope != MEDICAL or found.holds is False:
        return found
    category = facts.get(_CATEGORY)
    marked = any(one.startswith(_MARKS) and one not in _ACTIVITIES for one in facts)
    if marked or category == MEDICAL:
        return found
    if category is not None:
        return NO
    return Verdict(None, frozenset({_CATEGORY}))


def said(node: Node, facts: Facts) -> Verdict:
    """What one node of a condition says."""
    if isinstance(node, Rule):
        return _rule(node, facts)
    if not isinstance(node, Group):
        raise TypeError("facts have no linked records")
    parts = [said(one, facts) for one in node.rules]
    settled = node.combinator == "or"
    if any(one.holds is settled for one in parts):
        found = Verdict(settled)
    elif any(one.holds is None for one in parts):
        found = Verdict(None, frozenset().union(*(one.asks for one in parts)))
    else:
        found = Verdict(not settled)
    if not node.negated or found.holds is None:
        return found
    return Verdict(not found.holds)


def _rule(rule: Rule, facts: Facts) -> Verdict:
    value = facts.get(rule.field)
    if rule.operator in ("null", "notNull"):
        return Verdict((value is None) is (rule.operator == "null"))
    if value is None:
        return Verdict(None, frozenset({rule.field}))
    return Verdict(_compare(rule.operator, value, rule.value))


def _compare(operator: str, value: str, wanted: object) -> bool:
    if operator in ("=", "!="):
        return (value == _text(wanted)) is (operator == "=")
    if operator in ("in", "notIn"):
        some = wanted if isinstance(wanted, tuple) else (wanted,)
        return (value in {_text(one) for one in some}) is (operator == "in")
    if operator in ("contains", "doesNotContain"):
        return (_text(wanted).casefold() in listed(value)) is (operator == "contains")
    if operator in ("between", "notBetween"):
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        return (_number(low) <= _number(value) <= _number(high)) is (operator == "between")
    if operator in _ORDER:
        left, right = _number(value), _number(wanted)
        return bool(_ORDER[operator](left, right))
    word, text = _text(wanted).casefold(), value.casefold()
    starts = operator in ("beginsWith", "doesNotBeginWith")
    return (text.startswith(word) if starts else text.endswith(word)) is not operator.startswith("doesNot")


_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def listed(value: str) -> frozenset[str]:
    """The members of a fact that is a list in one line of text, without regard to case."""
    return frozenset(one.casefold() for one in _SPLIT.split(value) if one)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal("NaN")
