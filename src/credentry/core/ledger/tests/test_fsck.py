"""Whatever an administrator changes with the triggers dropped, fsck names it."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.core.ledger import audit, guard
from credentry.core.ledger.actions import sign_checkpoint
from credentry.core.ledger.merkle import Frontier, leaf_hash
from credentry.core.ledger.tests.factories import run, some_log, value, write
from credentry.core.ledger.tests.things import entry_of
from credentry.foundation import canonical

pytestmark = pytest.mark.django_db(transaction=True)


def codes() -> set[str]:
    report = audit.fsck()
    assert report["ok"] == (not report["counts"])
    assert {one["code"] for one in report["findings"]} == set(report["counts"])
    return set(report["counts"]) - {"guard_missing"}


def rebuild_tree() -> None:
    """What a thorough forger does: leaves, nodes and head made to fit the bodies again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, body FROM ledger_entry ORDER BY seq")
        leaves = [(seq, leaf_hash(bytes(body))) for seq, body in cursor.fetchall()]
    run("DELETE FROM ledger_node")
    for seq, leaf in leaves:
        run("UPDATE ledger_entry SET leaf = %s WHERE seq = %s", leaf, seq)
    frontier = Frontier()
    for one in frontier.extend([leaf for _, leaf in leaves]):
        for idx, node in enumerate(one.hashes, one.start):
            run("INSERT INTO ledger_node (level, idx, hash) VALUES (%s, %s, %s)", one.level, idx, node)
    run(
        "UPDATE ledger_head SET size = %s, root = %s, frontier = %s",
        frontier.size,
        frontier.root(),
        frontier.to_bytes(),
    )


def rewrite(seq: int, change: Callable[[dict[str, Any]], object]) -> None:
    """A forged body with its look-up copies."""
    entry = canonical.loads(bytes(value("SELECT body FROM ledger_entry WHERE seq = %s", seq)))
    change(entry)
    run(
        "UPDATE ledger_entry SET body = %s, kind = %s, object_id = %s, n = %s, act = %s WHERE seq = %s",
        canonical.dumps(entry),
        *entry["obj"],
        entry["n"],
        entry["act"],
        seq,
    )


def swap(one: int, other: int) -> None:
    columns = "body, leaf, kind, object_id, n, act, actor_id, at"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ledger_entry WHERE seq IN (%s, %s) ORDER BY seq", [one, other])
        rows = [list(row) for row in cursor.fetchall()]
    marks = ", ".join(f"{name} = %s" for name in columns.split(", "))
    run("UPDATE ledger_entry SET n = n + 1000 WHERE seq IN (%s, %s)", one, other)
    for row, seq in zip(rows, (other, one), strict=True):
        run(f"UPDATE ledger_entry SET {marks} WHERE seq = %s", *row, seq)


def remove(seq: int, count: int = 1) -> None:
    run("DELETE FROM ledger_opening WHERE seq >= %s AND seq < %s", seq, seq + count)
    run("DELETE FROM ledger_entry WHERE seq >= %s AND seq < %s", seq, seq + count)


@pytest.fixture
def log() -> None:
    some_log(40)
    sign_checkpoint()
    some_log(10)
    guard.uninstall()


@pytest.mark.usefixtures("log")
def test_an_honest_log_is_well() -> None:
    assert codes() == set()
    report = audit.fsck()
    assert (report["size"], report["checkpoints"]) == (50, 1)
    assert report["openings"] == value("SELECT count(*) FROM ledger_opening") > 10
    assert set(report["counts"]) == {"guard_missing"}
    guard.install()
    assert audit.fsck()["ok"]


