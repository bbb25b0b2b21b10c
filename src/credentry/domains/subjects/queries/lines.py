"""Who a set of subjects is: kind, name, place in the tree; and finding them by what people write."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from credentry.domains.subjects.models import Subject
from credentry.plumbing import lookup

_DEPTH = 12
_WRITTEN = ("number", "code", "sku", "title")


@dataclass(frozen=True, slots=True)
class Profile:
    """One subject. ``line``: itself and everything above it, nearest first."""

    id: UUID
    kind: str
    unit_id: UUID
    title: str
    line: tuple[UUID, ...]


def profiles(ids: Collection[UUID]) -> dict[UUID, Profile]:
    """Subject id → profile, unknown ids left out. One query per level of the tree."""
    columns = ("pk", "subject_kind", "unit_id", "title", "parent_id")
    rows = lookup.by_ids(Subject, "pk", set(ids), columns)
    above: dict[UUID, UUID] = {pk: parent for pk, _, _, _, parent in rows if parent}
    level = set(above.values()) - above.keys()
    seen = {row[0] for row in rows}
    for _ in range(_DEPTH):
        level -= seen
        if not level:
            break
        seen |= level
        found = {pk: up for pk, up in lookup.by_ids(Subject, "pk", level, ("pk", "parent_id")) if up}
        above.update(found)
        level = set(found.values())
    return {pk: Profile(pk, kind, unit, title, _line(pk, above)) for pk, kind, unit, title, _ in rows}


def _line(one: UUID, above: Mapping[UUID, UUID]) -> tuple[UUID, ...]:
    line = [one]
    while (up := above.get(line[-1])) is not None and up not in line:
        line.append(up)
    return tuple(line)


def written(words: Collection[str]) -> dict[str, tuple[UUID, ...]]:
    """What people write for a subject (system number, code, SKU or full name) → the subjects it means.

    The number outweighs the code, the code the SKU, the SKU the name; archived subjects are found, too.
    """
    wanted = {one for one in words if one}
    found: dict[str, tuple[UUID, ...]] = {}
    for name in _WRITTEN:
        missing = wanted - found.keys()
        if not missing:
            break
        hits: dict[str, list[UUID]] = {}
        for text, pk in Subject.objects.filter(Q(**{f"{name}__in": missing})).values_list(name, "pk"):
            hits.setdefault(text, []).append(pk)
        found.update({text: tuple(some) for text, some in hits.items()})
    return found
