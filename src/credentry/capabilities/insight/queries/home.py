"""The home page: what needs attention, what expires when, how the register stands. Every number opens its records."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.insight.queries.figures import Facets, count_rows, months_from, of_units, total
from credentry.capabilities.insight.vocabulary import Board, Figure, boards
from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.fields import Choice, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import field_access, reachable_units, visible
from credentry.foundation import clock

Item = dict[str, Any]


def home(actor: Actor) -> dict[str, list[Item]]:
    """Groups of ``{count, kind, condition, …}`` over what the actor may see, never older than the last commit."""
    page: dict[str, list[Item]] = {"attention": [], "by_month": [], "by_status": [], "by_type": []}
    today = clock.today()
    for board in boards():
        kind = kinds.get(board.kind)
        if not actor.may(kind.name):
            continue
        facets = _facets(actor, kind, board, today)
        closed = set(field_access(actor, kind))
        page["attention"] += _attention(actor, kind, board, facets, today)
        if board.day not in closed:
            page["by_month"] += _months(kind, board, facets, today)
        if board.status not in closed:
            page["by_status"] += _statuses(kind, board, facets)
        if board.type not in closed:
            page["by_type"] += _types(actor, kind, board, facets)
    return page


def _facets(actor: Actor, kind: RecordKind, board: Board, today: date) -> Facets:
    units = reachable_units(actor, kind)
    if units is not None:
        return of_units(board, today, None if units == "all" else units)
    rows = visible(actor, kind).filter(archived_at__isnull=True)
    return total(count_rows(board, rows, today).values())


def _attention(actor: Actor, kind: RecordKind, board: Board, facets: Facets, today: date) -> list[Item]:
    closed = set(field_access(actor, kind))
    counts = facets.get("figure", Counter())
    found = []
    for figure in board.figures:
        tree = conditions.parse_text(kind, figure.condition)
        if closed & {name.split(".")[0] for name in conditions.fields_used(tree)}:
            continue
        if figure.personal:
            if actor.user_id is None:
                continue
            n = _mine(actor, kind, tree, today)
        else:
            n = counts.get(figure.key, 0)
        found.append(_item(kind, figure, n, tree))
    return found


def _item(kind: RecordKind, figure: Figure, n: int, tree: conditions.Group) -> Item:
    return {
        "key": figure.key,
        "label": figure.label.as_dict(),
        "count": n,
        "kind": kind.name,
        "condition": conditions.to_json(tree),
    }


def _mine(actor: Actor, kind: RecordKind, tree: conditions.Group, today: date) -> int:
    rows = visible(actor, kind).filter(archived_at__isnull=True)
    return rows.filter(conditions.to_q(kind, tree, conditions.Env(actor, today))).count()


def _rule(*rules: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "combinator": "and",
        "not": False,
        "rules": [{"field": name, "operator": operator, "value": value} for name, operator, value in rules],
    }


def _months(kind: RecordKind, board: Board, facets: Facets, today: date) -> list[Item]:
    counts = facets.get("month", Counter())
    found = []
    for month in months_from(today, board.months):
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        condition = _rule((board.day, ">=", first.isoformat()), (board.day, "<=", last.isoformat()))
        found.append(
            {"month": month, "count": counts.get(month, 0), "kind": kind.name, "condition": condition}
        )
    return found


def _statuses(kind: RecordKind, board: Board, facets: Facets) -> list[Item]:
    counts = facets.get("status", Counter())
    field = kind.field(board.status)
    assert field is not None
    assert isinstance(field.type, Choice)
    return [
        {
            "status": value,
            "label": label.as_dict(),
            "count": counts[value],
            "kind": kind.name,
            "condition": _rule((board.status, "=", value)),
        }
        for value, label in field.type.options
        if counts.get(value)
    ]


def _types(actor: Actor, kind: RecordKind, board: Board, facets: Facets) -> list[Item]:
    counts = facets.get("type", Counter())
    field = kind.field(board.type)
    assert field is not None
    assert isinstance(field.type, Ref)
    names = _names(kinds.get(field.type.kind), [UUID(key) for key, n in counts.items() if n])
    found = [
        {
            "id": key,
            "label": names.get(key, {"zh": key, "en": key}),
            "count": n,
            "kind": kind.name,
            "condition": _rule((board.type, "=", key)),
        }
        for key, n in counts.items()
        if n
    ]
    return sorted(found, key=lambda one: (-one["count"], one["id"]))


def _names(kind: RecordKind, ids: list[UUID]) -> dict[str, dict[str, str]]:
    columns = {one.name for one in kind.model_class._meta.concrete_fields}
    english = "name_en" if "name_en" in columns else kind.title
    rows = kind.model_class._default_manager.filter(pk__in=ids).values_list("pk", kind.title, english)
    return {str(pk): {"zh": name, "en": other or name} for pk, name, other in rows}
