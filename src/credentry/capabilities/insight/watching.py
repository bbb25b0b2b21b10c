"""Views whose number is watched: how many records a list may have at least or at most, and since when it has not.

What is counted is what the owner of the view may see. The day on which the number left its limits is kept in the
deadline itself; it is gone as soon as the number is back.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from credentry.capabilities.insight.models import SavedView
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user
from credentry.core.records import conditions, kinds, projections
from credentry.core.records.kinds import DeadlineRow
from credentry.core.records.queries import deadlines as said_of
from credentry.core.records.queries import visible
from credentry.foundation import clock

KIND, CODE = "saved_view", "count_limit"
EVERYTHING: Final = Actor.system("insight.watch")
RHYTHM: Final = (0, -7, -30)
WATCHED = (Q(at_least__isnull=False) | Q(at_most__isnull=False)) & Q(
    archived_at__isnull=True, owner__isnull=False
)


def count(view: Any) -> int:
    """How many records the view shows to its owner today."""
    kind, actor = kinds.get(view.kind), actor_for_user(view.owner, "watch")
    rows = visible(actor, kind).filter(archived_at__isnull=True)
    if view.condition:
        tree = conditions.parse_json(kind, view.condition)
        rows = rows.filter(conditions.to_q(kind, tree, conditions.Env(actor, clock.today())))
    return rows.values("pk").count()


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """One for each of the views whose number lies outside its limits, since the day it was found there."""
    since = _since(ids)
    for view in SavedView.objects.filter(WATCHED, pk__in=ids).select_related("owner__unit"):
        there = count(view)
        few = view.at_least is not None and there < view.at_least
        if not few and (view.at_most is None or there <= view.at_most):
            continue
        day = since.get(view.pk, clock.today())
        limit = (
            f"至少 {view.at_least} · at least {view.at_least}"
            if few
            else f"至多 {view.at_most} · at most {view.at_most}"
        )
        title = f"{view.name}:{there} ({limit})"
        yield DeadlineRow(view.pk, CODE, day.isoformat(), day, responsible_id=view.owner_id, title=title)


def days_gone_by() -> int:
    """Count every watched view again, and tell of those that left their limits or came back; how many did."""
    ids = sorted(SavedView.objects.filter(WATCHED).values_list("pk", flat=True))
    due = {(row.record_id, row.title) for row in deadlines(ids)}
    said = said_of(EVERYTHING, KIND).filter(code=CODE, record_id__in=ids, closed_on__isnull=True)
    wrong = sorted({view for view, _ in due ^ set(said.values_list("record_id", "title"))})
    if wrong:
        projections.follow_many(kinds.get(KIND), SavedView.objects.filter(pk__in=wrong))
    return len(wrong)


def _since(ids: Sequence[UUID]) -> dict[UUID, date]:
    rows = said_of(EVERYTHING, KIND).filter(code=CODE, record_id__in=ids, closed_on__isnull=True)
    return dict(rows.values_list("record_id", "due_on"))
