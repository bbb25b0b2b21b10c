"""Which kinds may have files, and what a document follows of its owner."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from credentry.capabilities.evidence.models import Document
from credentry.capabilities.evidence.vocabulary import ATTACH, DOCUMENT
from credentry.core.identity.actors import Actor
from credentry.core.identity.vocabulary import READ
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import visible
from credentry.core.records.scope import scope

FOLLOWED = ("unit_id", "responsible_id", "deputy_id", "owner_title")


def owner_kinds() -> list[RecordKind]:
    """Every kind that offers ``attach``."""
    return [one for one in kinds.all_kinds() if one.action(ATTACH) is not None]


def may_hand_in(actor: Actor) -> bool:
    """Whether there is anything the actor could do with a file."""
    if actor.may(DOCUMENT, "upload") or actor.may(DOCUMENT, "replace"):
        return True
    return any(actor.may(one.name, ATTACH) for one in owner_kinds())


def visible_to(actor: Actor) -> Q:
    """Documents whose owner the actor may read, and those without owner.

    Where the actor reads the whole kind no row of it is looked at; else one probe by key decides per document.
    """
    seen = Q(owner_kind="")
    for kind in owner_kinds():
        if not actor.may(kind.name):
            continue
        of_kind = Q(owner_kind=kind.name)
        if scope(actor, kind, READ) or kind.visibility is not None:
            of_kind &= Q(Exists(visible(actor, kind).filter(pk=OuterRef("owner_id"))))
        seen |= of_kind
    return seen


def followed(kind: RecordKind, owner: Any) -> dict[str, Any]:
    """What a document takes over from its owner."""
    return {
        "unit_id": owner.unit_id,
        "responsible_id": getattr(owner, "responsible_id", None),
        "deputy_id": getattr(owner, "deputy_id", None),
        "owner_title": str(getattr(owner, kind.title))[:500],
    }


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Projection: documents of changed owners take over what changed."""
    if kind.action(ATTACH) is None:
        return
    mine = Document.objects.filter(owner_id__in=ids, owner_kind=kind.name)
    documents = list(mine.only("id", "owner_id", "unit_id", "responsible_id", "deputy_id", "owner_title"))
    if not documents:
        return
    owners = kind.model_class._default_manager.in_bulk({one.owner_id for one in documents})
    stale = []
    for one in documents:
        wanted = followed(kind, owners[one.owner_id])
        if any(getattr(one, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(one, name, value)
            stale.append(one)
    Document.objects.bulk_update(stale, [one.removesuffix("_id") for one in FOLLOWED], batch_size=500)
