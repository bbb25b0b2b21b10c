"""Which clauses of scopes count on a day, and which products their rules let in."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.core.records import conditions, kinds
from credentry.domains.credentials.models import Clause, CredentialProduct, ScopeItem


def clauses_at(known: datetime | None = None) -> "QuerySet[Clause]":
    """The clauses as they are, or as they were known at an instant."""
    if known is None:
        return Clause.objects.filter(known_to__isnull=True)
    return Clause.objects.filter(Q(known_to__isnull=True) | Q(known_to__gt=known), known_from__lte=known)


def items_at(known: datetime | None = None) -> "QuerySet[ScopeItem]":
    """The same of what scopes say in words: standards, acts, exclusions, notes."""
    if known is None:
        return ScopeItem.objects.filter(known_to__isnull=True)
    begun = Q(known_from__isnull=True) | Q(known_from__lte=known)
    return ScopeItem.objects.filter(begun & (Q(known_to__isnull=True) | Q(known_to__gt=known)))


def dated(known: datetime | None = None) -> bool:
    """Whether any clause has days of its own; almost nowhere, and then no list has to look for them."""
    return clauses_at(known).filter(Q(starts__isnull=False) | Q(ends__isnull=False)).exists()


def outside(day: date, known: datetime | None = None) -> "QuerySet[Clause]":
    """The clauses that are not part of their scope on a day."""
    return clauses_at(known).filter(Q(starts__gt=day) | Q(ends__lt=day))


def barring(product: UUID, line: Collection[UUID], day: date, known: datetime | None = None) -> list[int]:
    """The clauses that name something in the line of a product but whose rule does not let it in."""
    named = CredentialProduct.objects.filter(
        credential=OuterRef("credential"), clause=OuterRef("n"), product__in=line
    )
    ruled = clauses_at(known).filter(product_rule__isnull=False)
    if known is None:
        ruled = ruled.filter(Exists(named))
    by_rule: dict[bytes, list[int]] = {}
    for pk, rule in ruled.values_list("pk", "product_rule"):
        by_rule.setdefault(orjson.dumps(rule), []).append(pk)
    return [pk for rule, pks in by_rule.items() if product not in meeting(rule, [product], day) for pk in pks]


def meeting(rule: Any, products: Collection[UUID], day: date) -> set[UUID]:
    """Those of the products that meet a clause's rule."""
    kind = kinds.get("product")
    given = orjson.loads(rule) if isinstance(rule, bytes) else rule
    wanted = conditions.to_q(kind, conditions.parse_json(kind, given), conditions.Env(None, day))
    rows = kind.model_class._default_manager.filter(wanted, pk__in=products)
    return set(rows.values_list("pk", flat=True))
