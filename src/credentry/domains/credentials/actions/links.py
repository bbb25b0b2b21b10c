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
    rows: dict[Any, list[Any]] = {}
    for owner, values in pairs:
        for name, (model, column) in LINKS.items():
            for target in dict.fromkeys(values.get(name) or ()):
                rows.setdefault(model, []).append(model(credential_id=owner, **{column: target}))
        for name, item in ITEMS.items():
            for text in values.get(name) or ():
                rows.setdefault(ScopeItem, []).append(_item(owner, item, text))
    for model, found in rows.items():
        bulk.insert(model, found)


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


def _item(owner: UUID, item: str, text: str) -> ScopeItem:
    code = text[:120] if item in ("standard", "act") else ""
    return ScopeItem(credential_id=owner, item=item, code=code, text=text[:500])


def standards_text(values: Iterable[str]) -> str:
    """Standards as shown in lists."""
    return "; ".join(dict.fromkeys(one.strip() for one in values if one.strip()))
