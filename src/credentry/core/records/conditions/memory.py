"""The memory face: does a record, given as its field values, meet the condition?

``values`` maps field names to values as stored or as in a revision: references as ids (or ``{"id": …}``),
many-fields as lists of them, dates as dates or ISO text, added fields as ``x_<code>`` or under ``custom``.
Fields behind a reference are read from a nested mapping, else through ``env.references.values``.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.conditions import binding
from credentry.core.records.conditions.env import Env
from credentry.core.records.conditions.paths import CUSTOM_PREFIX, kind_of, locate
from credentry.core.records.conditions.references import as_uuid
from credentry.core.records.conditions.tree import FULL_TEXT, Node, Rule, Some
from credentry.core.records.custom import fields_for
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.core.records.searching import is_link, lent_values, searched_fields
from credentry.foundation.text import search_words, searchable

Values = Mapping[str, Any]


def matches(kind: RecordKind | str, tree: Node, values: Values, env: Env | None = None) -> bool:
    """Whether the values meet the condition. Raises Invalid for names nobody knows."""
    return _holds(kind_of(kind), tree, values, env or Env())


def _holds(kind: RecordKind, node: Node, values: Values, env: Env) -> bool:
    if isinstance(node, Rule):
        return _rule(kind, node, values, env)
    if isinstance(node, Some):
        return _some(kind, node, values, env)
    if not node.rules:
        return True
    found = (_holds(kind, one, values, env) for one in node.rules)
    return (any(found) if node.combinator == "or" else all(found)) != node.negated


def _rule(kind: RecordKind, rule: Rule, values: Values, env: Env) -> bool:
    if rule.field == FULL_TEXT:
        return _full_text(kind, str(rule.value), values, env) != (rule.operator == "doesNotContain")
    located = locate(kind, rule.field)
    here: Values | None = values
    for link, _owner in located.through:
        here = _linked_values(link, here, env)
    bound = binding.bind(located.field, rule, env)
    held = here is not None and _compare(located.field, here, bound, env)
    return held != bound.negated


def _linked_values(link: Field, values: Values | None, env: Env) -> Values | None:
    raw = read(link, values) if values is not None else None
    if raw is None or raw == "":
        return None
    if isinstance(raw, Mapping) and set(raw) - {"id", "label"}:
        return raw
    return env.references.values(link.type.kind, identity(raw)) or None  # type: ignore[attr-defined]


def read(field: Field, values: Values) -> Any:
    """The value of ``field`` in ``values``."""
    found = values.get(field.name)
    if found is None and field.name.startswith(CUSTOM_PREFIX):
        custom = values.get("custom")
        if isinstance(custom, Mapping):
            found = custom.get(field.name.removeprefix(CUSTOM_PREFIX))
    return found


def identity(raw: Any) -> Any:
    """The id of a reference given as id, text or ``{"id": …}``."""
    if isinstance(raw, Mapping):
        raw = raw.get("id")
    return as_uuid(raw) or raw


def _compare(field: Field, values: Values, bound: binding.Bound, env: Env) -> bool:
    if field.memory is not None:
        return field.memory(values, bound.operator, bound.value, env)
    actual = typed(field, read(field, values))
    if actual is None:
        return False
    if bound.operator == "notNull":
        return actual != "" or field.type.name not in ("text", "longtext", "choice")
    return _TESTS[bound.operator](actual, bound.value)


def fold_ascii(text: str) -> str:
    """Lower case for A to Z only, as the databases compare."""
    return "".join(char.lower() if char.isascii() else char for char in text)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda actual, value: bool(actual == value),
    "<": lambda actual, value: bool(actual < value),
    "<=": lambda actual, value: bool(actual <= value),
    ">": lambda actual, value: bool(actual > value),
    ">=": lambda actual, value: bool(actual >= value),
    "in": lambda actual, value: actual in value,
    "between": lambda actual, value: bool(value[0] <= actual <= value[1]),
    "span": lambda actual, value: (
        (value[0] is None or actual >= value[0]) and (value[1] is None or actual < value[1])
    ),
    "contains": lambda actual, value: fold_ascii(str(value)) in fold_ascii(str(actual)),
    "beginsWith": lambda actual, value: fold_ascii(str(actual)).startswith(fold_ascii(str(value))),
    "endsWith": lambda actual, value: fold_ascii(str(actual)).endswith(fold_ascii(str(value))),
}


def typed(field: Field, raw: Any) -> Any:
    """A stored or JSON value as the type it is compared in; None when it is empty or unreadable."""
    if raw is None:
        return None
    match field.type.name:
        case "date":
            return _as_date(raw)
        case "datetime":
            return _as_instant(raw)
        case "number" | "money" | "integer":
            try:
                return Decimal(str(raw))
            except InvalidOperation:
                return None
        case "ref":
            return identity(raw) or None
        case "bool":
            return raw if isinstance(raw, bool) else str(raw).lower() in ("true", "1")
        case _:
            return raw


def _as_date(raw: Any) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw)[:10])
    except ValueError:
        return None


def _as_instant(raw: Any) -> datetime | None:
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _some(kind: RecordKind, node: Some, values: Values, env: Env) -> bool:
    located = locate(kind, node.field)
    here: Values | None = values
    for link, _owner in located.through:
        here = _linked_values(link, here, env)
    if here is None:
        return False
    field = located.field
    link_type = field.type
    assert isinstance(link_type, Many)
    if isinstance(node.of, tuple) and field.memory is not None and not node.quantifier.startswith("count"):
        return _covered(field, node, here, env)
    linked = list(read(field, here) or [])
    if isinstance(node.of, tuple) and node.quantifier == "all":
        present = {identity(one) for one in linked}
        return all(present & set(binding.ids(field, (one,), env)) for one in node.of)
    met = _met(field, link_type, node, linked, env)
    match node.quantifier:
        case "any":
            return bool(met)
        case "none":
            return not met
        case "all":
            return len(met) == len({identity(one) for one in linked})
        case "count>=":
            return len(met) >= node.count
        case "count<=":
            return len(met) <= node.count
        case _:
            return len(met) == node.count


def _covered(field: Field, node: Some, values: Values, env: Env) -> bool:
    assert field.memory is not None
    assert isinstance(node.of, tuple)
    if node.quantifier == "all":
        return all(field.memory(values, "in", binding.ids(field, (one,), env), env) for one in node.of)
    found = field.memory(values, "in", binding.ids(field, node.of, env), env)
    return not found if node.quantifier == "none" else found


def _met(field: Field, link: Many, node: Some, linked: list[Any], env: Env) -> set[Any]:
    """The distinct linked records that are meant."""
    if node.of is None:
        return {identity(one) for one in linked}
    if isinstance(node.of, tuple):
        return {identity(one) for one in linked} & set(binding.ids(field, node.of, env))
    there = kinds.get(link.kind)
    found: set[Any] = set()
    for one in linked:
        nested = isinstance(one, Mapping) and set(one) - {"id", "label"}
        inner = one if nested else env.references.values(link.kind, identity(one))
        if inner and _holds(there, node.of, inner, env):
            found.add(identity(one))
    return found


def _full_text(kind: RecordKind, text: str, values: Values, env: Env) -> bool:
    """Every word occurs somewhere in the searched fields; the index of the search room finds the same."""
    parts = [searchable(part) for one in _searched(kind) for part in _words_of(one, values, env)]
    return all(any(word in part for part in parts) for word in search_words(text))


def _searched(kind: RecordKind) -> list[Field]:
    return [*searched_fields(kind), *(one for one in fields_for(kind) if one.search)]


def _words_of(field: Field, values: Values, env: Env) -> list[str]:
    raw = read(field, values)
    if not is_link(field):
        return [str(raw)] if raw not in (None, "") else []
    there = kinds.get(field.type.kind)  # type: ignore[attr-defined]
    many = raw if isinstance(raw, (list, tuple)) else [raw] if raw else []
    linked = (env.references.values(there.name, identity(one)) for one in many)
    return [word for one in linked for word in lent_values(one, there)]
