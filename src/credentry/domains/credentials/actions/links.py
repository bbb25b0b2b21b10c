"""Writing the scope links of credentials set by set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import SCOPE_LINKS, ScopeChange, ScopeItem
from credentry.foundation.text import normalise_number
from credentry.plumbing import bulk

# Form field → kind of scope item it becomes.
ITEMS = {"standards": "standard", "acts": "act", "exclusions": "exclusion", "scope_notes": "note"}


def insert(pairs: Iterable[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Links and scope items of new credentials: (credential id, form values)."""
    given = list(pairs)
    for name in SCOPE_LINKS:
        rows = [
            (owner, 1, target) for owner, values in given for target in dict.fromkeys(values.get(name) or ())
        ]
        _link(name, rows)
    _write_items(((owner, 1, values) for owner, values in given), None)


def replace(owners: Sequence[tuple[UUID, Mapping[str, Any]]], at: datetime, clause: int = 1) -> None:
    """Replace links and items of one clause of existing credentials where the values name them. Only what really comes
    or goes is written, and remembered with the instant ``at``."""
    for name in SCOPE_LINKS:
        wanted = {owner: values[name] or () for owner, values in owners if name in values}
        if wanted:
            _relink(name, wanted, at, clause)
    for name, item in ITEMS.items():
        ids = [owner for owner, values in owners if name in values]
        if ids:
            close_items(ScopeItem.objects.filter(credential__in=ids, item=item, clause=clause), at)
    _write_items(((owner, clause, values) for owner, values in owners), at)


def _relink(name: str, wanted: Mapping[UUID, Iterable[UUID]], at: datetime, clause: int) -> None:
    model, column = SCOPE_LINKS[name]
    rows = model._default_manager.filter(credential__in=list(wanted), clause=clause)
    present: dict[UUID, dict[UUID, int]] = {}
    for pk, owner, target in rows.values_list("pk", "credential_id", column):
        present.setdefault(owner, {})[target] = pk
    added: list[tuple[UUID, int, UUID]] = []
    gone: list[tuple[UUID, int, UUID]] = []
    keys: list[int] = []
    for owner, targets in wanted.items():
        there, asked = present.get(owner, {}), dict.fromkeys(targets)
        added += [(owner, clause, one) for one in asked if one not in there]
        for target in there.keys() - asked.keys():
            gone.append((owner, clause, target))
            keys.append(there[target])
    model._default_manager.filter(pk__in=keys).delete()
    _link(name, added)
    changes = [(*one, name, flag, at) for flag, some in ((False, gone), (True, added)) for one in some]
    columns = _columns(ScopeChange, "credential", "clause", "target", "link", "added", "at")
    bulk.insert_rows(ScopeChange, columns, changes)


def _link(name: str, rows: Sequence[tuple[UUID, int, UUID]]) -> None:
    model, column = SCOPE_LINKS[name]
    bulk.insert_rows(model, _columns(model, "credential", "clause", column.removesuffix("_id")), rows)


def close_items(items: Any, at: datetime) -> None:
    """Take scope items away at ``at``; those that came at that very instant were never there."""
    items = items.filter(known_to__isnull=True)
    items.filter(known_from__gte=at).delete()
    items.update(known_to=at)


def _write_items(pairs: Iterable[tuple[UUID, int, Mapping[str, Any]]], at: datetime | None) -> None:
    items: list[tuple[Any, ...]] = []
    for owner, clause, values in pairs:
        for name, item in ITEMS.items():
            for text in values.get(name) or ():
                code = text[:120] if item in ("standard", "act") else ""
                norm = normalise_number(code)[:120] if item == "standard" else ""
                items.append((owner, clause, item, code, norm, text[:500], at))
    columns = _columns(ScopeItem, "credential", "clause", "item", "code", "code_norm", "text", "known_from")
    bulk.insert_rows(ScopeItem, columns, items)


def _columns(model: Any, *names: str) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def standards_text(values: Iterable[str]) -> str:
    """Standards as shown in lists."""
    return "; ".join(dict.fromkeys(one.strip() for one in values if one.strip()))
