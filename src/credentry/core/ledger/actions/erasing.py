"""Erase a person's values from beside the log; the log and every proof given out stay as they are."""

from typing import NamedTuple

from django.db import connection, transaction

from credentry.core.ledger.actions.appending import append
from credentry.core.ledger.models import Opening, SubjectKey
from credentry.core.ledger.store import Store
from credentry.core.ledger.vocabulary import NOTHING_TO_ERASE, Change, NewEntry
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

ERASE = "privacy.erase"
SUBJECT = "subject"


class Erased(NamedTuple):
    """How many values were erased and which entry says so."""

    openings: int
    seq: int


def erase_subject(
    subject: str, *, actor_id: str, via: str, ground: str, why: str | None = None, corr: str | None = None
) -> Erased:
    """Destroy the key and the openings of ``subject`` ("person:<id>") and append the entry that says so.

    ``ground`` is the code of the legal ground. Afterwards nobody, the administrator included, can open those
    digests; leaf bytes do not change, so proofs stay valid. Values written later get a new key. Raises DomainError
    ``ledger.nothing_to_erase``.
    """
    with transaction.atomic():
        store = Store(connection)
        store.lock()
        _scrub_what_is_deleted(store)
        now = clock.now()
        live = list(
            SubjectKey.objects.filter(subject=subject, destroyed_at=None).values_list("id", flat=True)
        )
        if not live:
            raise DomainError(NOTHING_TO_ERASE, subject=subject)
        openings = Opening.objects.filter(key_id__in=live, erased_at=None).update(
            value_enc=None, erased_at=now
        )
        SubjectKey.objects.filter(id__in=live).update(wrapped=None, destroyed_at=now)
        entry = NewEntry(
            SUBJECT,
            subject,
            ERASE,
            actor_id,
            via,
            now,
            changes=(Change("openings", openings, 0),),
            why=why,
            why_code=ground,
            corr=corr,
        )
        seq = append([entry])[0]
        transaction.on_commit(_sweep_disk)
    return Erased(openings, seq)


def _scrub_what_is_deleted(store: Store) -> None:
    """SQLite overwrites what it deletes only when told to."""
    if not store.is_postgres:
        with store.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _sweep_disk() -> None:
    """Get old row versions off the disk: SQLite's write-ahead log, PostgreSQL's dead rows."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ledger_opening, ledger_subject_key")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
