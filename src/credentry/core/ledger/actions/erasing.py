"""Erase a person's values from beside the log; the log and every proof given out stay as they are."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from credentry.core.ledger.actions.appending import append
from credentry.core.ledger.models import Entry, Opening, SubjectKey
from credentry.core.ledger.store import Store
from credentry.core.ledger.vocabulary import NOTHING_TO_ERASE, Change, NewEntry
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import sweeping

ERASE = "privacy.erase"
SUBJECT = "subject"
STEP = 5_000


class Erased(NamedTuple):
    """How many values were erased and which entry says so."""

    openings: int
    seq: int


def erase_subject(
    subject: str,
    *,
    actor_id: str,
    via: str,
    ground: str,
    why: str | None = None,
    corr: str | None = None,
    records: Collection[tuple[str, str]] = (),
    reasons_of: Sequence[int] = (),
) -> Erased:
    """Destroy the key and the openings of ``subject`` ("person:<id>") and append the entry that says so.

    ``ground`` is the code of the legal ground. ``records`` (kind, id) are about the subject: their own keys and all
    openings of their entries go as well, whoever's key these are under; so do the reasons of the entries ``reasons_of``,
    which are about others but name the subject. Afterwards nobody, the administrator included,
    can open those digests; leaf bytes do not change, so proofs stay valid. Values written later get a new key. Raises
    DomainError ``ledger.nothing_to_erase``.
    """
    with transaction.atomic():
        store = Store(connection)
        store.lock()
        _scrub_what_is_deleted(store)
        now = clock.now()
        names = {subject, *(f"{kind}:{record_id}" for kind, record_id in records)}
        live = list(
            SubjectKey.objects.filter(subject__in=names, destroyed_at=None).values_list("id", flat=True)
        )
        if not live:
            raise DomainError(NOTHING_TO_ERASE, subject=subject)
        chosen = [Q(key_id__in=live), *_by_entries(_entries_of(records))]
        chosen += [one & Q(path="why") for one in _by_entries(reasons_of)]
        openings = sum(
            Opening.objects.filter(one, erased_at=None).update(value_enc=None, erased_at=now)
            for one in chosen
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
        transaction.on_commit(sweeping.clear_log)
    return Erased(openings, seq)


def _entries_of(records: Collection[tuple[str, str]]) -> list[int]:
    """The numbers of all entries about these records, by the index of their chains."""
    by_kind: dict[str, list[str]] = {}
    for kind, record_id in records:
        by_kind.setdefault(kind, []).append(record_id)
    return [
        seq
        for kind, ids in by_kind.items()
        for seq in Entry.objects.filter(kind=kind, object_id__in=ids).values_list("seq", flat=True)
    ]


def _by_entries(seqs: Sequence[int]) -> list[Q]:
    return [Q(seq__in=seqs[start : start + STEP]) for start in range(0, len(seqs), STEP)]


def _scrub_what_is_deleted(store: Store) -> None:
    """SQLite overwrites what it deletes only when told to."""
    if not store.is_postgres:
        with store.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
