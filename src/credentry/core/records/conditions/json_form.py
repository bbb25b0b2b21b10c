"""The JSON form: react-querybuilder's rule group, with questions about linked records as rules."""

from typing import Any

from credentry.core.records import kinds
from credentry.core.records.conditions import words
from credentry.core.records.conditions.building import check_size, make, too_large
from credentry.core.records.conditions.paths import kind_of, locate
from credentry.core.records.conditions.tree import Combinator, Group, Node, Rule, Some, tidy
from credentry.core.records.fields import Many
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid

_MATCH = {
    "all": "all",
    "some": "any",
    "none": "none",
    "atLeast": "count>=",
    "atMost": "count<=",
    "exactly": "count=",
}


def parse_json(kind: RecordKind | str, raw: Any) -> Group:
    """The checked tree of a rule group; None and {} give the group that holds for all. Raises Invalid."""
    if raw is None or raw == {}:
        return Group()
    return check_size(tidy(_group(kind_of(kind), raw, 0)))


def _group(kind: RecordKind, raw: Any, depth: int) -> Group:
    if depth > words.MAX_DEPTH:
        raise too_large()
    if not isinstance(raw, dict) or not isinstance(raw.get("rules"), list):
        raise Invalid.one("condition", words.NOT_A_GROUP)
    combinator = str(raw.get("combinator", "and")).lower()
    if combinator not in ("and", "or") or len(raw["rules"]) > words.MAX_RULES:
        raise Invalid.one("condition", words.NOT_A_GROUP) if combinator not in ("and", "or") else too_large()
    nodes = tuple(_node(kind, one, depth + 1) for one in raw["rules"])
    joined: Combinator = "or" if combinator == "or" else "and"
    return Group(joined, nodes, bool(raw.get("not", False)))


def _node(kind: RecordKind, raw: Any, depth: int) -> Node:
    if not isinstance(raw, dict):
        raise Invalid.one("condition", words.NOT_A_GROUP)
    if "rules" in raw:
        return _group(kind, raw, depth)
    path, operator, value = raw.get("field"), raw.get("operator"), raw.get("value")
    if (
        not isinstance(path, str)
        or not isinstance(operator, str)
        or raw.get("valueSource", "value") != "value"
    ):
        raise Invalid.one("condition", words.NOT_A_GROUP)
    match = raw.get("match")
    if isinstance(match, dict) and isinstance(value, dict):
        operator = _MATCH.get(str(match.get("mode")), operator)
        if operator.startswith("count"):
            value = {"count": match.get("threshold", 1), "of": value}
    return make(kind, path, operator, _inner(kind, path, value, depth))


def _inner(kind: RecordKind, path: str, value: Any, depth: int) -> Any:
    """A value with its group parsed against the linked kind."""
    if not isinstance(value, dict):
        return value
    if "rules" in value:
        link = locate(kind, path).field.type
        if not isinstance(link, Many):
            raise Invalid.one(path, words.NOT_A_GROUP)
        return _group(kinds.get(link.kind), value, depth)
    if "of" in value:
        return {**value, "of": _inner(kind, path, value["of"], depth)}
    return value


def to_json(node: Node) -> dict[str, Any]:
    """The rule group (or rule) that parses into this very tree."""
    if isinstance(node, Group):
        return {
            "combinator": node.combinator,
            "not": node.negated,
            "rules": [to_json(one) for one in node.rules],
        }
    if isinstance(node, Rule):
        value = list(node.value) if isinstance(node.value, tuple) else node.value
        return {"field": node.field, "operator": node.operator, "value": value}
    return {"field": node.field, "operator": node.quantifier, "value": _question_value(node)}


def _question_value(node: Some) -> Any:
    of: Any = (
        to_json(node.of) if isinstance(node.of, Group) else list(node.of) if node.of is not None else None
    )
    if not node.quantifier.startswith("count"):
        return of
    return node.count if of is None else {"count": node.count, "of": of}
