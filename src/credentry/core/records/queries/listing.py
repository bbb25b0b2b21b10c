"""Lists: visibility → condition → text → order → one page, with a capped count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions
from credentry.core.records.conditions.words import MAX_TEXT
from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import counting, ordering
from credentry.core.records.queries.fields import shown_fields
from credentry.core.records.queries.ordering import Order
from credentry.core.records.queries.rights import check_readable
from credentry.core.records.scope import field_access, mask, reachable_units, visible
from credentry.core.records.searching import Listed, TextHits, provided
from credentry.core.records.values import labels, many_ids, plain
from credentry.foundation import clock
from credentry.foundation.errors import Invalid, define

CAP = 10_000
MAX_PAGE = 500
LIVE = Q(archived_at__isnull=True)

define("list.condition", "筛选条件无法解析。", "The condition could not be read.")


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
    if search is None or not query.q.strip():
        return None
    if len(query.q) > MAX_TEXT:
        raise Invalid.one("q", "field.too_long", limit=MAX_TEXT)
    whole = not query.condition and not query.archived
    return search(kind, query.q, actor, Listed(not query.archived, reachable_units(actor, kind), whole))


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
        found = _count(actor, kind, query, rows, text)
        page.count, page.capped = min(found, CAP), found > CAP
    orders = ordering.orders(kind, query.sort, field_access(actor, kind))
    limit = max(1, min(query.limit, MAX_PAGE))
    rows = ordering.prepared(rows, orders)
    paged = ordering.after(rows, query.sort, orders, query.after) if query.after else rows
    keys = _keys(paged, text, orders, limit + 1, not query.archived)
    if len(keys) > limit:
        keys = keys[:limit]
        page.next = ordering.cursor(query.sort, keys[-1])
    page.items = rows_of(actor, kind, [one[0] for one in keys], query.fields)
    return page


def _count(actor: Actor, kind: RecordKind, query: Query, rows: "QuerySet[Any]", text: TextHits | None) -> int:
    if text is None:
        return counting.remembered(kind, rows, "", CAP + 1, lambda: counting.capped(rows, CAP + 1))
    more = (query.q, query.archived, reachable_units(actor, kind))
    return counting.remembered(kind, rows, more, CAP + 1, lambda: text.count(rows, CAP + 1))


def _keys(
    rows: "QuerySet[Any]", text: TextHits | None, orders: Sequence[Order], count: int, live: bool
) -> list[tuple[Any, ...]]:
    """Id and order values of the first ``count`` rows."""
    paths = ("pk", *(one.path for one in orders))
    ordered = rows.order_by(*ordering.spelled(orders))
    if text is not None:
        first = text.first(ordered, count) if _indexed(rows.model, orders[0].path, live) else None
        ordered = ordered.filter(text.q) if first is None else ordered.filter(pk__in=first)
    return list(ordered.values_list(*paths)[:count])


def _indexed(model: type[Model], path: str, live: bool) -> bool:
    """Whether some index of the table (or of its live rows) begins with this column: rows can be read in its order."""
    names = {path, path.removesuffix("_id")}
    fields: Sequence[Any] = model._meta.concrete_fields
    if any(one.name in names and (one.db_index or one.unique) for one in fields) or path == "pk":
        return True
    lists = [
        tuple(one.fields)
        for one in model._meta.indexes
        if not one.condition or (live and one.condition == LIVE)
    ]
    return any(one and one[0].lstrip("-") in names for one in lists)


def ordered_ids(actor: Actor, kind: RecordKind, query: Query, chunk: int = 500) -> Iterator[list[UUID]]:
    """The ids a query selects, in its order, chunk by chunk: one statement however many there are."""
    orders = ordering.orders(kind, query.sort, field_access(actor, kind))
    rows = ordering.prepared(filtered(actor, kind, query), orders)
    rows = rows.order_by(*ordering.spelled(orders)).values_list("pk", flat=True)
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
        _fill(one, items, by_id, today, ids, actor.lang)
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
    one: Field,
    items: list[dict[str, Any]],
    raw: dict[str, dict[str, Any]],
    today: Any,
    ids: Sequence[UUID],
    lang: str,
) -> None:
    if isinstance(one.type, Many):
        links = many_ids(one, ids)
        names = labels(one.type.kind, (target for found in links.values() for target in found), lang)
        for item in items:
            targets = links.get(UUID(item["id"]), ())
            item[one.name] = [{"id": str(target), "label": names.get(target, "")} for target in targets]
        return
    if isinstance(one.type, Ref):
        names = labels(one.type.kind, (row[one.column] for row in raw.values()), lang)
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
