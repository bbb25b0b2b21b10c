"""What the log says: its head, its checkpoints, the entries of an object."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from credentry.core.ledger import notes, state
from credentry.core.ledger.models import Checkpoint, Entry
from credentry.core.ledger.notes import TreeHead
from credentry.core.ledger.store import Store, bytes_of
from credentry.core.ledger.vocabulary import NO_ENTRY
from credentry.foundation import canonical, clock
from credentry.foundation.errors import NotFound
from credentry.plumbing import keys


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry: its place, exact bytes, leaf hash, and what the bytes say."""

    seq: int
    body: bytes
    leaf: bytes
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lag:
    """How much of the log no checkpoint covers yet: entries, and seconds since the oldest of them."""

    entries: int
    seconds: float


def origin() -> str:
    """The name of this log; fixed with its first entry."""
    return Store(connection).origin()


def tree_head() -> TreeHead:
    """Origin, size and root of the log as this transaction sees it (unsigned)."""
    origin, frontier, root = Store(connection).head()
    return TreeHead(origin, frontier.size, root)


def latest_note() -> str | None:
    """The newest signed checkpoint, as published."""
    return Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()


def latest_tree_head() -> TreeHead | None:
    """What the newest checkpoint says."""
    note = latest_note()
    return None if note is None else notes.parse_head(note.partition("\n\n")[0] + "\n")


def verifier_key() -> str:
    """The vkey line with which others check our checkpoints."""
    return notes.verifier_key(tree_head().origin, keys.ledger_public_key())


def _stored(seq: int, body: Any, leaf: Any) -> StoredEntry:
    exact = bytes_of(body)
    return StoredEntry(seq, exact, bytes_of(leaf), canonical.loads(exact))


def entry(seq: int) -> StoredEntry:
    """The entry at leaf index ``seq``. Raises NotFound."""
    row = Entry.objects.filter(seq=seq).values_list("seq", "body", "leaf").first()
    if row is None:
        raise NotFound(NO_ENTRY, seq=seq)
    return _stored(*row)


def entries_of(
    kind: str, object_id: str, after: int = 0, limit: int | None = None, newest_first: bool = False
) -> list[StoredEntry]:
    """The entries of one object with number ``n`` > ``after``, in order of ``n`` (or newest first)."""
    rows = Entry.objects.filter(kind=kind, object_id=str(object_id), n__gt=after)
    rows = rows.order_by("-n" if newest_first else "n")
    return [_stored(*row) for row in rows.values_list("seq", "body", "leaf")[:limit]]


def uncovered() -> list[tuple[str, str]]:
    """(kind, object id) of what changed in this transaction and no entry names yet."""
    return Store(connection).uncovered()


def lag() -> Lag:
    """How far the newest checkpoint is behind the log."""
    signed = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    size = tree_head().size
    oldest = Entry.objects.filter(seq=signed).values_list("at", flat=True).first()
    if size <= signed or oldest is None:
        return Lag(0, 0.0)
    since = clock.now() - datetime.fromisoformat(oldest)
    return Lag(size - signed, max(since.total_seconds(), 0.0))


def alarm() -> dict[str, Any] | None:
    """Why the signer refused last, until it signs again: {"code", "params", "at"}."""
    return state.alarm()
