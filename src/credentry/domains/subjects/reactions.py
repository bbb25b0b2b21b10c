"""What this room says when a person is to be forgotten or leaves."""

from typing import Any

from django.db.models import QuerySet

from credentry.core.identity import queries as identity
from credentry.core.records import forgetting, holdings, projections
from credentry.core.records.kinds import RecordKind
from credentry.domains.subjects import leaving
from credentry.domains.subjects.actions import erase


def _nobody_left(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """Records that derive something else than before are of the same people."""


forgetting.register("subjects", erase.nothing_more, order=5, keeps=erase.still_here)
holdings.use_last_days(leaving.last_days)
identity.use_departures(leaving.departed)
projections.watch(leaving.people_left, _nobody_left)
