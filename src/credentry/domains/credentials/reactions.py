"""What this room does when records of other rooms change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.core.records import forgetting, kinds, projections, working
from credentry.core.records.deadlines import refresh_deadlines
from credentry.core.records.kinds import RecordKind
from credentry.core.records.principals import unit_days
from credentry.core.records.queries import deadlines
from credentry.domains.credentials import spreading, standing
from credentry.domains.credentials.actions import erasing
from credentry.domains.credentials.models import Credential, Dependency
from credentry.domains.credentials.queries import peaks, quarters
from credentry.domains.credentials.queries.aftermath import HANDOVER
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.telling import EVERYTHING, look_again, unsaid
from credentry.domains.credentials.vocabulary import AGE, RELATIONS
from credentry.foundation import clock


def people_moved(kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]]) -> None:
    """Where people are employed and registered decides over credentials that depend on it, in the transaction that
    changed it. Nothing depends on people who are new."""
    if kind.name != "person" or not before:
        return
    mine = Dependency.objects.filter(person__in=ids, known_to__isnull=True)
    owners = spreading.learn_from_people(mine.filter(code__in=RELATIONS))
    aged = spreading.learn_from_ages(mine.filter(code=AGE))
    if owners or aged:
        standing.recompute([*owners, *aged], clock.now(), follow=True)
    if aged:  # the age limit is a deadline even where something else ends the standing first
        refresh_deadlines(kinds.get("credential"), aged)
    _handed_over(ids)


def _handed_over(people: Sequence[UUID]) -> None:
    """Whose employment ended, or did not end after all: what they hold is, or is no more, to be handed over."""
    said = deadlines(EVERYTHING, "credential").filter(code=HANDOVER, record_id=OuterRef("pk"))
    back = Q(holder__employed_to__isnull=True) & Exists(said)
    held = Credential.objects.filter(unsaid() | back, holder__in=people, archived_at__isnull=True)
    look_again(list(held.values_list("pk", flat=True)))


def nobody_moved(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """Records that derive something else than before are still where they were."""


projections.watch(people_moved, nobody_moved)
working.use(WorkingDays)
unit_days.register(peaks.deadlines)
unit_days.register(quarters.deadlines)
forgetting.register("credentials", erasing.forget, order=10, keeps=erasing.what_keeps, names=erasing.name)
