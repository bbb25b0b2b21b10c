"""Names of what credentials depend on, for the words of a standing."""

from collections.abc import Sequence
from uuid import UUID

from credentry.domains.credentials.models import Dependency, Filing


def names_of(ids: Sequence[UUID]) -> dict[str, str]:
    """Id of a dependency or filing of these credentials → the name of what it refers to: two queries."""
    found: dict[str, str] = {}
    rows = Dependency.objects.filter(credential__in=ids, known_to__isnull=True).values_list(
        "pk", "standard__code", "parent__number", "organisation__title", "change__description"
    )
    for pk, *names in rows:
        found[str(pk)] = next((one for one in names if one), "")
    for pk, number, filed in Filing.objects.filter(credential__in=ids, known_to__isnull=True).values_list(
        "pk", "accepted_no", "filed_on"
    ):
        found[str(pk)] = number or filed.isoformat()
    return found
