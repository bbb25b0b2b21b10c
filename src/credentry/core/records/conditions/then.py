"""The SQL face of what was believed at an instant.

A record says now what it says since its ``known_from``; what it said before is a row of the kind's past table. So a
question as of an instant is asked of two disjoint sets: the records that say the same since, and the past rows believed
then. What hangs on other records (a holder's name, the tree of products) is looked up as it is now, unless their kind
keeps history, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThanOrEqual, IsNull

from credentry.core.records import kinds
from credentry.core.records.as_of import NO_HISTORY
from credentry.core.records.conditions.binding import Bound
from credentry.core.records.conditions.env import Env
from credentry.core.records.fields import Field, Many
from credentry.core.records.history import History
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid

NOTHING = Q(pk__in=[])


def history_of(kind: RecordKind) -> History:
    """Where the kind keeps its past. Raises Invalid where it keeps none."""
    if kind.history is None:
        raise Invalid.one("known", NO_HISTORY, label=kind.plural)
    return kind.history


def present(env: Env) -> Env:
    """The same asker and day, asking what is so now."""
    return replace(env, known=None, past=False) if env.known is not None else env


def sides(kind: RecordKind, env: Env, ask: Callable[[Env], Q]) -> tuple[Q, "QuerySet[Any]"]:
    """What was believed at ``env.known``, as two disjoint sets: a filter for the records that say the same since, and the
    past rows of the others."""
    history, known = history_of(kind), env.known
    assert known is not None
    same = Q(**{f"{history.since}__lte": known}) & ask(present(env))
    return same, history.at(known).filter(ask(replace(env, past=True)))


def believed(kind: RecordKind, env: Env, ask: Callable[[Env], Q]) -> Q:
    """The records of which what ``ask`` says was believed at ``env.known``; none that were not yet known."""
    same, before = sides(kind, env, ask)
    return same | Q(pk__in=before.order_by().values(history_of(kind).owner))


def path(kind: RecordKind, column: str, env: Env) -> str:
    """The ORM path of a column of the rows asked."""
    return history_of(kind).path(column) if env.past else column


def linked(kind: RecordKind, field: Field, env: Env) -> Sequence[tuple["QuerySet[Any]", str]]:
    """The link rows of a many-field of the row asked, as disjoint querysets with their column of the target."""
    link = field.type
    assert isinstance(link, Many)
    if env.past:
        history = history_of(kind)
        assert env.known is not None
        return history.linked(field.name, OuterRef(history.owner), env.known)
    through = apps.get_model(link.through)
    return [(through._default_manager.filter(**{link.owner: OuterRef("pk")}), link.target)]


def counted(kind: RecordKind, field: Field, env: Env, inner: Q, count: int) -> Q:
    """Past rows to which at least ``count`` records that meet ``inner`` were linked."""
    link, history = field.type, history_of(kind)
    assert isinstance(link, Many)
    assert env.known is not None
    inside = Q()
    for rows, column in history.linked(field.name, OuterRef(OuterRef(history.owner)), env.known):
        inside |= Q(pk__in=rows.values(column))
    targets = kinds.get(link.kind).model_class._default_manager.filter(inside & inner).order_by()
    total = targets.annotate(_all=Value(1)).values("_all").annotate(_n=Count("pk")).values("_n")
    return Q(GreaterThanOrEqual(Coalesce(Subquery(total), 0), count))


def custom_text(field: Field) -> Any:
    """A user's field in the JSON column of a past row, as text."""
    return Cast(KeyTextTransform(field.name.removeprefix("x_"), "custom"), TextField())


def custom_value(field: Field) -> Any:
    """The same as the type it is compared and ordered in."""
    if field.type.name in ("number", "integer", "money"):
        return Cast(custom_text(field), DecimalField(max_digits=30, decimal_places=10))
    return custom_text(field)


_SYMBOLS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in", "between": "range",
            "contains": "words_in", "beginsWith": "begins_as", "endsWith": "ends_as"}  # fmt: skip


def custom(field: Field, bound: Bound) -> Q:
    """A comparison of a user's field in past rows, where it has no side table."""
    value: Any = bound.value
    found = custom_value(field)
    filled = Q(IsNull(custom_text(field), False))  # keeps NULL out of what may be negated
    if bound.operator == "notNull":
        return filled
    if bound.operator == "in" and not value:
        return NOTHING
    if bound.operator == "span":
        low, high = (None if one is None else one.isoformat() for one in value)
        wanted = filled
        if low is not None:
            wanted &= Q(_lookup(found, "gte", low))
        if high is not None:
            wanted &= Q(_lookup(found, "lt", high))
        return wanted
    if field.type.name == "bool":
        value = "true" if value else "false"
    elif field.type.name == "date":
        value = [one.isoformat() for one in value] if isinstance(value, (list, tuple)) else value.isoformat()
    return filled & Q(_lookup(found, _SYMBOLS[bound.operator], value))


def _lookup(expression: Any, name: str, value: Any) -> Any:
    return expression.output_field.get_lookup(name)(expression, value)
