"""Users whose people leave: what they answer for is to be handed over, and after the last day nobody counts on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.core.records import holdings
from credentry.core.records.kinds import RecordKind
from credentry.domains.subjects.models import Subject


def last_days(users: Sequence[UUID] | None) -> Mapping[UUID, date]:
    """User → the last day of their person's employment, where one is known; of several people the latest.

    Whoever has a person without a last day stays.
    """
    rows = Subject.objects.filter(user__isnull=False)
    leaving = _leaving(rows if users is None else rows.filter(user__in=users)).order_by("employed_to", "pk")
    days = leaving.values_list("user_id", "employed_to")
    return {user: last for user, last in days if user is not None and last is not None}


def departed(day: date) -> set[UUID]:
    """Users whose people had left before that day, whether or not their account can still sign in."""
    rows = Subject.objects.filter(user__isnull=False)
    here = Subject.objects.filter(user=OuterRef("user"), employed_to__gte=day)
    left = _leaving(rows).filter(~Exists(here), employed_to__lt=day)
    return {user for user in left.values_list("user_id", flat=True) if user is not None}


def _leaving(rows: QuerySet[Subject]) -> QuerySet[Subject]:
    """Those of the people with a last day whose user is not somebody who stays as well."""
    stays = Subject.objects.filter(user=OuterRef("user"), employed_to__isnull=True, archived_at__isnull=True)
    return rows.filter(~Exists(stays), employed_to__isnull=False)


def people_left(kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]]) -> None:
    """People got another last day or another account: what their users hold is, or is no more, to be handed over."""
    if kind.name != "person":
        return
    touched = Q(employed_to__isnull=False) | Q(
        pk__in=[pk for pk, was in before.items() if was.get("employed_to")]
    )
    users = set(
        Subject.objects.filter(touched, pk__in=ids, user__isnull=False).values_list("user_id", flat=True)
    )
    users |= {UUID(was["user"]) for was in before.values() if was.get("user") and was.get("employed_to")}
    if users:
        holdings.look_again(sorted(users))
