"""Re-derive the log from its bodies: what the signer, the monitor and fsck have in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from credentry.core.ledger.merkle import Frontier, leaf_hash
from credentry.core.ledger.store import Store
from credentry.core.ledger.vocabulary import MISMATCH, Refused


@contextmanager
def own_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection that shares no transaction and no cache of results with the one that writes."""
    writing = connections[DEFAULT_DB_ALIAS]
    if writing.vendor == "sqlite" and writing.is_in_memory_db():  # type: ignore[attr-defined]
        yield writing  # there is no disk to read again
        return
    reading = writing.copy()
    try:
        yield reading
    finally:
        reading.close()


def follow(store: Store, frontier: Frontier, size: int) -> None:
    """Carry ``frontier`` forward to ``size`` over the bodies on disk. Raises Refused at the first that differs."""
    for batch in store.stream(frontier.size, size):
        leaves: list[bytes] = []
        for expected, entry in enumerate(batch, frontier.size):
            leaf = leaf_hash(entry.body)
            if entry.seq != expected or leaf != entry.leaf:
                raise Refused(MISMATCH, seq=expected)
            leaves.append(leaf)
        before = frontier.size
        frontier.extend(leaves)
        if frontier.size == before:
            break
    if frontier.size != size:
        raise Refused(MISMATCH, seq=frontier.size)
