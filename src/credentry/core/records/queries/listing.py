"""Lists: visibility → condition → text → order → one page, with a capped count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions
from credentry.core.records.as_of import NO_WORDS, NOW, AsOf
from credentry.core.records.conditions.then import history_of
from credentry.core.records.conditions.words import MAX_TEXT
from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import counting, ordering, then
from credentry.core.records.queries.fields import shown_fields
from credentry.core.records.queries.ordering import Order
from credentry.core.records.queries.rights import check_readable
from credentry.core.records.scope import field_access, mask, reachable_units, sees_all, visible
from credentry.core.records.searching import Listed, TextHits, provided
from credentry.core.records.values import labels, many_ids, plain
from credentry.foundation.errors import Invalid, define
from credentry.plumbing import lookup

CAP = 1_000  # what a page counts by the way
EXACT = 100_000  # what is counted when somebody asks how many
MAX_PAGE = 500
LIVE = Q(archived_at__isnull=True)

define("list.condition", "筛选条件无法解析。", "The condition could not be read.")


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows. ``condition`` is JSON or text, ``fields`` None means the listed ones. ``as_of``: another day than
    today, or what was known at an instant. ``exact``: count on to 100,000 instead of 1,000."""

    condition: Any = None
    q: str = ""
    sort: str = ""
    fields: Sequence[str] | None = None
    after: str = ""
    limit: int = 50
    count: bool = True
    archived: bool = False
    as_of: AsOf = NOW
    exact: bool = False

    @property
    def cap(self) -> int:
        """Where counting ends."""
        return EXACT if self.exact else CAP


@dataclass(slots=True)
class Page:
    """One page of a list. ``count`` is exact up to the cap of the query; ``capped`` says there are more."""

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
    if query.as_of.known is not None:
        tree, env = _then(actor, kind, query)
        return rows.filter(conditions.to_q(kind, tree, env, Q() if query.archived else LIVE))
    if not query.archived:
        rows = rows.filter(archived_at__isnull=True)
    if query.condition:
        rows = rows.filter(condition_q(actor, kind, query.condition, query.as_of))
    return rows


def _then(actor: Actor, kind: RecordKind, query: Query) -> tuple[conditions.Node, conditions.Env]:
    """The condition of a query as of an instant, and what it is evaluated against."""
    if query.q.strip():
        raise Invalid.one("q", NO_WORDS)
    tree = _tree(actor, kind, query.condition) if query.condition else conditions.Group()
    return tree, conditions.Env(actor, query.as_of.day, known=query.as_of.known)


def _sides(actor: Actor, kind: RecordKind, query: Query) -> then.Sides:
    """What the query selects: the records that say the same since its instant, and past rows of the others."""
    tree, env = _then(actor, kind, query)
    same, past = conditions.to_sides(kind, tree, env, Q() if query.archived else LIVE)
    rows = visible(actor, kind)
    if not sees_all(actor, kind) or kind.rows is not None:
        past = past.filter(**{f"{history_of(kind).owner}__in": rows.values("pk")})
    return rows.filter(same), past


def _text(actor: Actor, kind: RecordKind, query: Query) -> TextHits | None:
    search = provided()
    if search is None or not query.q.strip():
        return None
    if len(query.q) > MAX_TEXT:
        raise Invalid.one("q", "field.too_long", limit=MAX_TEXT)
    whole = not query.condition and not query.archived
    return search(kind, query.q, actor, Listed(not query.archived, reachable_units(actor, kind), whole))


def condition_q(actor: Actor, kind: RecordKind, given: Any, as_of: AsOf = NOW) -> Q:
    """A condition (JSON, JSON text or the text form) as SQL. A field the actor does not see is unknown."""
    return conditions.to_q(kind, _tree(actor, kind, given), conditions.Env(actor, as_of.day))


def _tree(actor: Actor, kind: RecordKind, given: Any) -> conditions.Node:
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
    return tree


def listing(actor: Actor, kind: RecordKind, query: Query) -> Page:
    """One page of what the actor may see."""
    page = Page()
    limit = max(1, min(query.limit, MAX_PAGE))
    if query.as_of.known is None:
        keys = _now(actor, kind, query, page, limit + 1)
    else:
        sides = _sides(actor, kind, query)
        if query.count:
            _counted(page, query, then.count(sides, query.cap + 1))
        closed = field_access(actor, kind)
        keys = then.first(kind, sides, query.sort, closed, query.after, limit + 1, query.as_of.known)
    if len(keys) > limit:
        keys = keys[:limit]
        page.next = ordering.cursor(query.sort, keys[-1])
    page.items = rows_of(actor, kind, [one[0] for one in keys], query.fields, query.as_of)
    return page


def _now(actor: Actor, kind: RecordKind, query: Query, page: Page, number: int) -> list[tuple[Any, ...]]:
    """Count what the query selects of the records as they are, and give its first rows."""
    rows, text = _without_text(actor, kind, query), _text(actor, kind, query)
    if query.count:
        _counted(page, query, _count(actor, kind, query, rows, text))
    orders = ordering.orders(kind, query.sort, field_access(actor, kind))
    rows = ordering.prepared(kind, rows, orders)
    paged = ordering.after(rows, query.sort, orders, query.after) if query.after else rows
    return _keys(paged, text, orders, number, not query.archived)


