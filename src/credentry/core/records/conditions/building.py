"""Making checked nodes from a field, an operator and a raw value, whatever form they were written in."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.core.records.conditions import days, words
from credentry.core.records.conditions.paths import locate
from credentry.core.records.conditions.synonyms import SYNONYMS
from credentry.core.records.conditions.tree import (
    FULL_TEXT,
    NEGATIVE,
    QUANTIFIERS,
    Group,
    Node,
    Rule,
    Scalar,
    Some,
    as_group,
)
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid

VARIABLES = ("me", "my_units")
TRUE = ("true", "yes", "y", "1", "是", "有", "对")
FALSE = ("false", "no", "n", "0", "否", "无", "错")
LISTS = ("in", "notIn")
RANGES = ("between", "notBetween")
EMPTY = ("null", "notNull")
ENDS = ("beginsWith", "endsWith", "doesNotBeginWith", "doesNotEndWith")
_MANY_WORDS = {
    "=": "any",
    "in": "any",
    "contains": "any",
    "!=": "none",
    "notIn": "none",
    "doesNotContain": "none",
}


def make(kind: RecordKind, path: str, operator: str, value: Any) -> Node:
    """A checked node; names stay as written, days stay relative. Raises Invalid.

    A path that passes through a many-field (``products.category``) asks about any of the linked records.
    """
    if path == FULL_TEXT:
        return _full_text(operator, value)
    split = _at_many(kind, path)
    if split is not None:
        there, rest = split
        link = locate(kind, there).field.type
        assert isinstance(link, Many)
        inner_kind = kinds.get(link.kind)
        if operator in NEGATIVE:
            return Some(there, "none", as_group(make(inner_kind, rest, NEGATIVE[operator], value)))
        return Some(there, "any", as_group(make(inner_kind, rest, operator, value)))
    located = locate(kind, path)
    if isinstance(located.field.type, Many):
        return _question(located.field, path, operator, value)
    _check_operator(located.field, path, operator)
    return Rule(path, operator, _checked(located.field, operator, value))


def _at_many(kind: RecordKind, path: str) -> tuple[str, str] | None:
    """Where a path first passes through a many-field: the part up to it, the part behind it."""
    steps = path.split(".")
    here: RecordKind | None = kind
    for n, step in enumerate(steps[:-1]):
        found = here.field(step) if here else None
        if found is None:
            return None
        if isinstance(found.type, Many):
            return ".".join(steps[: n + 1]), ".".join(steps[n + 1 :])
        here = kinds.find(found.type.kind) if isinstance(found.type, Ref) else None
    return None


def _full_text(operator: str, value: Any) -> Node:
    if operator not in ("contains", "doesNotContain") or not isinstance(value, str) or not value.strip():
        raise Invalid.one(FULL_TEXT, words.NEEDS_VALUE, label=FULL_TEXT)
    if len(value) > words.MAX_TEXT:
        raise Invalid.one(FULL_TEXT, "field.too_long", limit=words.MAX_TEXT)
    return Rule(FULL_TEXT, operator, " ".join(value.split()))


def _check_operator(field: Field, path: str, operator: str) -> None:
    known = set(field.operators) | {"null", "notNull"}
    if known & {"=", "in", "between"}:
        known |= {"=", "!=", "in", "notIn"}
    if "between" in known:
        known.add("notBetween")
    if field.type.name in ("text", "longtext"):
        known |= {"contains", "doesNotContain", *ENDS}
    if operator not in known:
        raise Invalid.one(path, words.UNKNOWN_OPERATOR, label=field.label, operator=operator)


def _checked(field: Field, operator: str, value: Any) -> Scalar | tuple[Scalar, ...] | None:
    if operator in EMPTY:
        return None
    if operator in LISTS or operator in RANGES:
        many = tuple(scalar(field, one) for one in _listed(value))
        if not many:
            raise Invalid.one(field.name, words.NEEDS_VALUE, label=field.label)
        if operator in RANGES and len(many) != 2:
            raise Invalid.one(field.name, words.NEEDS_TWO, label=field.label)
        return many
    return scalar(field, value)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        listed: list[Any] = [one.strip() for one in value.split(",") if one.strip()]
    elif isinstance(value, Iterable):
        listed = [one for one in value if one not in (None, "")]
    else:
        listed = [value]
    if len(listed) > words.MAX_VALUES:
        raise too_large()
    return listed


def scalar(field: Field, value: Any) -> Scalar:
    """``value`` as the field's type writes it in a condition. Raises Invalid."""
    if isinstance(value, dict) and "id" in value:
        value = value["id"]
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Invalid.one(field.name, words.NEEDS_VALUE, label=field.label)
    if isinstance(value, str) and len(value) > words.MAX_TEXT:
        raise Invalid.one(field.name, "field.too_long", limit=words.MAX_TEXT)
    reader = _READERS.get(field.type.name, _as_text)
    read = reader(field, value)
    if read is None:
        raise Invalid.one(field.name, words.BAD_VALUE, label=field.label, value=str(value)[:80])
    return read


