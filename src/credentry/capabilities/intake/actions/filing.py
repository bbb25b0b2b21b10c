"""What people do with a paper that came in: give it to somebody, file it, register what it proves, or put it away."""

from typing import Any
from uuid import UUID

from credentry.capabilities.intake import paper_words as words
from credentry.capabilities.intake.models import IntakeItem
from credentry.capabilities.intake.models.item import DISMISSED, DUPLICATE, FILED, WAITING
from credentry.core.identity.queries import units_known, users_known
from credentry.core.records.actions import perform
from credentry.core.records.filekeeping import Kept, files
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import FieldError, Invalid, NotFound
from credentry.foundation.ids import uuid7


def is_open(item: Any) -> bool:
    """Whether somebody still has to decide about it."""
    return item.state in (WAITING, DUPLICATE)


def may_be_filed(item: Any) -> bool:
    """Whether there is a file, and nobody has decided about it."""
    return is_open(item) and bool(item.sha256)


def is_closed(item: Any) -> bool:
    """Whether it can be taken up again."""
    return bool(item.state != WAITING)


def assign(ctx: Any, item: IntakeItem, form: Any) -> IntakeItem:
    """Give it to a person, a unit, or both. What is left out stays."""
    sent = form.model_fields_set
    if "responsible" in sent:
        if form.responsible and form.responsible not in users_known({form.responsible}):
            raise Invalid.one("responsible", "field.reference", value=str(form.responsible))
        item.responsible_id = form.responsible
    if form.unit:
        if form.unit not in units_known({form.unit}):
            raise Invalid.one("unit", "field.reference", value=str(form.unit))
        item.unit_id = form.unit
    if form.note:
        item.note = form.note
    item.save()
    return item


def file_on(ctx: Any, item: IntakeItem, form: Any) -> IntakeItem:
    """Attach it to a record the actor may attach files to. The bytes are the ones that came in."""
    kind = _taker(form.kind)
    corr = ctx.corr or str(uuid7())
    try:
        _attach(ctx, item, kind, form.record, form.purpose, form.title, corr)
    except NotFound as error:
        raise Invalid.one("record", words.NOT_THERE) from error
    return _filed(ctx, item, kind, form.record)


def register_from(ctx: Any, item: IntakeItem, form: Any) -> IntakeItem:
    """Make a new record by its kind's creating action and attach the paper to it, both or neither.

    What is wrong with the values is told at ``values.FIELD``.
    """
    kind = _taker(form.kind)
    verb = kind.action(form.action) if form.action else kind.creating
    if verb is None or not verb.creates:
        raise Invalid.one("action", "field.choice", value=form.action)
    corr = ctx.corr or str(uuid7())
    try:
        made = perform(ctx.actor, kind.name, verb.name, None, form.values, why=ctx.why, corr=corr).id
    except Invalid as error:
        raise Invalid(
            [FieldError(f"values.{one.field}", one.code, one.params) for one in error.errors]
        ) from error
    _attach(ctx, item, kind, made, form.purpose, "", corr)
    return _filed(ctx, item, kind, made)


def dismiss(ctx: Any, item: IntakeItem, form: Any) -> IntakeItem:
    """Put it away. The file stays; it can be taken up again."""
    item.state, item.reason, item.closed_at = DISMISSED, form.reason, ctx.now
    item.save()
    return item


def reopen(ctx: Any, item: IntakeItem, form: Any) -> IntakeItem:
    """Take it up again; a record it was filed on keeps the file."""
    item.state, item.reason, item.closed_at = WAITING, "", None
    item.filed_kind, item.filed_id = "", None
    item.save()
    return item


def _taker(name: str) -> RecordKind:
    found = next((one for one in files().takers() if one.name == name), None)
    if found is None:
        raise Invalid.one("kind", words.NOT_A_TAKER, kind=name)
    return found


def _attach(
    ctx: Any, item: IntakeItem, kind: RecordKind, record: UUID, purpose: str, title: str, corr: str
) -> None:
    kept = Kept(item.pk, item.sha256, item.size, item.title[:200], item.media_type)
    payload: dict[str, Any] = {"blob_id": files().lend(ctx.actor, kept), "title": title}
    if purpose:
        payload["purpose"] = purpose
    try:
        perform(ctx.actor, kind.name, files().attach, record, payload, why=ctx.why, corr=corr)
    except Invalid as error:  # the purpose is asked for here, the file is ours
        raise Invalid(
            [one for one in error.errors if one.field in ("purpose", "title")] or error.errors
        ) from error


def _filed(ctx: Any, item: IntakeItem, kind: RecordKind, record: UUID) -> IntakeItem:
    item.state, item.filed_kind, item.filed_id = FILED, kind.name, record
    item.closed_at = ctx.now
    item.save()
    return item
