"""Which of its terms a credential shows."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from credentry.domains.credentials.models import Term


def current_terms(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Number of the term shown on each credential: the one that begins last, of equal ones the later entered."""
    found: dict[UUID, tuple[date, int]] = {}
    if not ids:
        return {}
    rows = Term.objects.filter(credential__in=ids, known_to__isnull=True)
    for owner, n, starts, issued in rows.values_list("credential_id", "n", "valid_from", "issued_on"):
        key = (starts or issued or date.min, n)
        if owner not in found or key > found[owner]:
            found[owner] = key
    return {owner: n for owner, (_, n) in found.items()}
