"""Append entries to the log inside the caller's transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from credentry.core.ledger import state
from credentry.core.ledger.building import Builder
from credentry.core.ledger.keyring import SubjectKeys
from credentry.core.ledger.merkle import leaf_hash
from credentry.core.ledger.store import ENTRY_COLUMNS, EntryRow, ObjectKey, Store
from credentry.core.ledger.vocabulary import ALARMED, NOT_IN_TRANSACTION, NewEntry
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

CHUNK = 10_000


def append(entries: Sequence[NewEntry]) -> list[int]:
    """Write ``entries`` in order and return their sequence numbers (leaf indices, from 0).

    Must run inside a transaction and be its last write: on PostgreSQL the ledger is locked from here to the
    commit. Takes the objects named off the coverage guard's list. Set-based: a call with 10,000 entries costs as
    many statements as a call with two. Raises DomainError ``ledger.not_in_transaction`` or
    ``ledger.entry_too_large``, NotCanonical for a value that has no faithful form.
    """
    if not connection.in_atomic_block:
        raise DomainError(NOT_IN_TRANSACTION)
    if not entries:
        return []
    if getattr(settings, "CREDENTRY_LEDGER_READ_ONLY_ON_ALARM", False) and state.alarm() is not None:
        raise DomainError(ALARMED)
    store = Store(connection)
    seqs: list[int] = []
    for begin in range(0, len(entries), CHUNK):
        seqs += _append_chunk(store, entries[begin : begin + CHUNK])
    return seqs


def _append_chunk(store: Store, entries: Sequence[NewEntry]) -> list[int]:
    objects: set[ObjectKey] = {(new.kind, new.object_id) for new in entries}
    frontier, chains = store.lock_and_read(objects)
    first = frontier.size
    builder = Builder()
    rows: list[EntryRow] = []
    leaves: list[bytes] = []
    openings: list[tuple[int, str, str, str]] = []
    for seq, new in enumerate(entries, first):
        n, prev = chains.get((new.kind, new.object_id), (0, None))
        body, disclosed = builder.build(new, n + 1, prev)
        chains[new.kind, new.object_id] = (n + 1, seq)
        leaf = leaf_hash(body)
        leaves.append(leaf)
        at = builder.when(new.at)[0]
        rows.append((seq, body, leaf, new.kind, new.object_id, n + 1, new.act, new.actor_id, at))
        openings += [(seq, *one) for one in disclosed]
    store.settle(objects)  # before the inserts: SQLite then has no open foreign key to look for
    store.insert("ledger_entry", ENTRY_COLUMNS, rows)
    store.insert_nodes(frontier.extend(leaves))
    store.save_head(frontier, first == 0)
    _keep_openings(store, openings)
    store.flush()
    return list(range(first, first + len(rows)))


def _keep_openings(store: Store, openings: Sequence[tuple[int, str, str, str]]) -> None:
    if not openings:
        return
    ring = SubjectKeys(store)
    ring.prepare((subject for _, _, subject, _ in openings), clock.now())
    rows = [ring.seal(subject, seq, path, disclosure) for seq, path, subject, disclosure in openings]
    store.insert("ledger_opening", ("seq", "path", "key_id", "value_enc"), rows)


def append_uncovered(act: str, actor_id: str, via: str, why: str | None = None) -> list[int]:
    """One entry, without details, for each object changed in this transaction that no entry names yet.

    For data migrations and seeding, where rows are written in bulk and the act itself is what must be known.
    """
    store = Store(connection)
    now = clock.now()
    return append(
        [NewEntry(kind, object_id, act, actor_id, via, now, why=why) for kind, object_id in store.uncovered()]
    )
