"""The signer signs only what it re-derived; it never signs a smaller or another past."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from credentry.core.ledger import audit, guard, merkle, notes, queries, state
from credentry.core.ledger.actions import sign_checkpoint
from credentry.core.ledger.models import Checkpoint
from credentry.core.ledger.reactions import checkpoint_when_grown
from credentry.core.ledger.tests.factories import run, some_log, value, write
from credentry.core.ledger.tests.things import entry_of
from credentry.core.ledger.vocabulary import Refused
from credentry.foundation.errors import DomainError, NotFound
from credentry.plumbing import keys, queue

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "test.example/ledger/1"


def refusal() -> str:
    with pytest.raises(Refused) as caught:
        sign_checkpoint()
    assert caught.value.message("zh") != caught.value.code
    return caught.value.code


def test_a_checkpoint_says_what_the_log_is() -> None:
    some_log(40)
    note = sign_checkpoint()
    head = notes.open_head(note, ORIGIN, keys.ledger_public_key())
    assert head == queries.tree_head() == queries.latest_tree_head()
    assert head.size == 40
    assert queries.latest_note() == note
    name, key = notes.key_of_verifier(queries.verifier_key())
    assert notes.open_head(note, name, key) == head


def test_signing_twice_publishes_once_and_growth_is_consistent() -> None:
    some_log(11)
    first = sign_checkpoint()
    assert sign_checkpoint() == first
    some_log(30)
    sign_checkpoint()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [11, 41]
    old = notes.parse_head(first.partition("\n\n")[0] + "\n")
    proof = queries.consistency_proof(11)
    assert proof.first_root == old.root
    assert merkle.verify_consistency(11, 41, old.root, queries.tree_head().root, proof.hashes)


def test_an_empty_log_can_be_signed() -> None:
    head = notes.open_head(sign_checkpoint(), ORIGIN, keys.ledger_public_key())
    assert (head.size, head.root) == (0, merkle.EMPTY_ROOT)
    some_log(3)
    sign_checkpoint()


def test_the_state_is_on_disk_before_the_note(settings: Settings) -> None:
    some_log(9)
    sign_checkpoint()
    remembered = json.loads((Path(settings.CREDENTRY_STATE) / state.SIGNER).read_text())
    assert (remembered["size"], remembered["origin"]) == (9, ORIGIN)
    guard.uninstall()
    run("DELETE FROM ledger_checkpoint")  # as after a crash between remembering and publishing
    guard.install()
    sign_checkpoint()
    assert Checkpoint.objects.count() == 1


TAMPERING: dict[str, Callable[[], object]] = {
    "ledger.mismatch": lambda: run("UPDATE ledger_entry SET body = %s WHERE seq = 12", b"{}"),
    "ledger.shrunk": lambda: run("UPDATE ledger_head SET size = 8, frontier = %s", bytes(32)),
}


@pytest.mark.parametrize("code", TAMPERING)
def test_what_does_not_re_derive_is_not_signed(code: str) -> None:
    some_log(10)
    sign_checkpoint()
    some_log(5)
    guard.uninstall()
    TAMPERING[code]()
    assert refusal() == code
    assert Checkpoint.objects.count() == 1
    alarm = queries.alarm()
    assert alarm is not None
    assert alarm["code"] == code
    look = audit.watch()
    assert not look["ok"]


def test_a_rewritten_past_is_not_signed_even_if_it_fits_together() -> None:
    """An administrator replaces the whole log by another, complete with nodes and head."""
    some_log(10)
    sign_checkpoint()
    guard.uninstall()
    for table in ("ledger_opening", "ledger_entry", "ledger_node", "ledger_head"):
        run(f"DELETE FROM {table}")
    guard.install()
    some_log(14)
    assert refusal() == "ledger.mismatch"


def test_a_log_cut_short_is_not_signed() -> None:
    some_log(10)
    sign_checkpoint()
    guard.uninstall()
    for table in ("ledger_opening", "ledger_entry", "ledger_node", "ledger_head"):
        run(f"DELETE FROM {table}")
    guard.install()
    some_log(9)
    assert refusal() == "ledger.shrunk"


def test_a_missing_entry_stops_the_signer() -> None:
    some_log(10)
    guard.uninstall()
    run("DELETE FROM ledger_opening")
    run("DELETE FROM ledger_entry WHERE seq = 4")
    assert refusal() == "ledger.mismatch"


def test_lost_memory_is_re_established_only_on_demand_and_only_if_checkpoints_agree(
    settings: Settings,
) -> None:
    some_log(10)
    first = sign_checkpoint()
    some_log(10)
    memory = Path(settings.CREDENTRY_STATE) / state.SIGNER
    memory.unlink()
    assert refusal() == "ledger.state_missing"
    assert sign_checkpoint(adopt=True) != first
    assert queries.alarm() is None
    memory.unlink()
    guard.uninstall()
    run("UPDATE ledger_checkpoint SET note = %s WHERE size = 10", first.replace("10\n", "11\n", 1))
    with pytest.raises(Refused) as caught:
        sign_checkpoint(adopt=True)
    assert caught.value.code == "ledger.checkpoint_broken"


def test_damaged_memory_is_not_trusted(settings: Settings) -> None:
    some_log(10)
    sign_checkpoint()
    memory = Path(settings.CREDENTRY_STATE) / state.SIGNER
    good = memory.read_text()
    for bad in ("{", "{}", good.replace('"size": 10', '"size": 11'), good.replace('"root": "', '"root": "A')):
        memory.write_text(bad)
        assert refusal() == "ledger.state_broken"
    memory.write_text(good.replace(ORIGIN, "other/1"))
    assert refusal() == "ledger.state_foreign"


def test_the_log_keeps_the_name_it_began_with(settings: Settings) -> None:
    some_log(3)
    settings.CREDENTRY_LEDGER_ORIGIN = "moved.example/ledger/1"
    assert notes.parse_head(sign_checkpoint().partition("\n\n")[0] + "\n").origin == ORIGIN


def test_the_default_name_comes_from_the_address(settings: Settings) -> None:
    settings.CREDENTRY_LEDGER_ORIGIN = ""
    settings.CREDENTRY_BASE_URL = "https://register.example.com/certs"
    assert queries.origin() == "register.example.com/ledger/1"


def test_proofs_are_for_others() -> None:
    some_log(23)
    write(entry_of("late"))
    with pytest.raises(DomainError) as caught:
        audit.proof(3)
    assert caught.value.code == "ledger.no_checkpoint"
    checkpoint = audit.checkpoint()["note"]
    write(entry_of("later"))
    for seq in range(24):
        proof = audit.proof(seq)
        assert proof["ok"]
        lines = proof["tlog_proof"].split("\n")
        assert lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {seq}"]
        assert lines[2 : 2 + len(proof["proof"])] == proof["proof"]
        assert proof["tlog_proof"].endswith("\n\n" + checkpoint)
    with pytest.raises(DomainError):
        audit.proof(24)
    with pytest.raises(NotFound):
        audit.proof(99)
    with pytest.raises(NotFound):
        queries.inclusion_proof(3, 99)
    with pytest.raises(NotFound):
        queries.consistency_proof(9, 99)


def test_every_proof_between_all_sizes_verifies() -> None:
    some_log(20)
    roots = [queries.root_at(size) for size in range(21)]
    for size in range(1, 21):
        for seq in range(size):
            proof = queries.inclusion_proof(seq, size)
            assert proof.root == roots[size]
            assert merkle.verify_inclusion(seq, size, proof.leaf, proof.hashes, roots[size])
        for first in range(size + 1):
            consistency = queries.consistency_proof(first, size)
            assert merkle.verify_consistency(first, size, roots[first], roots[size], consistency.hashes)


def test_the_monitor_follows_with_its_own_memory() -> None:
    some_log(10)
    assert audit.watch()["lag_entries"] == 10
    sign_checkpoint()
    look = audit.watch()
    assert (look["ok"], look["size"], look["lag_entries"]) == (True, 10, 0)
    some_log(10)
    sign_checkpoint()
    assert [one["size"] for one in audit.watching(seconds=0.01, turns=2)] == [20, 20]
    guard.uninstall()
    run("DELETE FROM ledger_checkpoint WHERE size = 20")
    assert audit.watch()["code"] == "ledger.shrunk"


def test_the_monitor_sees_a_forged_checkpoint() -> None:
    some_log(10)
    sign_checkpoint()
    assert audit.watch()["ok"]
    some_log(4)
    forged = notes.sign_head(notes.TreeHead(ORIGIN, 14, bytes(32)), keys.ledger_key())
    run(
        "INSERT INTO ledger_checkpoint (size, root, note, at) VALUES (14, %s, %s, '2026-01-01 00:00:00+00')",
        bytes(32),
        forged,
    )
    assert audit.watch()["code"] == "ledger.mismatch"


def test_the_minute_job_signs_what_is_new_and_gives_up_on_refusal() -> None:
    some_log(3)
    checkpoint_when_grown({})
    checkpoint_when_grown({})
    assert value("SELECT count(*) FROM ledger_checkpoint") == 1
    some_log(3)
    guard.uninstall()
    run("UPDATE ledger_entry SET body = %s WHERE seq = 5", b"{}")
    with pytest.raises(queue.GiveUp):
        checkpoint_when_grown({})
