"""The scope as it was known at an instant: the present links with the later changes undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from credentry.domains.credentials.models import SCOPE_LINKS, ScopeChange

Links = Sequence[tuple["QuerySet[Any]", str]]


def linked(name: str, owner: Any, known: datetime) -> Links:
    """The rows that linked the credential ``owner`` (an id or OuterRef) at ``known``, with their column of the target:
    present links not made since, and links taken away since. Both have ``credential_id`` and ``clause``.

    Of several changes to one link the first after ``known`` tells what was so then.
    """
    model, column = SCOPE_LINKS[name]
    since = ScopeChange.objects.filter(link=name, at__gt=known)
    touched = since.filter(
        credential=OuterRef("credential"), clause=OuterRef("clause"), target=OuterRef(column)
    )
    earlier = since.filter(
        credential=OuterRef("credential"), clause=OuterRef("clause"), target=OuterRef("target"),
        pk__lt=OuterRef("pk"),
    )  # fmt: skip
    kept = model._default_manager.filter(~Exists(touched), credential=owner)
    return [(kept, column), (since.filter(~Exists(earlier), credential=owner, added=False), "target")]


def linked_ids(name: str, ids: Sequence[UUID], known: datetime) -> Mapping[UUID, Sequence[UUID]]:
    """The same read for credentials: id → ids of the linked records, each once, in their order."""
    found: dict[UUID, set[UUID]] = {}
    for (owner, _clause), targets in clauses_linked(name, ids, known).items():
        found.setdefault(owner, set()).update(targets)
    return {owner: sorted(targets) for owner, targets in found.items()}


def clauses_linked(
    name: str, ids: Sequence[UUID], known: datetime | None = None
) -> dict[tuple[UUID, int], list[UUID]]:
    """(credential id, clause number) → ids of the records linked by ``name``; two queries.

    Now in the order they were linked; as of an instant by id, since of a link taken away later its place is not known.
    """
    model, column = SCOPE_LINKS[name]
    found: dict[tuple[UUID, int], list[UUID]] = {}
    rows = model._default_manager.filter(credential__in=ids).order_by("pk")
    for owner, clause, target in rows.values_list("credential_id", "clause", column):
        found.setdefault((owner, clause), []).append(target)
    if known is None:
        return found
    later = ScopeChange.objects.filter(credential__in=ids, link=name, at__gt=known).order_by("-pk")
    for owner, clause, target, added in later.values_list("credential_id", "clause", "target", "added"):
        there = found.setdefault((owner, clause), [])
        if added and target in there:
            there.remove(target)
        elif not added and target not in there:
            there.append(target)
    return {key: sorted(targets) for key, targets in found.items() if targets}
