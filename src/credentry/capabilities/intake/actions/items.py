"""Papers come in: by upload, one or many, and by mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.capabilities.intake import paper_words as words
from credentry.capabilities.intake.models import IntakeItem
from credentry.capabilities.intake.models.item import DUPLICATE, WAITING
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import units_known
from credentry.core.ledger.vocabulary import FileRef
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.filekeeping import Kept, files
from credentry.core.records.queries import visible
from credentry.foundation.errors import DomainError, Forbidden, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import L
from credentry.plumbing import bulk

Pairs = Sequence[tuple[Any, Any]]
Place = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A file somebody hands in: its name and its bytes in pieces."""

    name: str
    pieces: Iterable[bytes]


def receive_many(
    actor: Actor, papers: Iterable[NewPaper], unit: UUID | None = None
) -> list[IntakeItem | DomainError]:
    """Each file becomes an item of its own, or the reason why not. Raises Forbidden for who may hand nothing in."""
    if not actor.may(words.ITEM, "receive"):
        raise Forbidden(action=L("登记来件", "Take in"))
    found: list[IntakeItem | DomainError] = []
    for one in papers:
        try:
            kept = files().keep(actor, one.name, one.pieces)
            found.append(
                perform(actor, words.ITEM, "receive", None, {"blob_id": kept.id, "unit": unit}).record
            )
        except DomainError as error:
            found.append(error)
    return found


def receive(ctx: Any, record: None, form: Any) -> IntakeItem:
    """One file that was handed in."""
    return _one(receive_set(ctx, [(record, form)]))


def receive_set(ctx: Any, pairs: Pairs) -> list[Any]:
    """Files that were handed in, each an item waiting in a unit."""
    own = files().own(ctx.actor, (form.blob_id for _, form in pairs))
    units = units_known({form.unit for _, form in pairs if form.unit})
    made: list[Any] = []
    for _, form in pairs:
        kept, unit = own.get(form.blob_id), form.unit or ctx.actor.unit_id
        if kept is None:
            made.append(Invalid.one("blob_id", words.UNKNOWN_FILE))
        elif unit is None:
            made.append(Invalid.one("unit", words.NO_UNIT))
        elif form.unit and form.unit not in units:
            made.append(Invalid.one("unit", "field.reference", value=str(form.unit)))
        else:
            made.append(
                _item(kept, kept.name, source=words.UPLOAD, received_at=ctx.now, unit_id=unit, note=form.note,
                      responsible_id=ctx.actor.user_id)
            )  # fmt: skip
    return _written(ctx, made)


def take_in(ctx: Any, record: None, form: Any) -> IntakeItem:
    """One paper of a mail."""
    return _one(take_in_set(ctx, [(record, form)]))


def take_in_set(ctx: Any, pairs: Pairs) -> list[Any]:
    """The papers of a mail. Raises Forbidden for anybody but the job that fetches: it vouches for what it says."""
    if not ctx.actor.is_system:
        raise Forbidden(words.MAIL_ONLY)
    own = files().own(ctx.actor, (form.blob_id for _, form in pairs if form.blob_id))
    made: list[Any] = []
    for _, form in pairs:
        facts = form.model_dump(exclude={"blob_id", "title", "unit", "responsible"})
        made.append(
            _item(own.get(form.blob_id), form.title, source=words.MAIL, unit_id=form.unit,
                  responsible_id=form.responsible, **facts)
        )  # fmt: skip
    return _written(ctx, made)


def _one(results: list[Any]) -> IntakeItem:
    if isinstance(results[0], DomainError):
        raise results[0]
    made: IntakeItem = results[0]
    return made


def _item(kept: Kept | None, title: str, **facts: Any) -> IntakeItem:
    item = IntakeItem(id=uuid7(), title=title, custom={}, **facts)
    if kept is not None:
        item.sha256, item.size, item.media_type = kept.sha256, kept.size, kept.media_type
    return item


def _written(ctx: Any, results: list[Any]) -> list[Any]:
    """Number, compare with what is there, insert."""
    items = [one for one in results if isinstance(one, IntakeItem)]
    places = places_of(ctx.actor, {one.sha256 for one in items if one.sha256})
    for item, number in zip(items, ctx.numbers(words.NUMBER, len(items)) if items else (), strict=True):
        item.number = number
        ctx.stamp(item)
        if item.sha256:
            same = places.setdefault(item.sha256, (words.ITEM, item.pk))
            if same[1] != item.pk:
                item.state, (item.same_kind, item.same_id) = DUPLICATE, same
            ctx.carry(item.pk, FileRef(item.sha256, item.size))
    bulk.insert(IntakeItem, items)
    return results


def places_of(actor: Actor, digests: set[str]) -> dict[str, Place]:
    """Digest → where the actor can see these bytes already: on a record, else in another item that waits."""
    if not digests:
        return {}
    held = files().holders(digests)
    waiting: QuerySet[IntakeItem] = IntakeItem.objects.filter(sha256__in=digests, state=WAITING)
    for digest, pk in waiting.order_by("received_at", "id").values_list("sha256", "pk"):
        held.setdefault(digest, []).append((words.ITEM, pk))
    seen = _seen(actor, {place for places in held.values() for place in places})
    first = {digest: next((one for one in places if one in seen), None) for digest, places in held.items()}
    return {digest: place for digest, place in first.items() if place is not None}


def _seen(actor: Actor, places: set[Place]) -> set[Place]:
    """Those of the places that the actor may look at; one query per kind."""
    found: set[Place] = set()
    for name in {kind for kind, _ in places}:
        kind = kinds.find(name)
        if kind is not None:
            rows = visible(actor, kind).filter(pk__in=[pk for one, pk in places if one == name])
            found |= {(name, pk) for pk in rows.values_list("pk", flat=True)}
    return found
