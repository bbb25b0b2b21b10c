"""The keys of openings: one random key per person or object, wrapped by the master key, kept in SQL."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentry.core.ledger.store import Store
from credentry.foundation.ids import uuid7
from credentry.plumbing import keys


def opening_place(seq: int, path: str) -> bytes:
    """What an opening's ciphertext is bound to."""
    return f"ledger_opening:{seq}:{path}".encode()


def key_place(key_id: UUID) -> bytes:
    """What a wrapped subject key is bound to."""
    return f"ledger_subject_key:{key_id}".encode()


class SubjectKeys:
    """Live keys of the subjects of one batch; missing ones are made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ciphers: dict[str, tuple[UUID, AESGCM]] = {}

    def prepare(self, subjects: Iterable[str], at: datetime) -> None:
        """Load or make the keys of ``subjects``; the ledger's lock must be held."""
        missing = sorted(set(subjects) - self._ciphers.keys())
        if not missing:
            return
        for key_id, subject, wrapped in self._live(missing):
            cipher = AESGCM(keys.unwrap(wrapped, key_place(key_id)))
            self._ciphers[subject] = (key_id, cipher)
        rows: list[tuple[object, ...]] = []
        for subject in missing:
            if subject in self._ciphers:
                continue
            key_id, key = uuid7(), os.urandom(keys.KEY_BYTES)
            self._ciphers[subject] = (key_id, AESGCM(key))
            stored_id = key_id if self._store.is_postgres else key_id.hex
            rows.append(
                (stored_id, subject, keys.wrap(key, key_place(key_id)), database_time(self._store, at))
            )
        self._store.insert("ledger_subject_key", ("id", "subject", "wrapped", "created_at"), rows)

    def seal(self, subject: str, seq: int, path: str, disclosure: str) -> tuple[object, ...]:
        """The row of ``ledger_opening``: seq, path, key, ciphertext."""
        key_id, cipher = self._ciphers[subject]
        sealed = keys.seal(cipher, disclosure.encode("ascii"), opening_place(seq, path))
        return seq, path, key_id if self._store.is_postgres else key_id.hex, sealed

    def _live(self, subjects: list[str]) -> list[tuple[UUID, str, bytes]]:
        chosen = "= ANY(%s)" if self._store.is_postgres else "IN (SELECT value FROM json_each(%s))"
        sql = (
            "SELECT id, subject, wrapped FROM ledger_subject_key "
            f"WHERE destroyed_at IS NULL AND subject {chosen}"
        )
        with self._store.cursor() as cursor:
            cursor.execute(sql, [subjects if self._store.is_postgres else json.dumps(subjects)])
            return [(UUID(str(row[0])), row[1], bytes(row[2])) for row in cursor.fetchall()]


def database_time(store: Store, at: datetime) -> object:
    """An instant as this connection takes it in raw SQL."""
    return store.connection.ops.adapt_datetimefield_value(at)
