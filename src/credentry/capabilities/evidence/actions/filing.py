"""Making documents out of kept files, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from uuid import UUID

from credentry.capabilities.evidence.models import Document, DocumentVersion, Upload
from credentry.capabilities.evidence.vocabulary import NUMBER
from credentry.core.ledger.vocabulary import FileRef
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

COPIED = ("name", "media_type", "size", "sha256")


@dataclass(slots=True)
class Filing:
    """Documents about to be written in one call of an action."""

    ctx: Any
    documents: list[Document] = field(default_factory=list)
    versions: list[DocumentVersion] = field(default_factory=list)

    def add(self, upload: Upload, title: str, purpose: str, **placed: Any) -> Document:
        """A document with its first version; ``placed``: unit, owner and what follows from it."""
        made = Document(id=uuid7(), title=title or _stem(upload.name), purpose=purpose, custom={}, **placed)
        self.ctx.stamp(made)
        self.documents.append(made)
        self.versions.append(version_of(self.ctx, made, upload, 1))
        return made

    def write(self) -> None:
        """Number and insert everything added."""
        if not self.documents:
            return
        for made, number in zip(self.documents, self.ctx.numbers(NUMBER, len(self.documents)), strict=True):
            made.number = number
        bulk.insert(Document, self.documents)
        bulk.insert(DocumentVersion, self.versions)


def version_of(ctx: Any, document: Document, upload: Upload, n: int, note: str = "") -> DocumentVersion:
    """Version ``n`` of a document, whose own copies it becomes; the file goes into the document's entry."""
    made = DocumentVersion(
        id=uuid7(),
        document_id=document.pk,
        n=n,
        note=note,
        created_by_id=ctx.actor.user_id,
        created_at=ctx.now,
    )
    for name in COPIED:
        value = getattr(upload, name)
        setattr(made, name, value)
        setattr(document, name, value)
    document.versions = n
    ctx.carry(document.pk, FileRef(made.sha256, made.size))
    return made


def _stem(name: str) -> str:
    return PurePath(name).stem or name


def attached_already(pairs: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], str]:
    """Which of these (record, digest) pairs exist as the present version of a document: → its number."""
    rows = Document.objects.filter(
        owner_id__in={one for one, _ in pairs}, sha256__in={one for _, one in pairs}, archived_at__isnull=True
    )
    found = rows.values_list("owner_id", "sha256", "number")
    return {(owner, digest): number for owner, digest, number in found if owner is not None}
