"""What has to be seen to after something happened: a holder left, an issuer changed the status.

Both are deadlines of the credential, so that alerts, drill and reconciler know them like any other.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from credentry.core.records.kinds import DeadlineRow
from credentry.domains.credentials.models import Credential, StatusChange
from credentry.domains.credentials.vocabulary import FINAL_CHANGES
from credentry.foundation import clock
from credentry.plumbing import lookup

HANDOVER, STATUS = "handover_due", "notice_status"
#: Changes that people are told of; void and superseded only tidy the register.
TOLD = frozenset({"suspended", "withdrawn", "cancelled", "revoked"})
#: So many days after it was recorded a change of status has been told, climbing included: it settles by itself.
SETTLED_AFTER = timedelta(days=7)
DAY = timedelta(days=1)


class Held(Protocol):
    """What these deadlines ask of a credential."""

    @property
    def pk(self) -> UUID: ...
    @property
    def holder_id(self) -> UUID | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def state(self) -> str: ...
    @property
    def effective_to(self) -> date | None: ...
    @property
    def binding_code(self) -> str: ...
    @property
    def segmented(self) -> bool: ...


def of_leavers(rows: Sequence[Held]) -> Iterator[DeadlineRow]:
    """By the last day of the holder's employment a credential is to be cancelled, given back or archived.

    What had run out by then needs nothing. A final status closes it; an archived credential has no deadlines; who is
    employed again, here or elsewhere in the group, has not left.
    """
    held = [row.pk for row in rows if row.holder_id is not None]
    if not held:
        return
    mine = {row.pk: row for row in rows}
    left = Credential.objects.filter(pk__in=held, holder__employed_to__isnull=False)
    for pk, last in left.values_list("pk", "holder__employed_to"):
        row = mine[pk]
        if last is None or (row.valid_to is not None and row.valid_to < last):
            continue
        final = row.state in FINAL_CHANGES and row.effective_to is not None
        closed = row.effective_to + DAY if final and row.effective_to is not None else None
        by = row.state if final else ""
        yield DeadlineRow(pk, HANDOVER, last.isoformat(), last, closed_on=closed, closed_by=by)


def of_changes(rows: Sequence[Held]) -> Iterator[DeadlineRow]:
    """A status that the issuer changed is told on the day it was recorded, once for each change still believed.

    What a table taken over says is no news to anybody.
    """
    mine = [
        row.pk for row in rows if row.binding_code == "status_change" or row.segmented or row.state in TOLD
    ]
    columns = ("pk", "credential_id", "change", "source", "known_from", "known_to")
    zone, today = clock.zone(), clock.today()
    for pk, owner, change, source, known, gone in (
        lookup.by_ids(StatusChange, "credential", mine, columns) if mine else ()
    ):
        if gone is not None or change not in TOLD or source == "table":
            continue
        told = known.astimezone(zone).date()
        over = told + SETTLED_AFTER
        settled = over <= today
        yield DeadlineRow(
            owner,
            STATUS,
            str(pk),
            told,
            closed_on=over if settled else None,
            closed_by="told" if settled else "",
        )
