"""Notices that have been told: they settle by the mere passing of days."""

from collections.abc import Sequence
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, projections
from credentry.core.records.queries import deadlines
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries.aftermath import SETTLED_AFTER, STATUS
from credentry.foundation import clock

#: Who looks at the days of all credentials.
EVERYTHING = Actor.system("credentials.days")


def days_gone_by() -> int:
    """Settle the notices of changed statuses whose days are over; how many credentials. Once a day is enough."""
    over = deadlines(EVERYTHING, "credential").filter(
        code=STATUS, closed_on__isnull=True, due_on__lte=clock.today() - SETTLED_AFTER
    )
    owners = list(over.values_list("record_id", flat=True).distinct())
    look_again(owners)
    return len(owners)


def look_again(ids: Sequence[UUID]) -> None:
    """Derive the deadlines of these credentials anew, and tell whoever follows them."""
    for start in range(0, len(ids), projections.CHUNK):
        rows = Credential.objects.filter(pk__in=ids[start : start + projections.CHUNK])
        projections.follow_many(kinds.get("credential"), rows, without={"coverage"})
