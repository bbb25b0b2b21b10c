"""What this room does for rooms that do not know it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.evidence import owners
from credentry.capabilities.evidence.actions import attaching, uploads
from credentry.capabilities.evidence.actions.forgetting import let_go
from credentry.capabilities.evidence.models import Document, Upload
from credentry.capabilities.evidence.vocabulary import ATTACH, DOCUMENT, PURPOSES
from credentry.core.identity.actors import Actor
from credentry.core.records.filekeeping import Kept
from credentry.core.records.kinds import Action, RecordKind
from credentry.foundation import clock
from credentry.foundation.ids import uuid7


class Evidence:
    """The offer of ``core.records.filekeeping``, kept by this room."""

    attach: str = ATTACH

    def purposes(self) -> Sequence[str]:
        """What a file may be to a record."""
        return tuple(PURPOSES)

    def takers(self) -> Sequence[RecordKind]:
        """The kinds whose records take files."""
        return owners.owner_kinds()

    def keep(self, actor: Actor, name: str, pieces: Iterable[bytes], limit: int | None = None) -> Kept:
        """Store bytes; whether the actor may hand anything in is the asking room's question."""
        return _kept(uploads.keep_trusted(actor, name, pieces, limit))

    def own(self, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Kept]:
        """Those of the kept files that the actor handed in."""
        return {pk: _kept(one) for pk, one in uploads.own_uploads(actor, ids).items()}

    def lend(self, actor: Actor, kept: Kept) -> UUID:
        """The same bytes as an upload of ``actor``."""
        made = Upload(
            id=uuid7(), sha256=kept.sha256, size=kept.size, name=kept.name, media_type=kept.media_type,
            created_by_id=actor.user_id, created_at=clock.now(),
        )  # fmt: skip
        made.save(force_insert=True)
        return made.pk

    def taking(self, kind: str) -> Action:
        """The ``attach`` action for a kind of another room."""
        return attaching.attach_action(kind)

    def hang(self, ctx: Any, kind: str, record: Any, ids: Sequence[UUID], title: str) -> list[Kept]:
        """Attach kept files inside a running action."""
        return [_kept(one) for one in attaching.hang(ctx, kind, record, ids, title)]

    def holders(self, digests: Iterable[str]) -> dict[str, list[tuple[str, UUID]]]:
        """Where files of these digests hang now, oldest first; one query."""
        found: dict[str, list[tuple[str, UUID]]] = {}
        rows = Document.objects.filter(sha256__in=set(digests), archived_at__isnull=True)
        for pk, digest, kind, owner in rows.order_by("created_at", "id").values_list(
            "pk", "sha256", "owner_kind", "owner_id"
        ):
            found.setdefault(digest, []).append((kind, owner) if owner else (DOCUMENT, pk))
        return found

    def let_go(self, digests: Iterable[str]) -> None:
        """Remove bytes that no row names any more, after the commit."""
        let_go(digests)


def _kept(upload: Upload) -> Kept:
    return Kept(upload.pk, upload.sha256, upload.size, upload.name, upload.media_type)