INSERT = (
    "INSERT INTO ledger_entry (seq, body, leaf, kind, object_id, n, act, actor_id, at) "
    "SELECT %s, body, leaf, kind, object_id, n + 500, act, actor_id, at FROM ledger_entry WHERE seq = 7"
)
CASES: list[tuple[str, Callable[[], object], set[str]]] = [
    (
        "altered",
        lambda: rewrite(7, lambda one: one.update(act="thing.other")),
        {"entry_altered", "node_differs"},
    ),
    (
        "altered actor copy",
        lambda: run("UPDATE ledger_entry SET actor_id = 'u_2' WHERE seq = 7"),
        {"copies_differ"},
    ),
    ("leaf", lambda: run("UPDATE ledger_entry SET leaf = %s WHERE seq = 7", bytes(32)), {"entry_altered"}),
    ("removed", lambda: remove(7), {"entry_missing", "chain_broken"}),
    ("cut off", lambda: remove(48, 2), {"entry_missing"}),
    ("reordered", lambda: swap(3, 4), {"node_differs", "chain_broken"}),
    ("inserted", lambda: run(INSERT, 50), {"entry_unexpected"}),
    ("inserted far", lambda: run(INSERT, 2**40), {"entry_unexpected"}),
    ("inserted before", lambda: run(INSERT, -5), {"entry_unexpected"}),
    (
        "node",
        lambda: run("UPDATE ledger_node SET hash = %s WHERE level = 3 AND idx = 1", bytes(32)),
        {"node_differs"},
    ),
    (
        "node gone",
        lambda: run("DELETE FROM ledger_node WHERE level = 1 AND idx = 9"),
        {"node_differs", "node_count"},
    ),
    ("node more", lambda: run("INSERT INTO ledger_node VALUES (1, 25, %s)", bytes(32)), {"node_unexpected"}),
    ("head root", lambda: run("UPDATE ledger_head SET root = %s", bytes(32)), {"head_differs"}),
    ("head frontier", lambda: run("UPDATE ledger_head SET frontier = %s", b"x"), {"head_differs"}),
    ("head smaller", lambda: run("UPDATE ledger_head SET size = 49"), {"head_differs", "entry_unexpected"}),
    ("no head", lambda: run("DELETE FROM ledger_head"), {"entry_unexpected"}),
    (
        "not an entry",
        lambda: run("UPDATE ledger_entry SET body = %s WHERE seq = 2", b"[]"),
        {"entry_malformed"},
    ),
    (
        "not JSON",
        lambda: run("UPDATE ledger_entry SET body = %s WHERE seq = 2", b"\xff"),
        {"entry_malformed"},
    ),
    (
        "checkpoint row",
        lambda: run("UPDATE ledger_checkpoint SET root = %s", bytes(32)),
        {"checkpoint_differs"},
    ),
    (
        "checkpoint note",
        lambda: run("UPDATE ledger_checkpoint SET note = note || 'x'"),
        {"checkpoint_signature"},
    ),
    (
        "opening",
        lambda: run("UPDATE ledger_opening SET value_enc = %s", b"\x01" + bytes(60)),
        {"opening_unreadable"},
    ),
    ("opening gone", lambda: run("DELETE FROM ledger_opening"), {"opening_missing"}),
    ("opening emptied", lambda: run("UPDATE ledger_opening SET value_enc = NULL"), {"opening_unreadable"}),
    ("key gone", lambda: run("UPDATE ledger_subject_key SET wrapped = NULL"), {"opening_unreadable"}),
    (
        "opening moved",
        lambda: run("UPDATE ledger_opening SET path = 'chg/9/new' WHERE path = 'why'"),
        {"opening_missing", "opening_differs"},
    ),
]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_tampering_is_named(change: Callable[[], object], expected: set[str]) -> None:
    assert change() != 0
    assert expected <= codes()


@pytest.mark.usefixtures("log")
def test_a_thorough_forger_is_caught_by_the_checkpoint() -> None:
    rewrite(7, lambda one: one.update(act="thing.other"))
    rebuild_tree()
    assert codes() == {"root_differs"}


@pytest.mark.usefixtures("log")
def test_a_thorough_forger_of_unsigned_entries_must_keep_the_chain() -> None:
    swap(41, 42)
    rebuild_tree()
    assert codes() == {"chain_broken"}


@pytest.mark.usefixtures("log")
def test_a_log_cut_back_behind_a_checkpoint_is_named() -> None:
    remove(35, 15)
    rebuild_tree()
    assert codes() == {"truncated"}


