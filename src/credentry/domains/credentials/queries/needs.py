"""Names of what credentials depend on, for the words of a standing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from credentry.domains.credentials.models import Dependency, Filing


def names_of(ids: Sequence[UUID], known: datetime | None = None) -> dict[str, str]:
    """Id of a dependency or filing of these credentials → the name of what it refers to: two queries. ``known``: those
    closed since included."""
    found: dict[str, str] = {}
    open_then = Q(known_to__isnull=True) if known is None else Q()
    rows = Dependency.objects.filter(open_then, credential__in=ids).values_list(
        "pk", "standard__code", "parent__number", "organisation__title", "change__description"
    )
    for pk, *names in rows:
        found[str(pk)] = next((one for one in names if one), "")
    for pk, number, filed in Filing.objects.filter(open_then, credential__in=ids).values_list(
        "pk", "accepted_no", "filed_on"
    ):
        found[str(pk)] = number or filed.isoformat()
    return found
