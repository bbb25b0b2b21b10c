"""One box for everything: the best few records of every kind the actor may read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.capabilities.search.finding import Hits, entry_kinds, search
from credentry.capabilities.search.grams import Term, terms
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import reachable_units, visible
from credentry.core.records.searching import Listed
from credentry.foundation.text import searchable

CANDIDATES = 300
PER_KIND = 6
_DETAILS = ("credential_no", "code", "username", "number")


@dataclass(frozen=True, slots=True)
class Group:
    """The best hits of one kind; ``more``: there are others."""

    kind: RecordKind
    items: list[dict[str, str]]
    more: bool


def palette(actor: Actor, query: str, per_kind: int = PER_KIND) -> list[Group]:
    """Groups in the order of the kinds, each with its best hits first. Kinds nothing is found in are left out."""
    wanted = terms(query)
    if not wanted:
        return []
    found = []
    for kind in kinds.all_kinds():
        if kind.derived or not actor.may(kind.name) or not entry_kinds(kind):
            continue
        hits = search(kind, query, actor, Listed(True, reachable_units(actor, kind)))
        if isinstance(hits, Hits):
            group = _group(actor, kind, hits, wanted, per_kind)
            if group.items:
                found.append(group)
    return found


def _group(actor: Actor, kind: RecordKind, hits: Hits, wanted: tuple[Term, ...], per_kind: int) -> Group:
    ids = hits.newest(CANDIDATES)
    columns = {one.name for one in kind.model_class._meta.concrete_fields}
    detail = next((name for name in _DETAILS if name in columns), kind.title)
    rows = list(
        visible(actor, kind)
        .filter(pk__in=ids, archived_at__isnull=True)
        .values_list("pk", kind.title, detail)
    )
    rows.sort(key=lambda row: _rank(row, wanted))
    items = [
        {"kind": kind.name, "id": str(pk), "label": str(title or ""), "detail": str(extra or "")}
        for pk, title, extra in rows[:per_kind]
    ]
    return Group(kind, items, len(rows) > per_kind)


def _rank(row: tuple[UUID, Any, Any], wanted: tuple[Term, ...]) -> tuple[int, int, str]:
    """The whole number or name first, then beginnings, then names that contain the words."""
    title, detail = searchable(str(row[1] or "")), searchable(str(row[2] or ""))
    whole = "".join(one.text for one in wanted)
    if whole in (title, detail):
        place = 0
    elif title.startswith(whole) or detail.startswith(whole):
        place = 1
    elif all(one.text in title or one.text in detail for one in wanted):
        place = 2
    else:
        place = 3
    return place, len(title), str(row[1])
