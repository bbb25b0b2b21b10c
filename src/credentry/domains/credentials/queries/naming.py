"""Whom credentials speak of."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from credentry.domains.credentials.models import Credential, CredentialProduct, CredentialSubject


def named_by(ids: Sequence[UUID]) -> set[UUID]:
    """The products, other subjects and holders that these credentials name: three queries. A holder of a credential that
    names products everywhere is not spoken of."""
    found = set(CredentialProduct.objects.filter(credential__in=ids).values_list("product", flat=True))
    found |= set(CredentialSubject.objects.filter(credential__in=ids).values_list("subject", flat=True))
    holders = Credential.objects.filter(pk__in=ids, holder__isnull=False).filter(
        Q(product_links__isnull=True) | Q(clauses__isnull=False)
    )
    return found | {one for one in holders.values_list("holder", flat=True) if one is not None}


def by_type(ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """Code of a type → those of the credentials that are of it."""
    found: dict[str, list[UUID]] = {}
    for code, pk in Credential.objects.filter(pk__in=ids).values_list("type__code", "pk"):
        found.setdefault(code, []).append(pk)
    return found


def about_companies(ids: Sequence[UUID]) -> list[UUID]:
    """Those of the credentials whose type is about organisations."""
    rows = Credential.objects.filter(pk__in=ids, type__subject_kind="organisation")
    return list(rows.values_list("pk", flat=True))
