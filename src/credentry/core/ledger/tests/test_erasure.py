"""Erasing a person: values gone from the disk, every proof as valid as before."""

from pathlib import Path

import pytest
from django.db import connection

from credentry.core.ledger import audit, merkle, notes, queries
from credentry.core.ledger.actions import erase_subject, sign_checkpoint
from credentry.core.ledger.disclosure import digest
from credentry.core.ledger.models import Opening, SubjectKey
from credentry.core.ledger.tests.factories import some_log, value, write
from credentry.core.ledger.tests.things import entry_of
from credentry.core.ledger.vocabulary import Change
from credentry.foundation.errors import DomainError
from credentry.plumbing import keys

pytestmark = pytest.mark.django_db(transaction=True)

NAME = [Change("holder_name", None, "王小明", personal=True)]


def erase(subject: str = "person:1") -> int:
    return erase_subject(subject, actor_id="u_9", via="session", ground="pipl-47", why="asked by letter").seq


def test_erasure_keeps_every_proof_and_forgets_the_value() -> None:
    some_log(20)
    seq = write(entry_of("a", changes=NAME, subject="person:1"))[0]
    checkpoint = sign_checkpoint()
    proof = queries.inclusion_proof(seq)
    body = queries.entry(seq).body
    disclosure = queries.reveal(seq)["chg/0/new"].disclosure
    assert disclosure is not None
    assert digest(disclosure) in body.decode()

    erase()

    assert queries.entry(seq).body == body
    root = notes.open_head(checkpoint, queries.origin(), keys.ledger_public_key()).root
    assert merkle.verify_inclusion(seq, proof.size, merkle.leaf_hash(body), proof.hashes, root)
    assert queries.reveal(seq)["chg/0/new"].erased
    assert queries.reveal(seq)["chg/0/new"].value is None
    sign_checkpoint()
    assert audit.fsck()["ok"]
    assert queries.root_at(21) == root


def test_the_erasure_is_itself_an_entry() -> None:
    write(
        entry_of("a", changes=[*NAME, *NAME], subject="person:1"),
        entry_of("b", changes=NAME, subject="person:1"),
    )
    entry = queries.entry(erase()).content
    assert entry["act"] == "privacy.erase"
    assert entry["obj"] == ["subject", "person:1"]
    assert entry["chg"] == [["openings", 3, 0]]
    assert entry["actor"]["id"] == "u_9"
    assert entry["why"]["code"] == "pipl-47"
    assert "letter" not in str(entry)


def test_others_are_not_touched_and_later_values_get_a_new_key() -> None:
    one, other = write(
        entry_of("a", changes=NAME, subject="person:1"), entry_of("b", changes=NAME, subject="person:2")
    )
    erase()
    assert queries.reveal(other)["chg/0/new"].value == "王小明"
    later = write(entry_of("a", changes=NAME, subject="person:1"))[0]
    assert queries.reveal(later)["chg/0/new"].value == "王小明"
    assert queries.reveal(one)["chg/0/new"].erased
    assert SubjectKey.objects.filter(subject="person:1").count() == 2
    erase()
    assert queries.reveal(later)["chg/0/new"].erased


def test_nothing_to_erase_is_said() -> None:
    write(entry_of("a", changes=NAME, subject="person:1"))
    with pytest.raises(DomainError) as caught:
        erase("person:7")
    assert caught.value.code == "ledger.nothing_to_erase"
    assert queries.tree_head().size == 1


def test_what_was_erased_is_nowhere_in_the_database() -> None:
    write(entry_of("a", changes=NAME, subject="person:1"))
    cipher = bytes(value("SELECT value_enc FROM ledger_opening"))
    wrapped = bytes(value("SELECT wrapped FROM ledger_subject_key"))
    erase()
    row = Opening.objects.select_related("key").get(path="chg/0/new")
    assert (row.value_enc, row.key.wrapped) == (None, None)
    assert row.erased_at is not None
    assert row.key.destroyed_at is not None
    stored = b"".join(_table_files())
    assert row.key.subject.encode() in stored, "this is where the rows lie"
    assert cipher not in stored
    assert wrapped not in stored


def _table_files() -> list[bytes]:
    """The bytes of the tables themselves."""
    if connection.vendor == "sqlite":
        return [connection.connection.serialize()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        directory = value("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        paths = [
            value(f"SELECT pg_relation_filepath('{one}')") for one in ("ledger_opening", "ledger_subject_key")
        ]
    files = [Path(directory) / path for path in paths]
    if not all(path.is_file() for path in files):
        pytest.skip("the server's files are not on this machine")
    return [path.read_bytes() for path in files]
