"""Condition faces of scope: which credentials cover a market or a product."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from credentry.domains.credentials.models import CredentialExclusion, CredentialMarket, CredentialProduct
from credentry.domains.subjects import queries as subjects


def _ids(value: Any) -> set[UUID]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return {one if isinstance(one, UUID) else UUID(str(one)) for one in values}


def markets_sql(operator: str, value: Any, env: Any) -> Q:
    """Credentials that cover one of the markets on the day: listed itself, or a group that contains it."""
    links = CredentialMarket.objects.filter(credential=OuterRef("pk"))
    if operator == "notNull":
        return Q(Exists(links))
    return Q(Exists(links.filter(market__in=subjects.covering(_ids(value), env.today))))


def markets_memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    """The same in memory, on the listed markets of a credential."""
    listed = _listed(values.get("markets"))
    if operator == "notNull":
        return bool(listed)
    return bool(listed & subjects.covering(_ids(value), env.today))


def products_sql(operator: str, value: Any, env: Any) -> Q:
    """Credentials that cover one of the products: named itself or above it in the tree, and not excluded."""
    links = CredentialProduct.objects.filter(credential=OuterRef("pk"))
    if operator == "notNull":
        return Q(Exists(links))
    hit = Q()
    for one in _ids(value):
        line = subjects.ancestors([one])
        excluded = CredentialExclusion.objects.filter(credential=OuterRef("pk"), product__in=line)
        hit |= Q(Exists(links.filter(product__in=line))) & ~Q(Exists(excluded))
    return hit if hit else Q(pk__in=[])


def products_memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    """The same in memory."""
    listed = _listed(values.get("products"))
    if operator == "notNull":
        return bool(listed)
    left_out = _listed(values.get("excluded_products"))
    lines = (subjects.ancestors([one]) for one in _ids(value))
    return any(listed & line and not left_out & line for line in lines)


def _listed(values: Iterable[Any] | None) -> set[UUID]:
    return _ids([one["id"] if isinstance(one, dict) else one for one in values or ()])
