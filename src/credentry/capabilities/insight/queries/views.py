"""A saved view as the list it stands for."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from credentry.capabilities.insight.models import SavedView
from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import Query, visible
from credentry.foundation.errors import Invalid, NotFound


def with_view(actor: Actor, kind: RecordKind, query: Query, view: str) -> Query:
    """The list of a view (by id, or by code for a shipped one), narrowed and overridden by ``query``.

    Conditions are joined by and; words, order and columns of the query win. Raises NotFound.
    """
    found = _find(actor, kind, view)
    return replace(
        query,
        condition=_both(kind, found.condition, query.condition, actor.lang),
        q=" ".join(part for part in (found.q, query.q) if part.strip()),
        sort=query.sort or found.sort,
        fields=query.fields if query.fields is not None else (found.columns or None),
    )


def _find(actor: Actor, kind: RecordKind, view: str) -> SavedView:
    rows = visible(actor, kinds.get("saved_view")).filter(kind=kind.name, archived_at__isnull=True)
    try:
        found = rows.filter(pk=UUID(view)).first()
    except ValueError:
        found = rows.filter(code=view).exclude(code="").first()
    if found is None:
        raise NotFound()
    view_found: SavedView = found
    return view_found


def _both(kind: RecordKind, first: Any, second: Any, lang: str) -> Any:
    if not first or not second:
        return first or second
    if isinstance(second, str) and second.lstrip().startswith("{"):
        try:
            second = orjson.loads(second)
        except orjson.JSONDecodeError:
            raise Invalid.one("condition", "list.condition") from None
    if isinstance(second, str):
        second = conditions.to_json(conditions.parse_text(kind, second, lang))
    return {"combinator": "and", "not": False, "rules": [first, second]}
