"""The tree every form of a condition becomes: rules in groups, and questions about linked records."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Scalar = str | int | float | bool
Combinator = Literal["and", "or"]
Quantifier = Literal["any", "all", "none", "count=", "count>=", "count<="]
QUANTIFIERS: tuple[Quantifier, ...] = ("any", "all", "none", "count=", "count>=", "count<=")
FULL_TEXT = "q"
"""The pseudo field of bare words: full text over everything the kind declares searchable."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One comparison. ``field`` may be a path through references (``holder.unit``).

    ``value`` is as written by the person (``+6m``, ``me``, a code), not yet bound to a day or a user:
    one scalar, a tuple for in/notIn/between, None for null/notNull.
    """

    field: str
    operator: str
    value: Scalar | tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class Some:
    """A question about the linked records of a many-field.

    ``of`` is either a group over the linked kind's fields or a tuple of linked records (ids or codes).
    With a group: any / all / none of the linked records meet it; ``all`` holds where nothing is linked.
    With a tuple: any of them is linked, all of them are linked, none of them is linked.
    ``count…`` compares how many linked records meet ``of`` (all linked ones when it is None) with ``count``.
    """

    field: str
    quantifier: Quantifier
    of: "Group | tuple[Scalar, ...] | None" = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes joined by and / or. A group without nodes holds for every record."""

    combinator: Combinator = "and"
    rules: "tuple[Node, ...]" = ()
    negated: bool = False


Node = Rule | Some | Group


def walk(node: Node) -> Iterator[Rule | Some]:
    """Every rule and question of the tree, not entering the groups of questions."""
    if isinstance(node, Group):
        for one in node.rules:
            yield from walk(one)
    else:
        yield node


def fields_used(node: Node) -> set[str]:
    """The fields (paths included) the condition looks at, for the check of field rights."""
    return {one.field for one in walk(node)}


def tidy(node: Group) -> Group:
    """The same condition without empty groups and needless nesting; negations of one rule move into it."""
    rules: list[Node] = []
    for one in node.rules:
        kept: Node = tidy(one) if isinstance(one, Group) else one
        if isinstance(kept, Group):
            if not kept.rules:
                continue
            kept = _opposite(kept)
        if isinstance(kept, Group) and _melts(kept, node):
            rules.extend(kept.rules)
        else:
            rules.append(kept)
    if node.combinator == "and":
        rules = _words_together(rules)
    if len(rules) == 1 and isinstance(rules[0], Group) and not node.negated:
        return rules[0]
    combinator: Combinator = node.combinator if len(rules) > 1 else "and"
    return Group(combinator, tuple(rules), node.negated and bool(rules))


def _melts(inner: Group, outer: Group) -> bool:
    """Whether the rules of ``inner`` mean the same standing directly in ``outer``."""
    return not inner.negated and (inner.combinator == outer.combinator or len(inner.rules) == 1)


def _words_together(rules: list[Node]) -> list[Node]:
    """Bare words that must all be found as one full-text rule, at the place of the first."""
    places = [
        n
        for n, one in enumerate(rules)
        if isinstance(one, Rule) and one.field == FULL_TEXT and one.operator == "contains"
    ]
    if len(places) < 2:
        return rules
    words = " ".join(str(rules[n].value) for n in places)  # type: ignore[union-attr]
    joined = Rule(FULL_TEXT, "contains", words)
    return [joined if n == places[0] else one for n, one in enumerate(rules) if n not in places[1:]]


OPPOSITE = {
    "=": "!=",
    "in": "notIn",
    "contains": "doesNotContain",
    "beginsWith": "doesNotBeginWith",
    "endsWith": "doesNotEndWith",
    "between": "notBetween",
    "null": "notNull",
}
NEGATIVE = {negative: positive for positive, negative in OPPOSITE.items()}
"""Negative operators are the exact complement of the positive one: an empty value meets ``!=``."""
_BOTH = {**OPPOSITE, **NEGATIVE}


def _opposite(group: Group) -> Node:
    """A negated group of one rule as that rule with the opposite operator, where there is one."""
    if not group.negated or len(group.rules) != 1:
        return group
    one = group.rules[0]
    if isinstance(one, Rule) and one.operator in _BOTH:
        return Rule(one.field, _BOTH[one.operator], one.value)
    if isinstance(one, Some) and one.quantifier in ("any", "none"):
        return Some(one.field, "none" if one.quantifier == "any" else "any", one.of)
    if isinstance(one, Group):
        return Group(one.combinator, one.rules, not one.negated)
    return group


def as_group(node: Any) -> Group:
    """``node`` as a top-level group."""
    return node if isinstance(node, Group) else Group("and", (node,))