def _counted(page: Page, query: Query, found: int) -> None:
    page.count, page.capped = min(found, query.cap), found > query.cap


def _count(actor: Actor, kind: RecordKind, query: Query, rows: "QuerySet[Any]", text: TextHits | None) -> int:
    enough = query.cap + 1
    if text is None:
        return counting.remembered(kind, rows, "", enough, lambda: counting.capped(rows, enough))
    more = (query.q, query.archived, reachable_units(actor, kind))
    return counting.remembered(kind, rows, more, enough, lambda: text.count(rows, enough))


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
    orders = ordering.orders(kind, query.sort, field_access(actor, kind), query.as_of.known is not None)
    rows = ordering.prepared(kind, filtered(actor, kind, query), orders, query.as_of.known)
    rows = rows.order_by(*ordering.spelled(orders)).values_list("pk", flat=True)
    found = rows.iterator(chunk_size=chunk)
    while ids := list(islice(found, chunk)):
        yield ids


def rows_of(
    actor: Actor,
    kind: RecordKind,
    ids: Sequence[UUID],
    names: Sequence[str] | None = None,
    as_of: AsOf = NOW,
) -> list[dict[str, Any]]:
    """The values of records already found visible, in the order of ``ids``. Queries do not grow with rows."""
    shown, masked = shown_fields(actor, kind)
    if names is not None:
        wanted = set(names)
        shown = [one for one in shown if one.name in wanted]
    else:
        shown = [one for one in shown if one.listed or one.name == kind.title]
    raw = _raw(kind, ids, shown) if as_of.known is None else raw_then(kind, ids, shown, as_of.known)
    rows = [_Row(pk, raw[pk], {"id": str(pk), "version": raw[pk]["version"]}) for pk in ids if pk in raw]
    for one in shown:
        _fill(kind, one, rows, ids, actor.lang, as_of)
    items = [one.item for one in rows]
    for item in items if masked else ():
        for name in masked & item.keys():
            item[name] = mask(item[name])
    return items


class _Row(NamedTuple):
    """A record on its way to the reader: what is stored, and what is shown so far."""

    pk: UUID
    raw: dict[str, Any]
    item: dict[str, Any]


def _paths(shown: Sequence[Field]) -> list[str]:
    """The ORM paths of what these fields need, the version first."""
    paths = {"version", *(one.column for one in shown if one.column and one.custom_id is None)}
    for one in shown:
        paths.update(one.needs)
    if any(one.custom_id is not None for one in shown):
        paths.add("custom")
    return sorted(paths)


def _raw(kind: RecordKind, ids: Sequence[UUID], shown: Sequence[Field]) -> dict[UUID, dict[str, Any]]:
    names = _paths(shown)
    model = kind.model_class
    if lookup.readable(model, names):
        rows: Iterable[Any] = lookup.by_ids(model, "pk", ids, ("pk", *names))
    else:
        rows = model._default_manager.filter(pk__in=ids).values_list("pk", *names)
    return {pk: dict(zip(names, rest, strict=True)) for pk, *rest in rows}


def raw_then(
    kind: RecordKind, ids: Sequence[UUID], shown: Sequence[Field], known: datetime
) -> dict[UUID, dict[str, Any]]:
    """The same as it was believed at ``known``: from the records that say the same since, else from their past rows.
    The version is the present one. A record not yet known is left out."""
    history = history_of(kind)
    names = _paths(shown)
    same = kind.model_class._default_manager.filter(pk__in=ids, **{f"{history.since}__lte": known})
    found = {pk: dict(zip(names, rest, strict=True)) for pk, *rest in same.values_list("pk", *names)}
    paths = [history.path(one) for one in names]
    past = history.at(known).filter(**{f"{history.owner}__in": ids})
    for pk, *rest in past.values_list(history.owner, *paths):
        found[pk] = dict(zip(names, rest, strict=True))
    return found


def _fill(
    kind: RecordKind,
    one: Field,
    rows: Sequence[_Row],
    ids: Sequence[UUID],
    lang: str,
    as_of: AsOf,
) -> None:
    if isinstance(one.type, Many):
        links = _links(kind, one, ids, as_of.known)
        names = labels(one.type.kind, (target for found in links.values() for target in found), lang)
        for pk, _, item in rows:
            targets = links.get(pk, ())
            item[one.name] = [{"id": str(target), "label": names.get(target, "")} for target in targets]
        return
    if isinstance(one.type, Ref):
        names = labels(one.type.kind, (row.raw[one.column] for row in rows), lang)
        for _, raw, item in rows:
            target = raw[one.column]
            item[one.name] = {"id": str(target), "label": names.get(target, "")} if target else None
        return
    for _, raw, item in rows:
        if one.compute is not None:
            item[one.name] = plain(one.compute(raw, as_of.day))
        elif one.custom_id is not None:
            item[one.name] = (raw["custom"] or {}).get(one.name[2:])
        else:
            item[one.name] = plain(raw[one.column])


def _links(
    kind: RecordKind, field: Field, ids: Sequence[UUID], known: datetime | None
) -> Mapping[UUID, Sequence[UUID]]:
    if known is None:
        return many_ids(field, ids)
    return history_of(kind).linked_ids(field.name, ids, known)
