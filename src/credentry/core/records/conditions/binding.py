"""Binding: a rule's value as written becomes the value compared, the same for SQL and memory."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from credentry.core.records.conditions import days, words
from credentry.core.records.conditions.env import Env
from credentry.core.records.conditions.references import as_uuid
from credentry.core.records.conditions.tree import NEGATIVE, Rule, Scalar
from credentry.core.records.fields import Field, Ref
from credentry.foundation import clock
from credentry.foundation.errors import Invalid


@dataclass(frozen=True, slots=True)
class Bound:
    """A positive operator with its comparable value; ``negated`` takes the complement.

    ``=`` of choices and references is bound to ``in`` with a tuple, so that a name may mean several records.
    """

    operator: str
    value: Any
    negated: bool = False


def bind(field: Field, rule: Rule, env: Env) -> Bound:
    """The rule's comparison on ``field``. Raises Invalid for a name nobody knows."""
    operator = NEGATIVE.get(rule.operator, rule.operator)
    negated = rule.operator in NEGATIVE
    if operator == "null":
        return Bound("notNull", None, not negated)
    if rule.operator == "notNull":
        return Bound("notNull", None)
    values = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    if field.type.name == "datetime":
        return _instants(field, operator, values, env, negated)
    if isinstance(field.type, Ref):
        return Bound("in", ids(field, values, env), negated)
    bound = tuple(_value(field, one, env) for one in values)
    if operator == "in" or (operator == "=" and field.type.name == "choice"):
        return Bound("in", bound, negated)
    return Bound(operator, bound if operator == "between" else bound[0], negated)


def _value(field: Field, raw: Scalar | None, env: Env) -> Any:
    match field.type.name:
        case "date":
            return _day(field, raw, env)
        case "number" | "money" | "integer":
            return Decimal(str(raw))
        case _:
            return raw


def _day(field: Field, raw: Scalar | None, env: Env) -> date:
    found = days.day_of(str(raw), env.today)
    if found is None:
        raise Invalid.one(field.name, words.BAD_VALUE, label=field.label, value=str(raw))
    return found


def _instants(field: Field, operator: str, values: tuple[Any, ...], env: Env, negated: bool) -> Bound:
    """Day literals mean whole days in the instance's zone, so ``<=`` a day includes all of it.

    The bound operator is ``span`` with a half-open interval ``(from, until)``, each possibly None.
    """
    spans = [_span(field, one, env) for one in values]
    low, high = spans[0][0], spans[-1][1]
    interval: tuple[datetime | None, datetime | None]
    match operator:
        case "<":
            interval = (None, spans[0][0])
        case "<=":
            interval = (None, high)
        case ">":
            interval = (spans[0][1], None)
        case ">=":
            interval = (low, None)
        case _:
            interval = (low, high)
    return Bound("span", interval, negated)


def _span(field: Field, raw: Any, env: Env) -> tuple[datetime, datetime]:
    text = str(raw)
    if "T" in text or ":" in text:
        instant = datetime.fromisoformat(text)
        return instant, instant + timedelta(microseconds=1)
    day = _day(field, raw, env)
    zone = clock.zone()
    return (
        datetime.combine(day, time.min, zone),
        datetime.combine(day + timedelta(days=1), time.min, zone),
    )


def ids(field: Field, values: tuple[Any, ...], env: Env) -> tuple[UUID, ...]:
    """The records named: ids, ``me``, ``my_units``, codes, numbers or titles. A unit stands for its subtree."""
    kind: str = field.type.kind  # type: ignore[attr-defined]
    found: dict[UUID, None] = {}
    for raw in values:
        for one in _named(field, kind, raw, env):
            found[one] = None
    if kind == "unit" and found:
        for one in env.references.below(list(found)):
            found[one] = None
    return tuple(found)


def _named(field: Field, kind: str, raw: Any, env: Env) -> list[UUID]:
    text = str(raw)
    if text in ("me", "my_units"):
        if env.actor is None:
            raise Invalid.one(field.name, words.NO_ACTOR, value=text)
        own = env.actor.user_id if text == "me" else env.actor.unit_id
        return [own] if own else []
    direct = as_uuid(raw)
    if direct is not None:
        return [direct]
    known = list(env.references.find(kind, text))
    if not known:
        raise Invalid.one(field.name, words.UNKNOWN_REFERENCE, label=field.label, value=text[:80])
    return known
