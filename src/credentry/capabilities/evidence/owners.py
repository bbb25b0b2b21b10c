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
from credentry.foundation.labels import Label

FOLLOWED = ("unit_id", "responsible_id", "deputy_id", "owner_title")


def owner_kinds() -> list[RecordKind]:
    """Every kind that offers ``attach``."""
    return [one for one in kinds.all_kinds() if one.action(ATTACH) is not None]


class OwnerOptions(Sequence[tuple[str, Label]]):
    """The owner kinds as choices; read when asked, for domains declare their kinds after this room."""

    def __len__(self) -> int:
        return len(owner_kinds())

    def __getitem__(self, at: Any) -> Any:
        return [(one.name, one.label) for one in owner_kinds()][at]


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


def owner_seen(actor: Actor, document: Document) -> bool:
    """The same for one document: one probe of its owner's table."""
    if actor.is_system or not document.owner_kind:
        return True
    kind = kinds.find(document.owner_kind)
    if kind is None or not actor.may(kind.name):
        return False
    return visible(actor, kind).filter(pk=document.owner_id).exists()


def followed(kind: RecordKind, owner: Any) -> dict[str, Any]:
    """What a document takes over from its owner."""
    values = {name: getattr(owner, name, None) for name in FOLLOWED[:-1]}
    return {**values, "owner_title": str(getattr(owner, kind.title))[:500]}


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Projection: documents of changed owners take over what changed."""
    if kind.action(ATTACH) is None:
        return
    mine = Document.objects.filter(owner_id__in=ids, owner_kind=kind.name)
    documents = list(mine.values_list("pk", "owner_id", *FOLLOWED))
    if not documents:
        return
    rows = kind.model_class._default_manager.filter(pk__in={owner for _, owner, *_ in documents})
    present = {
        pk: (*values, str(title)[:500])
        for pk, *values, title in rows.values_list("pk", *_columns(kind), kind.title)
    }
    stale = [
        Document(id=pk, **dict(zip(FOLLOWED, present[owner], strict=True)))
        for pk, owner, *held in documents
        if tuple(held) != present[owner]
    ]
    Document.objects.bulk_update(stale, [one.removesuffix("_id") for one in FOLLOWED], batch_size=500)


def follow_new(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Projection for records just made: no document can have such an owner before it is attached."""


def _columns(kind: RecordKind) -> tuple[str, ...]:
    """The owner's columns that documents follow, its title aside."""
    names = {one.attname for one in kind.model_class._meta.concrete_fields}
    if not names.issuperset(FOLLOWED[:-1]):
        raise TypeError(f"records of kind {kind.name} have no unit and people for their files to follow")
    return FOLLOWED[:-1]


def about(documents: Sequence[Any]) -> dict[UUID, str]:
    """Documents are about the person that their owner is about; one look per kind of owner."""
    found: dict[UUID, str] = {}
    owners: dict[str, set[UUID]] = {}
    for one in documents:
        if one.owner_id is not None:
            owners.setdefault(one.owner_kind, set()).add(one.owner_id)
    for name, ids in owners.items():
        kind = kinds.find(name)
        if kind is not None and kind.about is not None:
            persons = kind.about(list(kind.model_class._default_manager.filter(pk__in=ids)))
            mine = (one for one in documents if one.owner_kind == name and one.owner_id in persons)
            found.update({one.pk: persons[one.owner_id] for one in mine})
    return found
