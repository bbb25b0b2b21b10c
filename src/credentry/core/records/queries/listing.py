"""Lists: visibility → condition → text → order → one page, with a capped count."""

import base64
import binascii
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Model, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions
from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries.fields import shown_fields
from credentry.core.records.queries.rights import check_readable
from credentry.core.records.scope import field_access, mask, sees_all, visible
from credentry.core.records.searching import TextHits, provided
from credentry.core.records.values import labels, many_ids, plain
from credentry.foundation import clock
from credentry.foundation.errors import FieldError, Invalid, define

CAP = 10_000
MAX_PAGE = 500

define(
    "list.cursor", "分页标记无效,请从第一页开始。", "The page marker is not valid; start from the first page."
)
define("list.condition", "筛选条件无法解析。", "The condition could not be read.")
define("list.sort", "不能按“{name}”排序。", "Cannot sort by “{name}”.")


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows. ``condition`` is JSON or text, ``fields`` None means the listed ones."""

    condition: Any = None
    q: str = ""
    sort: str = ""
    fields: Sequence[str] | None = None
    after: str = ""
    limit: int = 50
    count: bool = True
    archived: bool = False


@dataclass(slots=True)
class Page:
    """One page of a list. ``count`` is exact up to 10,000; ``capped`` says there are more."""

    items: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None
    count: int | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    path: str
    descending: bool
    nullable: bool


def filtered(actor: Actor, kind: RecordKind, query: Query) -> "QuerySet[Any]":
    """The records a query selects, before order and paging."""
    rows, text = _without_text(actor, kind, query), _text(actor, kind, query)
    return rows.filter(text.q) if text is not None else rows


def _without_text(actor: Actor, kind: RecordKind, query: Query) -> "QuerySet[Any]":
    rows = visible(actor, kind)
    if not query.archived:
        rows = rows.filter(archived_at__isnull=True)
    if query.condition:
        rows = rows.filter(condition_q(actor, kind, query.condition))
    return rows


def _text(actor: Actor, kind: RecordKind, query: Query) -> TextHits | None:
    search = provided()
    return search(kind, query.q, actor) if query.q.strip() and search is not None else None


def condition_q(actor: Actor, kind: RecordKind, given: Any) -> Q:
    """A condition (JSON, JSON text or the text form) as SQL. A field the actor does not see is unknown."""
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = orjson.loads(given)
        except orjson.JSONDecodeError:
            raise Invalid.one("condition", "list.condition") from None
    tree = (
        conditions.parse_text(kind, given, actor.lang)
        if isinstance(given, str)
        else conditions.parse_json(kind, given)
    )
    check_readable(actor, kind, tree)
    return conditions.to_q(kind, tree, conditions.Env(actor, clock.today()))


def listing(actor: Actor, kind: RecordKind, query: Query) -> Page:
    """One page of what the actor may see."""
    rows, text = _without_text(actor, kind, query), _text(actor, kind, query)
    page = Page()
    if query.count:
        if text is not None:
            found = text.count(rows, _everything(actor, kind, query), CAP + 1)
        else:
            found = rows.order_by().values("pk")[: CAP + 1].count()
        page.count, page.capped = min(found, CAP), found > CAP
    orders = _orders(kind, query.sort, field_access(actor, kind))
    limit = max(1, min(query.limit, MAX_PAGE))
    paged = _after(rows, orders, query.after) if query.after else rows
    keys = _keys(paged, text, orders, limit + 1)
    if len(keys) > limit:
        keys = keys[:limit]
        page.next = _cursor(query.sort, keys[-1])
    page.items = rows_of(actor, kind, [one[0] for one in keys], query.fields)
    return page


def _everything(actor: Actor, kind: RecordKind, query: Query) -> bool:
    """Whether the list without its text would show every record that is not archived."""
    return not query.condition and not query.archived and sees_all(actor, kind)


def _keys(
    rows: "QuerySet[Any]", text: TextHits | None, orders: "Sequence[_Order]", count: int
) -> list[tuple[Any, ...]]:
    """Id and order values of the first ``count`` rows."""
    paths = ("pk", *(one.path for one in orders))
    ordered = rows.order_by(*_order_by(orders))
    if text is not None:
        first = text.first(ordered, count) if _indexed(rows.model, orders[0].path) else None
        ordered = ordered.filter(text.q) if first is None else ordered.filter(pk__in=first)
    return list(ordered.values_list(*paths)[:count])


def _indexed(model: type[Model], path: str) -> bool:
    """Whether some index of the table begins with this column, so that rows can be read in its order."""
    names = {path, path.removesuffix("_id")}
    fields: Sequence[Any] = model._meta.concrete_fields
    if any(one.name in names and (one.db_index or one.unique) for one in fields) or path == "pk":
        return True
    lists = [tuple(one.fields) for one in model._meta.indexes if not one.condition]
    return any(one and one[0].lstrip("-") in names for one in lists)


def ordered_ids(actor: Actor, kind: RecordKind, query: Query, chunk: int = 500) -> Iterator[list[UUID]]:
    """The ids a query selects, in its order, chunk by chunk: one statement however many there are."""
    orders = _orders(kind, query.sort, field_access(actor, kind))
    rows = filtered(actor, kind, query).order_by(*_order_by(orders)).values_list("pk", flat=True)
    found = rows.iterator(chunk_size=chunk)
    while ids := list(islice(found, chunk)):
        yield ids


def rows_of(
    actor: Actor, kind: RecordKind, ids: Sequence[UUID], names: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The values of records already found visible, in the order of ``ids``. Queries do not grow with rows."""
    shown, masked = shown_fields(actor, kind)
    if names is not None:
        wanted = set(names)
        shown = [one for one in shown if one.name in wanted]
    else:
        shown = [one for one in shown if one.listed or one.name == kind.title]
    raw = _raw(kind, ids, shown)
    items = [{"id": str(pk), "version": raw[pk]["version"]} for pk in ids if pk in raw]
    today = clock.today()
    by_id = {str(pk): raw[pk] for pk in raw}
    for one in shown:
        _fill(one, items, by_id, today, ids)
    for item in items:
        for name in masked & item.keys():
            item[name] = mask(item[name])
    return items