@pytest.mark.usefixtures("log")
def test_renumbering_an_object_breaks_its_chain() -> None:
    rewrite(45, lambda one: one.update(n=one["n"] + 1))
    rebuild_tree()
    assert codes() == {"chain_broken"}
    rewrite(45, lambda one: one.update(n=one["n"] - 1, prev=2**50))
    rebuild_tree()
    assert codes() == {"chain_broken"}


@pytest.mark.usefixtures("log")
def test_spelling_a_body_differently_is_named() -> None:
    body = bytes(value("SELECT body FROM ledger_entry WHERE seq = 49"))
    run("UPDATE ledger_entry SET body = %s WHERE seq = 49", body.replace(b'"v":1', b'"v": 1'))
    rebuild_tree()
    assert codes() == {"not_canonical"}


def test_a_change_committed_past_the_guard_is_named() -> None:
    some_log(3)
    if connection.vendor == "sqlite":
        run("PRAGMA foreign_keys = OFF")
    else:
        run("ALTER TABLE ledger_dirty DISABLE TRIGGER ALL")
    try:
        run("INSERT INTO ledger_dirty (tx, kind, object_id) VALUES (0, 'thing', 'object-1')")
        assert codes() == {"uncovered_change"}
    finally:
        run("DELETE FROM ledger_dirty")
        if connection.vendor == "sqlite":
            run("PRAGMA foreign_keys = ON")
        else:
            run("ALTER TABLE ledger_dirty ENABLE TRIGGER ALL")


CELLS = {
    "ledger_entry": ("seq", ["body", "leaf", "kind", "object_id", "n", "act", "actor_id", "at"]),
    "ledger_node": ("level * 1000 + idx", ["level", "idx", "hash"]),
    "ledger_head": ("id", ["size", "root", "frontier"]),
    "ledger_checkpoint": ("size", ["size", "root", "note"]),
    "ledger_opening": ("seq", ["path", "value_enc"]),
}
CELL = [(table, key, column) for table, (key, columns) in CELLS.items() for column in columns]


def flipped(cell: Any, at: int, bits: int) -> Any:
    """The cell with one byte (of text: one character) another one."""
    if isinstance(cell, int):
        return cell + bits
    if isinstance(cell, str):
        at %= len(cell)
        other = chr(33 + (ord(cell[at]) - 33 + bits) % 90)
        return cell[:at] + (other if other != cell[at] else "~") + cell[at + 1 :]
    data = bytearray(cell)
    data[at % len(data)] ^= bits
    return bytes(data)


@pytest.mark.usefixtures("log")
def test_every_flipped_byte_is_found() -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(CELL), st.integers(0, 200), st.integers(0, 5000), st.integers(1, 127))
    def flip(cell: tuple[str, str, str], row: int, at: int, bits: int) -> None:
        table, key, column = cell
        with contextlib.suppress(IntegrityError), transaction.atomic():  # some the database itself refuses
            count = value(f"SELECT count(*) FROM {table}")
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {key}, {column} FROM {table} ORDER BY 1, 2 LIMIT 1 OFFSET {row % count}"
                )
                where, found = cursor.fetchone()
            known = found if isinstance(found, (int, str)) else bytes(found)
            changed = run(
                f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",
                flipped(known, at, bits),
                where,
                known,
            )
            assert changed == 1
            assert codes(), f"{table}.{column} of row {where}"
            transaction.set_rollback(True)

    flip()
    assert codes() == set()


def test_growth_during_the_run_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    some_log(30)
    original = audit.Audit.run

    def run_while_others_write(self: audit.Audit) -> None:
        original(self)
        write(entry_of("meanwhile"), entry_of("object-1", why="later"))
        sign_checkpoint()

    monkeypatch.setattr(audit.Audit, "run", run_while_others_write)
    report = audit.fsck()
    assert report["counts"] == {}
    assert report["size"] == 30


def test_findings_are_counted_beyond_what_is_kept() -> None:
    write(*(entry_of(number) for number in range(300)))
    guard.uninstall()
    run("UPDATE ledger_entry SET actor_id = 'u_2'")
    report = audit.fsck()
    assert report["counts"]["copies_differ"] == 300
    assert len(report["findings"]) == 200