def _as_text(field: Field, value: Any) -> Scalar | None:
    if isinstance(value, UUID):
        return str(value)
    return str(value) if isinstance(value, str | int | float | Decimal) else None


def _as_number(field: Field, value: Any) -> Scalar | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else str(number)


def _as_bool(field: Field, value: Any) -> Scalar | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in TRUE else False if word in FALSE else None


def _as_day(field: Field, value: Any) -> Scalar | None:
    text = str(value).strip().replace("/", "-")
    from datetime import date, datetime

    if days.is_relative(text):
        return text.lower()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    if field.type.name == "datetime":
        try:
            instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
        return instant.isoformat() if instant.tzinfo else None
    return None


def _as_choice(field: Field, value: Any) -> Scalar | None:
    assert isinstance(field.type, Choice)
    text = str(value).strip()
    if any(text == option for option, _ in field.type.options):
        return text
    for option, label in field.type.options:
        if text.casefold() in (option.casefold(), label.zh.casefold(), label.en.casefold()):
            return option
    known = [option for option, _ in field.type.options if text.casefold() in SYNONYMS.get(option, ())]
    return known[0] if len(known) == 1 else None


_READERS: dict[str, Callable[[Field, Any], Scalar | None]] = {
    "number": _as_number,
    "integer": _as_number,
    "money": _as_number,
    "bool": _as_bool,
    "date": _as_day,
    "datetime": _as_day,
    "choice": _as_choice,
}


def _question(field: Field, path: str, operator: str, value: Any) -> Node:
    if operator == "null":
        return Some(path, "count=", None, 0)
    if operator == "notNull":
        return Some(path, "count>=", None, 1)
    quantifier = _MANY_WORDS.get(operator, operator)
    if quantifier not in QUANTIFIERS:
        raise Invalid.one(path, words.UNKNOWN_OPERATOR, label=field.label, operator=operator)
    count = 0
    if quantifier.startswith("count"):
        if isinstance(value, dict) and "count" in value:
            count, value = value["count"], value.get("of")
        else:
            count, value = value, None
        if not isinstance(count, int) and str(count).strip().isdigit():
            count = int(count)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 1_000_000:
            raise Invalid.one(path, words.BAD_VALUE, label=field.label, value=str(count)[:80])
        if value is None:
            return Some(path, quantifier, None, count)
    if isinstance(value, Group):
        return Some(path, quantifier, value, count)
    listed = tuple(scalar(field, one) for one in _listed(value if value is not None else []))
    if not listed:
        raise Invalid.one(path, words.NEEDS_VALUE, label=field.label)
    return Some(path, quantifier, listed, count)


def too_large() -> Invalid:
    """The error for a condition beyond the limits."""
    error = Invalid.one("condition", words.TOO_LARGE, **LIMITS)
    return error


LIMITS = {"rules": words.MAX_RULES, "depth": words.MAX_DEPTH, "values": words.MAX_VALUES}


def check_size(group: Group) -> Group:
    """The group itself when within the limits. Raises Invalid."""

    def measure(node: Node) -> tuple[int, int]:
        inner = (
            node.rules
            if isinstance(node, Group)
            else (node.of,)
            if isinstance(node, Some) and isinstance(node.of, Group)
            else ()
        )
        sizes = [measure(one) for one in inner]
        own = 0 if isinstance(node, Group) else 1
        return own + sum(size for size, _ in sizes), 1 + max((depth for _, depth in sizes), default=0)

    rules, depth = measure(group)
    if rules > words.MAX_RULES or depth > words.MAX_DEPTH + 1:
        raise too_large()
    return group
