"""The files of a record, and one version by its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.capabilities.evidence import rendering
from credentry.capabilities.evidence.models import Document, DocumentVersion
from credentry.capabilities.evidence.owners import owner_seen
from credentry.capabilities.evidence.vocabulary import ATTACH, DOCUMENT, PURPOSES
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import record_for, visible
from credentry.core.records.scope import field_access, mask, scope
from credentry.core.records.values import plain
from credentry.foundation.errors import NotFound

MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A version the actor may see, with its document and the name it goes by."""

    version: DocumentVersion
    document: Document
    name: str

    @property
    def superseded(self) -> bool:
        """Whether a later version is in force."""
        return self.version.n < self.document.versions


def files_of(
    actor: Actor, kind: RecordKind, record_id: UUID | str, removed: bool = False
) -> list[dict[str, Any]]:
    """Every version of every document of a record, documents in order of arrival, latest version first.

    ``removed``: those taken off the record instead. At most 500 documents. Raises NotFound.
    """
    record = record_for(actor, kind, record_id)
    if kind.name == DOCUMENT:
        return _rows(actor, [record])
    rows = _within_reach(actor, "read") if kind.action(ATTACH) else visible(actor, kinds.get(DOCUMENT))
    rows = rows.filter(owner_id=record.pk, archived_at__isnull=not removed)
    return _rows(actor, list(rows.order_by("created_at", "id")[:MOST]))


def _within_reach(actor: Actor, action: str) -> QuerySet[Document]:
    """Documents that the rights to documents reach; whether the owner is seen is asked beside it."""
    rows = Document.objects.all()
    return rows if actor.is_system else rows.filter(scope(actor, kinds.get(DOCUMENT), action))


def _rows(actor: Actor, documents: Sequence[Document]) -> list[dict[str, Any]]:
    """The versions of these documents as the API shows them, without what the actor may not see; one query."""
    versions: dict[UUID, list[DocumentVersion]] = {}
    found = DocumentVersion.objects.filter(document__in=[one.pk for one in documents])
    for one in found.select_related("created_by").order_by("-n"):
        versions.setdefault(one.document_id, []).append(one)
    rows = [_row(document, one) for document in documents for one in versions.get(document.pk, ())]
    for name, access in field_access(actor, kinds.get(DOCUMENT)).items():
        for row in rows:
            if name in row:
                row[name] = "" if access == "hide" else mask(row[name])
    return rows


def _row(document: Document, version: DocumentVersion) -> dict[str, Any]:
    superseded = version.n < document.versions
    state = "detached" if document.archived_at else "superseded" if superseded else "current"
    author = version.created_by
    return {
        "id": str(version.pk),
        "document": str(document.pk),
        "document_version": document.version,
        "number": document.number,
        "title": document.title,
        "purpose": {"value": document.purpose, **PURPOSES[document.purpose].as_dict()},
        "version": version.n,
        "status": state,
        "superseded": superseded,
        "note": version.note,
        "name": version.name,
        "size": version.size,
        "media_type": version.media_type,
        "sha256": version.sha256,
        "previewable": rendering.can_render(version.media_type),
        "created_at": plain(version.created_at),
        "created_by": {"id": str(author.pk), "name": author.name} if author else None,
    }


def version_for(actor: Actor, version_id: UUID | str) -> Found:
    """A version whose document the actor may read; one that was detached needs the right to restore it.

    Raises NotFound.
    """
    try:
        key = UUID(str(version_id))
    except ValueError:
        raise NotFound() from None
    version = DocumentVersion.objects.filter(pk=key).first()
    if version is None:
        raise NotFound()
    document = _within_reach(actor, "read").filter(pk=version.document_id).first()
    if document is None or not owner_seen(actor, document):
        raise NotFound()
    if (
        document.archived_at is not None
        and not _within_reach(actor, "restore").filter(pk=document.pk).exists()
    ):
        raise NotFound()
    return Found(version, document, _name(actor, version, document))


def _name(actor: Actor, version: DocumentVersion, document: Document) -> str:
    """The file's name; the document's number for those whom names are closed to."""
    if "name" not in field_access(actor, kinds.get(DOCUMENT)):
        return version.name
    return f"{document.number}{PurePath(version.name).suffix[:10]}"
