"""The tree of subjects: series → model → variant, organisation → branch, project → site."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from credentry.domains.subjects.models import Subject
from credentry.plumbing import lookup

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


def lines_of(ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Each subject with all above it, itself first. One query per level, however many are asked."""
    parent: dict[UUID, UUID | None] = {}
    level = set(ids)
    for _ in range(_DEPTH):
        if not level:
            break
        parent.update(lookup.by_ids(Subject, "pk", level, ("pk", "parent_id")))
        level = {one for one in parent.values() if one is not None} - parent.keys()
    return {one: tuple(_upwards(one, parent)) for one in ids if one in parent}


def _upwards(one: UUID | None, parent: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    seen: set[UUID] = set()
    while one is not None and one not in seen:
        seen.add(one)
        yield one
        one = parent.get(one)


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


def kinds_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Subject id → person, organisation, product, project, site or equipment."""
    return dict(lookup.by_ids(Subject, "pk", ids, ("pk", "subject_kind")))
