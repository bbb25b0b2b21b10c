"""What any room may need of files. The room that keeps them offers it; rooms that do not know that one ask here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.kinds import Action, RecordKind


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes in the store: ``id`` is what actions take as ``blob_id``, ``media_type`` was found in the bytes."""

    id: UUID
    sha256: str
    size: int
    name: str
    media_type: str


class Files(Protocol):
    """The offer: keep bytes, hand them to another person, say where they hang already."""

    #: Name of the action by which a record takes a kept file.
    attach: str

    def purposes(self) -> Sequence[str]:
        """What a file may be to a record."""

    def takers(self) -> Sequence[RecordKind]:
        """The kinds whose records take files."""

    def keep(self, actor: Actor, name: str, pieces: Iterable[bytes], limit: int | None = None) -> Kept:
        """Store bytes for ``actor``; ``limit`` in bytes. Raises DomainError for what is not taken."""

    def own(self, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Kept]:
        """Those of the kept files that the actor handed in."""

    def lend(self, actor: Actor, kept: Kept) -> UUID:
        """A ``blob_id`` of the same bytes for ``actor``, who has been found entitled to them."""

    def taking(self, kind: str) -> Action:
        """The action by which records of that kind take a file; for kinds of rooms that do not know this one."""

    def hang(self, ctx: Any, kind: str, record: Any, ids: Sequence[UUID], title: str) -> list[Kept]:
        """Attach kept files to a record inside a running action; what hangs there already is not attached again.

        Raises Invalid for files the actor did not hand in.
        """

    def holders(self, digests: Iterable[str]) -> dict[str, list[tuple[str, UUID]]]:
        """Digest → (kind, id) of the records that such a file is attached to now; a document by itself is one."""

    def let_go(self, digests: Iterable[str]) -> None:
        """Remove bytes that no row names any more, after the commit."""


_offer: list[Files] = []


def offer(files: Files) -> None:
    """Put the room that keeps files in its place. Raises ValueError for a second one."""
    if _offer and _offer[0] is not files:
        raise ValueError("files are kept by one room only")
    _offer[:] = [files]


def files() -> Files:
    """The room that keeps files. Raises LookupError in an installation without one."""
    if not _offer:
        raise LookupError("no room keeps files")
    return _offer[0]