def _raw(kind: RecordKind, ids: Sequence[UUID], shown: Sequence[Field]) -> dict[UUID, dict[str, Any]]:
    paths = {"version", *(one.column for one in shown if one.column and one.custom_id is None)}
    for one in shown:
        paths.update(one.needs)
    if any(one.custom_id is not None for one in shown):
        paths.add("custom")
    names = sorted(paths)
    rows = kind.model_class._default_manager.filter(pk__in=ids).values_list("pk", *names)
    return {pk: dict(zip(names, rest, strict=True)) for pk, *rest in rows}


def _fill(
    one: Field, items: list[dict[str, Any]], raw: dict[str, dict[str, Any]], today: Any, ids: Sequence[UUID]
) -> None:
    if isinstance(one.type, Many):
        links = many_ids(one, ids)
        names = labels(one.type.kind, (target for found in links.values() for target in found))
        for item in items:
            targets = links.get(UUID(item["id"]), ())
            item[one.name] = [{"id": str(target), "label": names.get(target, "")} for target in targets]
        return
    if isinstance(one.type, Ref):
        names = labels(one.type.kind, (row[one.column] for row in raw.values()))
        for item in items:
            target = raw[item["id"]][one.column]
            item[one.name] = {"id": str(target), "label": names.get(target, "")} if target else None
        return
    for item in items:
        row = raw[item["id"]]
        if one.compute is not None:
            item[one.name] = plain(one.compute(row, today))
        elif one.custom_id is not None:
            item[one.name] = (row["custom"] or {}).get(one.name[2:])
        else:
            item[one.name] = plain(row[one.column])


def _orders(kind: RecordKind, sort: str, closed: Container[str] = ()) -> list[_Order]:
    """The order asked for; a field closed to the reader does not sort: the order would tell its values."""
    orders = []
    for part in (sort or kind.default_sort).split(","):
        name = part.strip().lstrip("-+")
        if not name or (name in closed and not sort):
            continue
        if name in closed:
            raise Invalid([FieldError("sort", "list.sort", {"name": name})])
        declared = kind.field(name)
        path = declared.order if declared else (name if _is_column(kind.model_class, name) else "")
        if not path:
            raise Invalid([FieldError("sort", "list.sort", {"name": name})])
        orders.append(_Order(path, part.strip().startswith("-"), _nullable(kind.model_class, path)))
    orders.append(_Order("pk", orders[0].descending if orders else False, False))
    return orders


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


def _order_by(orders: Sequence[_Order]) -> list[Any]:
    """An empty value counts as the largest, which is PostgreSQL's own index order."""
    spelled: list[Any] = []
    for one in orders:
        column = F(one.path)
        if not one.nullable or connection.vendor == "postgresql":
            spelled.append(column.desc() if one.descending else column.asc())
        else:
            spelled.append(column.desc(nulls_first=True) if one.descending else column.asc(nulls_last=True))
    return spelled


def _cursor(sort: str, key: Sequence[Any]) -> str:
    values = [one.isoformat() if isinstance(one, datetime) else plain(one) for one in (*key[1:-1], key[0])]
    return base64.urlsafe_b64encode(orjson.dumps([sort, values])).decode().rstrip("=")


def _after(rows: "QuerySet[Any]", orders: Sequence[_Order], cursor: str) -> "QuerySet[Any]":
    try:
        _, values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(orders):
            raise ValueError(cursor)
        return rows.filter(_beyond(list(zip(orders, values, strict=True))))
    except (ValueError, TypeError, binascii.Error, ValidationError):
        raise Invalid([FieldError("after", "list.cursor")]) from None


def _beyond(keys: list[tuple[_Order, Any]]) -> Q:
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
