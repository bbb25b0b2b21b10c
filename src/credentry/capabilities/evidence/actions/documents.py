"""Verbs on documents themselves."""

from typing import Any

from django.apps import apps

from credentry.capabilities.evidence import vocabulary as words
from credentry.capabilities.evidence.actions import filing, uploads
from credentry.capabilities.evidence.models import Document, Upload
from credentry.core.ledger.vocabulary import FileRef
from credentry.core.records import kinds
from credentry.foundation.errors import DomainError, Invalid


def upload(ctx: Any, record: None, form: Any) -> Document:
    """A document that stands by itself in a unit; without one named, the actor's own."""
    unit = form.unit or ctx.actor.unit_id
    if unit is None:
        raise Invalid.one("unit", "field.required")
    if not apps.get_model("identity.Unit")._default_manager.filter(pk=unit).exists():
        raise Invalid.one("unit", "field.reference", value=str(unit))
    files = filing.Filing(ctx)
    made = files.add(_upload(ctx, form.blob_id), form.title, form.purpose, unit_id=unit)
    files.write()
    ctx.note(made.pk, "unit", None, unit)
    return made


def replace(ctx: Any, record: Document, form: Any) -> Document:
    """A new version; the one before stays, marked superseded."""
    given = _upload(ctx, form.blob_id)
    if given.sha256 == record.sha256:
        raise DomainError(words.SAME_CONTENT, field="blob_id")
    old = f"{record.title} v{record.versions}"
    filing.version_of(ctx, record, given, record.versions + 1, form.note).save(force_insert=True)
    record.save(update_fields=[*filing.COPIED, "versions"])
    _tell_owner(ctx, record, words.FILE_REPLACED, old, f"{record.title} v{record.versions}")
    return record


def retitle(ctx: Any, record: Document, form: Any) -> Document:
    """Another title or purpose."""
    _owner(record)
    record.title, record.purpose = form.title, form.purpose
    record.save(update_fields=["title", "purpose"])
    return record


def detach(ctx: Any, record: Document, form: Any) -> Document:
    """Take the document off its record's page. Its versions and bytes stay; it can be brought back."""
    record.archived_at = ctx.now
    record.save(update_fields=["archived_at"])
    ctx.carry(record.pk, FileRef(record.sha256, record.size))
    _tell_owner(ctx, record, words.FILE_DETACHED, record.title, None)
    return record


def restore(ctx: Any, record: Document, form: Any) -> Document:
    """Back on its record's page."""
    record.archived_at = None
    record.save(update_fields=["archived_at"])
    ctx.carry(record.pk, FileRef(record.sha256, record.size))
    _tell_owner(ctx, record, words.FILE_RESTORED, None, record.title)
    return record


def _upload(ctx: Any, blob_id: Any) -> Upload:
    found = uploads.own_uploads(ctx.actor, [blob_id]).get(blob_id)
    if found is None:
        raise Invalid.one("blob_id", words.UNKNOWN_UPLOAD)
    return found


def _owner(record: Document) -> Any:
    """The owner, locked; None for a document by itself. Raises DomainError where the owner is archived."""
    if not record.owner_kind:
        return None
    rows = kinds.get(record.owner_kind).model_class._default_manager.select_for_update()
    owner: Any = rows.get(pk=record.owner_id)
    if owner.archived_at is not None:
        raise DomainError("record.archived")
    return owner


def _tell_owner(ctx: Any, record: Document, act: str, old: str | None, new: str | None) -> None:
    """What happens to a file stands in the history of the record it belongs to as well."""
    owner = _owner(record)
    if owner is None:
        return
    ctx.note(owner.pk, "files", old, new)
    ctx.carry(owner.pk, FileRef(record.sha256, record.size))
    ctx.accompany(record.owner_kind, act, owner)
