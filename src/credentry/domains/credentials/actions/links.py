"""Writing the scope links of credentials set by set."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import (
    CredentialExclusion,
    CredentialMarket,
    CredentialProduct,
    CredentialSubject,
    ScopeItem,
)
from credentry.foundation.text import normalise_number
from credentry.plumbing import bulk

# Form field → link table and its target column.
LINKS: dict[str, tuple[Any, str]] = {
    "markets": (CredentialMarket, "market_id"),
    "products": (CredentialProduct, "product_id"),
    "excluded_products": (CredentialExclusion, "product_id"),
    "subjects": (CredentialSubject, "subject_id"),
}
# Form field → kind of scope item it becomes.
ITEMS = {"standards": "standard", "acts": "act", "exclusions": "exclusion", "scope_notes": "note"}


def insert(pairs: Iterable[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Links and scope items of new credentials: (credential id, form values)."""
    linked: dict[str, list[tuple[UUID, UUID]]] = {}
    items: list[tuple[UUID, str, str, str, str]] = []
    for owner, values in pairs:
        for name in LINKS:
            given = values.get(name)
            if given:
                linked.setdefault(name, []).extend((owner, target) for target in dict.fromkeys(given))
        for name, item in ITEMS.items():
            for text in values.get(name) or ():
                code = text[:120] if item in ("standard", "act") else ""
                norm = normalise_number(code)[:120] if item == "standard" else ""
                items.append((owner, item, code, norm, text[:500]))
    for name, rows in linked.items():
        model, column = LINKS[name]
        bulk.insert_rows(model, _columns(model, "credential", column.removesuffix("_id")), rows)
    bulk.insert_rows(ScopeItem, _columns(ScopeItem, "credential", "item", "code", "code_norm", "text"), items)


def replace(owners: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Replace links and items of existing credentials where the values name them."""
    for name, (model, _) in LINKS.items():
        ids = [owner for owner, values in owners if name in values]
        if ids:
            model.objects.filter(credential__in=ids).delete()
    for name, item in ITEMS.items():
        ids = [owner for owner, values in owners if name in values]
        if ids:
            ScopeItem.objects.filter(credential__in=ids, item=item).delete()
    insert(owners)


def _columns(model: Any, *names: str) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def standards_text(values: Iterable[str]) -> str:
    """Standards as shown in lists."""
    return "; ".join(dict.fromkeys(one.strip() for one in values if one.strip()))
