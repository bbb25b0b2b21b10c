"""What this room does when records change: in the same transaction, set by set."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.core.records import forgetting, projections
from credentry.core.records.kinds import RecordKind
from credentry.domains.coverage import facts, gating, gating_limits, refreshing, seeking
from credentry.domains.coverage.actions.forgetting import forget
from credentry.domains.coverage.models import Engagement, UseLimit
from credentry.domains.coverage.vocabulary import ENGAGEMENT, LIMIT, POST, RULE, WAIVER
from credentry.domains.gate import checks

ORDER = 80  # after standing, custom values and deadlines
_SUBJECTS = frozenset({*facts.SUBJECTS, "equipment"})


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Bring what is required and what is met up to date with changed records."""
    if kind.name == "credential":
        refreshing.of_credentials(ids)
    elif kind.name in _SUBJECTS:
        refreshing.of_subjects(ids, kind.name == "person")
        if kind.name == "site":
            refreshing.of_posts_before(ids)
    elif kind.name == ENGAGEMENT:
        refreshing.of_engagements(list(Engagement.objects.filter(pk__in=ids)))
    elif kind.name == WAIVER:
        refreshing.of_waivers(ids)
    elif kind.name == RULE:
        refreshing.of_rules(list(ids))
    elif kind.name == LIMIT:
        named = list(UseLimit.objects.filter(pk__in=ids).values_list("types", flat=True))
        refreshing.of_limits((code for some in named for code in some), not all(named))
    elif kind.name == "credential_type":
        refreshing.of_types(ids)
    elif kind.name == "market":
        refreshing.of_markets()
    elif kind.name == "custom_field":
        refreshing.of_fields(everything=True)
    elif kind.name == "case":
        seeking.of_cases(ids)


def at_first(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """The same for records just made: new subjects are engaged through those above them only."""
    if kind.name == "market":
        return  # a market just made is covered by nothing else; rules know it once they are compiled
    if kind.name != WAIVER:  # one just asked for counts for nothing yet
        follow(kind, ids)


def follow_many(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """The same for many credentials whose standing changed."""
    if kind.name == "credential":
        refreshing.of_credentials(list(rows.values_list("pk", flat=True)))


def moved(kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]]) -> None:
    """An engagement that was about somebody else is looked at there, too; who our own company is decides for others."""
    if kind.name == ENGAGEMENT and before:
        refreshing.of_engagements(
            [], {UUID(str(one["subject"])) for one in before.values() if one.get("subject")}
        )
        posts = {pk: one for pk, one in before.items() if one.get("context") == POST}
        if _left(kind, posts, "subject"):
            refreshing.of_crews()
        else:
            refreshing.of_posts_before(_left(kind, posts, "place"), _left(kind, posts, "organisation"))
    elif kind.name == LIMIT and before:
        was = [one.get("types") or [] for one in before.values()]
        refreshing.of_limits((code for some in was for code in some), not all(was))
    elif kind.name == "person":
        refreshing.of_posts_before((), _left(kind, before, "employer"))
    elif kind.name == "site":
        refreshing.of_posts_before(_left(kind, before, "parent"))
    elif kind.name == "organisation":
        if _left(kind, before, "parent"):
            refreshing.of_crews()
        theirs = kind.model_class._default_manager.filter(pk__in=before).values_list("pk", "parent_id")
        moved_to = {pk for pk, now in theirs if str(now or "") != str(before[pk].get("parent") or "")}
        if moved_to:
            refreshing.of_ties(moved_to)
        rows = kind.model_class._default_manager.filter(pk__in=ids).values_list("pk", "is_own", "archived_at")
        if any(
            (own and (pk not in before or gone)) or own != bool(before.get(pk, {}).get("is_own"))
            for pk, own, gone in rows
        ):
            refreshing.of_companies()


def _left(kind: RecordKind, before: Mapping[UUID, dict[str, Any]], name: str) -> set[UUID]:
    """What these records named there before and do not any more."""
    was = {pk: UUID(str(one[name])) for pk, one in before.items() if one.get(name)}
    if not was:
        return set()
    rows = kind.model_class._default_manager.filter(pk__in=was).values_list("pk", f"{name}_id")
    return {was[pk] for pk, now in rows if now != was[pk]}


def nobody_moved(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """Records that only derive something else are still about whom they were."""


checks.register("coverage", gating.required)
checks.register("coverage_limits", gating_limits.limited)
projections.register("coverage", follow, order=ORDER, first=at_first, follows=True, many=follow_many)
projections.watch(moved, nobody_moved)
forgetting.register("coverage", forget, order=20)
