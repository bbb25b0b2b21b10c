"""What an upgrade of a pack would do, item by item and field by field, before anybody does it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from credentry.core.records import kinds
from credentry.domains.packs import rules
from credentry.domains.packs.models import InstalledPack, PackItem
from credentry.domains.packs.queries.brought import BROUGHT, Brought, settled
from credentry.domains.packs.queries.overview import find, outdated
from credentry.domains.packs.wanted.contents import contents
from credentry.domains.packs.wanted.items import Item

NEW, CHANGED, KEPT = "new", "changed", "kept"
BOOKKEEPING = frozenset(
    {"pack", "pack_version"}
)  # says where a record came from, nothing that anybody reviews


def pending(record: InstalledPack) -> list[dict[str, Any]]:
    """The items that an upgrade would make (``new``), change, or leave as users set them (``kept``), with their kind, code and
    name; of a change each field before and after, of what is kept the shipped word that would have come."""
    if not outdated(record):
        return []
    by_kind: dict[str, list[Item]] = {}
    for item in contents(find(record.code)):
        by_kind.setdefault(item.kind, []).append(item)
    return [
        line
        for one in BROUGHT
        if one.kind in by_kind and kinds.find(one.kind) is not None
        for line in _lines(one, by_kind[one.kind])
    ]


def upgrade_of(code: str) -> list[dict[str, Any]]:
    """The same of an installed pack by its code; empty where it is not installed. Raises NotFound ``pack.unknown``."""
    record = InstalledPack.objects.filter(code=find(code).code).first()
    return pending(record) if record is not None else []


def _lines(brought: Brought, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    codes = [one.code for one in items]
    known = {one.code: one for one in PackItem.objects.filter(kind=brought.kind, code__in=codes)}
    stale = [one for one in items if not settled(one, known.get(one.code))]
    found = brought.read([one.code for one in stale]) if stale else {}
    for one in stale:
        about = {
            "kind": brought.kind,
            "code": one.code,
            "name": str(one.form.get("name_zh") or one.form.get("name") or ""),
        }
        about["name_en"] = str(one.form.get("name_en") or about["name"])
        if one.code not in found:
            if one.code not in known:  # what users removed does not come back
                yield {**about, "what": NEW, "fields": []}
            continue
        now = found[one.code]
        before = known[one.code].stored if one.code in known else None
        changes, held = rules.merge(before, now.form, one.form)
        if changes.keys() - BOOKKEEPING and not now.archived:
            yield {**about, "what": CHANGED, "fields": list(_fields(now.form, changes))}
        if held:
            yield {**about, "what": KEPT, "fields": [_held(name, now.form, one.form) for name in held]}


def _fields(now: dict[str, Any], changes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in changes.items():
        if name in BOOKKEEPING:
            continue
        if name in rules.BY_KEY:
            inner = now.get(name) or {}
            yield from (
                {"field": f"{name}.{key}", "before": inner.get(key), "after": one}
                for key, one in value.items()
            )
        else:
            yield {"field": name, "before": now.get(name), "after": value}


def _held(name: str, now: Mapping[str, Any], shipped: Mapping[str, Any]) -> dict[str, Any]:
    key, _, inner = name.partition(".")
    if inner:
        return {
            "field": name,
            "before": (now.get(key) or {}).get(inner),
            "after": (shipped.get(key) or {}).get(inner),
        }
    return {"field": name, "before": now.get(key), "after": shipped.get(key)}
