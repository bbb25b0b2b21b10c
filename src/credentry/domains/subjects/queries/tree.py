"""The tree of subjects: series → model → variant, organisation → branch, project → site."""

from collections.abc import Collection
from uuid import UUID

from credentry.domains.subjects.models import Subject

_DEPTH = 12


def ancestors(ids: Collection[UUID]) -> set[UUID]:
    """The subjects themselves and all above them. One query per level."""
    found: set[UUID] = set(ids)
    level = found
    for _ in range(_DEPTH):
        above = set(
            Subject.objects.filter(pk__in=level, parent__isnull=False).values_list("parent_id", flat=True)
        )
        level = {one for one in above if one is not None} - found
        if not level:
            break
        found |= level
    return found


def descendants(ids: Collection[UUID]) -> set[UUID]:
    """The subjects themselves and all below them. One query per level."""
    found: set[UUID] = set(ids)
    level = found
    for _ in range(_DEPTH):
        level = set(Subject.objects.filter(parent_id__in=level).values_list("pk", flat=True)) - found
        if not level:
            break
        found |= level
    return found


def titles(ids: Collection[UUID | str]) -> dict[UUID, str]:
    """Subject id → name."""
    return dict(Subject.objects.filter(pk__in=set(ids)).values_list("pk", "title"))
