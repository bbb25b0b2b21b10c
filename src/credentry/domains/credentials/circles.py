"""Credentials may not depend on each other in a circle."""

from collections.abc import Collection, Sequence
from uuid import UUID

from credentry.domains.credentials.models import Credential, Dependency
from credentry.plumbing import sql

Pair = tuple[UUID, UUID]


def without(pairs: Sequence[Pair]) -> list[Pair]:
    """Those of the pairs (credential, what it is to depend on) that close no circle, taken in order."""
    above = _above({parent for _, parent in pairs})
    kept = []
    for owner, parent in pairs:
        if not _reaches(above, parent, owner):
            above.setdefault(owner, set()).add(parent)
            kept.append((owner, parent))
    return kept


def closes(owner: UUID, parent: UUID) -> bool:
    """Whether ``owner`` depending on ``parent`` would close a circle."""
    return not without([(owner, parent)])


def hold(parents: Collection[UUID]) -> None:
    """What is depended on may not change until this transaction ends."""
    if sql.is_postgresql():
        rows = Credential.objects.filter(pk__in=parents).order_by("pk").values("pk")
        text, params = rows.query.sql_with_params()
        sql.run(f"SELECT count(*) FROM ({text} FOR SHARE) held", params)


def _above(start: set[UUID]) -> dict[UUID, set[UUID]]:
    """What these credentials depend on, and what that depends on: one query per level."""
    found: dict[UUID, set[UUID]] = {}
    level = start
    while level:
        rows = Dependency.objects.filter(
            credential__in=level, parent__isnull=False, known_to__isnull=True
        ).values_list("credential_id", "parent_id")
        for owner, parent in rows:
            if parent is not None:
                found.setdefault(owner, set()).add(parent)
        seen = found.keys() | level
        level = {parent for one in level for parent in found.get(one, ())} - seen
    return found


def _reaches(above: dict[UUID, set[UUID]], start: UUID, goal: UUID) -> bool:
    level, seen = {start}, set[UUID]()
    while level:
        if goal in level:
            return True
        seen |= level
        level = {parent for one in level for parent in above.get(one, ())} - seen
    return False
