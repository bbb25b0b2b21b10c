"""What is looked at again by the mere passing of days: notices that have been told, papers of people who left."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, projections
from credentry.core.records.queries import deadlines
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries.aftermath import HANDOVER, SETTLED_AFTER, STATUS
from credentry.foundation import clock

#: Who looks at the days of all credentials.
EVERYTHING = Actor.system("credentials.days")


def days_gone_by() -> int:
    """Settle the notices of changed statuses whose days are over, and find what people hold who left before anybody
    kept such days (an older version); how many credentials were looked at. Once a day is enough."""
    over = deadlines(EVERYTHING, "credential").filter(
        code=STATUS, closed_on__isnull=True, due_on__lte=clock.today() - SETTLED_AFTER
    )
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=F("holder__employed_to"))
    left = Credential.objects.filter(unsaid(), running, archived_at__isnull=True)
    owners = {*over.values_list("record_id", flat=True), *left.values_list("pk", flat=True)}
    look_again(sorted(owners))
    return len(owners)


def unsaid() -> Q:
    """Credentials of people with a last day for which no hand-over is due on it."""
    said = deadlines(EVERYTHING, "credential").filter(code=HANDOVER, record_id=OuterRef("pk"))
    there = Exists(said.filter(due_on=OuterRef("holder__employed_to")))
    return Q(holder__employed_to__isnull=False) & ~Q(there)


def look_again(ids: Sequence[UUID]) -> None:
    """Derive the deadlines of these credentials anew, and tell whoever follows them."""
    for start in range(0, len(ids), projections.CHUNK):
        rows = Credential.objects.filter(pk__in=ids[start : start + projections.CHUNK])
        projections.follow_many(kinds.get("credential"), rows, without={"coverage"})
