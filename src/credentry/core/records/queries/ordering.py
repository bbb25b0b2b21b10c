"""The order of a list and the marker that continues it: keyset paging over any sortable field."""

import base64
import binascii
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Case, DateField, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast

from credentry.core.records.conditions.then import custom_value, history_of
from credentry.core.records.custom import fields_for
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import CustomValue
from credentry.core.records.queries.fields import field_of
from credentry.core.records.values import plain
from credentry.foundation.errors import FieldError, Invalid, define

define(
    "list.cursor", "分页标记无效,请从第一页开始。", "The page marker is not valid; start from the first page."
)
define("list.sort", "不能按“{name}”排序。", "Cannot sort by “{name}”.")

_SIDES = {"date": "day", "number": "number", "integer": "number", "money": "number"}


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key. ``custom`` is the key of a field that users added, kept in the typed side table. ``now``: the ORM path of
    the present value, where ``path`` names the value believed at an instant."""

    path: str
    descending: bool
    nullable: bool
    custom: int | None = None
    side: str = ""
    now: str = ""


def orders(kind: RecordKind, sort: str, closed: Container[str] = (), then: bool = False) -> list[Order]:
    """The order asked for; a field closed to the reader does not sort: the order would tell its values. ``then``: by what
    was believed at an instant (see ``prepared``)."""
    found: list[Order] = []
    for part in (sort or kind.default_sort).split(","):
        name = part.strip().lstrip("-+")
        if not name or (name in closed and not sort):
            continue
        order = None if name in closed else _order(kind, name, part.strip().startswith("-"))
        if order is None:
            raise Invalid([FieldError("sort", "list.sort", {"name": name[:60]})])
        if then:
            order = replace(order, path=f"then_{len(found)}", nullable=True, now=order.path)
        found.append(order)
    found.append(Order("pk", found[0].descending if found else False, False))
    return found


def _order(kind: RecordKind, name: str, descending: bool) -> Order | None:
    declared = field_of(kind, name)
    if declared is not None and declared.custom_id is not None:
        if not declared.sort:
            return None
        side = _SIDES.get(declared.type.name, "text")
        return Order(f"order_{declared.custom_id}", descending, True, declared.custom_id, side)
    path = declared.order if declared else (name if _is_column(kind.model_class, name) else "")
    return Order(path, descending, _nullable(kind.model_class, path)) if path else None


def _is_column(model: type[Model], name: str) -> bool:
    return name in {"created_at", "updated_at", "number"} and name in {
        one.name for one in model._meta.concrete_fields
    }


def _nullable(model: type[Model], path: str) -> bool:
    """Whether the value at ``path`` can be empty (also when a reference on the way is)."""
    nullable = False
    for part in path.split("__"):
        step: Any = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or bool(step.null)
        model = step.related_model or model
    return nullable


def prepared(
    kind: RecordKind, rows: "QuerySet[Any]", keys: Sequence[Order], known: datetime | None = None
) -> "QuerySet[Any]":
    """The rows with the values that the order needs and that are not columns of their own: users' fields, and what was
    believed at ``known``."""
    for one in keys:
        if one.now and known is not None:
            rows = rows.annotate(**{one.path: _believed(kind, one, known)})
        elif one.custom is not None:
            rows = rows.annotate(**{one.path: _side_value(one)})
    return rows


def _side_value(one: Order) -> Subquery:
    assert one.custom is not None
    values = CustomValue.objects.filter(field_key=one.custom, record_id=OuterRef("pk"))
    return Subquery(values.values(one.side)[:1])


def _believed(kind: RecordKind, one: Order, known: datetime) -> Case:
    """The value of a sort key at an instant: the present one where the record says the same since."""
    history = history_of(kind)
    past: Any = history.at(known).filter(**{history.owner: OuterRef("pk")})
    same: Any = F(one.now)
    if one.custom is None:
        past = past.values(history.path(one.now))
    else:
        past, same = past.annotate(_value=_kept_value(kind, one)).values("_value"), _side_value(one)
        if one.side == "text":
            same = Cast(same, TextField())
    return Case(When(**{f"{history.since}__lte": known}, then=same), default=Subquery(past[:1]))


def _kept_value(kind: RecordKind, one: Order) -> Any:
    """A user's field in a past row, where a day is text, as the type of the side table."""
    field = next(each for each in fields_for(kind) if each.custom_id == one.custom)
    return Cast(custom_value(field), DateField()) if one.side == "day" else custom_value(field)


def prepared_past(kind: RecordKind, rows: "QuerySet[Any]", keys: Sequence[Order]) -> "QuerySet[Any]":
    """Past rows with the values of users' fields that the order needs."""
    for one in keys:
        if one.custom is not None:
            rows = rows.annotate(**{one.path: _kept_value(kind, one)})
    return rows


def spelled(keys: Sequence[Order]) -> list[Any]:
    """The order for the database. An empty value counts as the largest: PostgreSQL's own index order."""
    words: list[Any] = []
    for one in keys:
        column = F(one.path)
        if not one.nullable or connection.vendor == "postgresql":
            words.append(column.desc() if one.descending else column.asc())
        else:
            words.append(column.desc(nulls_first=True) if one.descending else column.asc(nulls_last=True))
    return words


def cursor(sort: str, key: Sequence[Any]) -> str:
    """The marker of the row with this id and these order values; another order does not accept it."""
    values = [one.isoformat() if isinstance(one, datetime) else plain(one) for one in (*key[1:-1], key[0])]
    return base64.urlsafe_b64encode(orjson.dumps([sort, values])).decode().rstrip("=")


def after(rows: "QuerySet[Any]", sort: str, keys: Sequence[Order], given: str) -> "QuerySet[Any]":
    """The rows behind a marker. Raises Invalid."""
    try:
        made_for, values = orjson.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        if made_for != sort or len(values) != len(keys):
            raise ValueError(given)
        return rows.filter(_beyond(list(zip(keys, values, strict=True))))
    except (ValueError, TypeError, binascii.Error, ValidationError):
        raise Invalid([FieldError("after", "list.cursor")]) from None


def _beyond(keys: list[tuple[Order, Any]]) -> Q:
    """Rows that come after the key in the list's order."""
    (one, value), rest = keys[0], keys[1:]
    null, same = Q(**{f"{one.path}__isnull": True}), Q(**{one.path: value})
    deeper = _beyond(rest) if rest else None
    if value is None:
        same = null
        further = Q(**{f"{one.path}__isnull": False}) if one.descending else None
    else:
        further = Q(**{f"{one.path}__{'lt' if one.descending else 'gt'}": value})
        if one.nullable and not one.descending:
            further |= null
    if deeper is None:
        return further if further is not None else Q(pk__in=[])
    tied = same & deeper
    beyond = further | tied if further is not None else tied
    if value is not None and not (one.nullable and not one.descending):
        # A plain bound beside the exact rule lets the database seek in the index.
        beyond = Q(**{f"{one.path}__{'lte' if one.descending else 'gte'}": value}) & beyond
    return beyond
