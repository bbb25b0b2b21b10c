"""Appending: exact bytes, chains, sizes, nothing half."""

import base64
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from credentry.core.ledger import queries, state
from credentry.core.ledger.actions import append
from credentry.core.ledger.merkle import leaf_hash, root_of
from credentry.core.ledger.models import Entry, Node, Opening, SubjectKey
from credentry.core.ledger.tests.factories import some_log, write
from credentry.core.ledger.tests.things import entry_of
from credentry.core.ledger.vocabulary import Change, FileRef, NewEntry
from credentry.foundation import canonical
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, 0, 0, 123999, tzinfo=UTC)


def test_an_entry_is_exactly_these_bytes() -> None:
    new = NewEntry(
        kind="credential",
        object_id="01J",
        act="credential.renew",
        actor_id="u_42",
        via="session",
        at=AT,
        changes=[
            Change("expires_on", date(2026, 1, 1), date(2029, 1, 1)),
            Change("cost", None, Decimal("12.50")),
        ],
        why_code="renewal",
        corr="req-1",
        files=[FileRef("ab" * 32, 18234)],
        sig="sig-1",
    )
    assert append([new]) == [0]
    assert queries.entry(0).body.decode() == (
        '{"act":"credential.renew","actor":{"id":"u_42","via":"session"},"at":"2026-11-20T08:00:00.123Z",'
        '"chg":[["expires_on","2026-01-01","2029-01-01"],["cost",null,"12.50"]],"corr":"req-1",'
        '"files":[["sha256","' + "ab" * 32 + '",18234]],"n":1,"obj":["credential","01J"],"prev":null,'
        '"sig":"sig-1","tz":"+08:00","v":1,"why":{"code":"renewal"}}'
    )


def test_numbers_and_predecessors_chain_each_object() -> None:
    assert append([entry_of("a"), entry_of("b"), entry_of("a")]) == [0, 1, 2]
    assert append([entry_of("a"), entry_of("a", kind="other"), entry_of("b")]) == [3, 4, 5]
    chain = [(one.seq, one.content["n"], one.content["prev"]) for one in queries.entries_of("thing", "a")]
    assert chain == [(0, 1, None), (2, 2, 0), (3, 3, 2)]
    assert [one.content["prev"] for one in queries.entries_of("thing", "b")] == [None, 1]
    assert [one.seq for one in queries.entries_of("thing", "a", after=1, limit=1)] == [2]
    assert [one.seq for one in queries.entries_of("thing", "a", newest_first=True)] == [3, 2, 0]
    assert queries.entries_of("thing", "unknown") == []


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
objects = st.tuples(st.sampled_from(["k", "键"]), st.sampled_from(["a", "b", "c-1", "证书"]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(objects, texts, st.booleans()), max_size=12), max_size=5))
def test_any_history_re_derives(batches: list[list[tuple[tuple[str, str], str, bool]]]) -> None:
    with transaction.atomic():
        savepoint = transaction.savepoint()
        for batch in batches:
            append(
                [
                    entry_of(object_id, kind=kind, changes=[Change("t", None, text, personal)], why=text)
                    for (kind, object_id), text, personal in batch
                ]
            )
        bodies = [bytes(one) for one in Entry.objects.order_by("seq").values_list("body", flat=True)]
        assert len(bodies) == sum(map(len, batches))
        last: dict[tuple[str, str], tuple[int, int]] = {}
        for seq, body in enumerate(bodies):
            assert canonical.is_canonical(body)
            entry = canonical.loads(body)
            n, prev = last.get(tuple(entry["obj"]), (0, None))
            assert (entry["n"], entry["prev"]) == (n + 1, prev)
            last[tuple(entry["obj"])] = (n + 1, seq)
        assert queries.tree_head().root == root_of(map(leaf_hash, bodies))
        assert queries.tree_head().size == len(bodies)
        transaction.savepoint_rollback(savepoint)


def test_statements_do_not_grow_with_the_batch() -> None:
    def statements(size: int) -> int:
        entries = [entry_of(f"{size}-{number}") for number in range(size)]
        with CaptureQueriesContext(connection) as captured:
            append(entries)
        return len(captured)

    append([entry_of("first")])
    assert statements(2) <= statements(100) == statements(500)


def test_long_entries_keep_their_changes_in_an_opening() -> None:
    changes = [Change(f"field_{number}", None, "长" * 300) for number in range(100)]
    changes.append(Change("holder", None, "王小明", personal=True))
    seq = append([entry_of("a", changes=changes)])[0]
    entry = queries.entry(seq)
    assert len(entry.body) < 1000
    opened = queries.reveal(seq)
    assert opened["chg"].value[:100] == [[f"field_{number}", None, "长" * 300] for number in range(100)]
    assert "王小明" not in str(opened["chg"].value)
    assert opened["chg/100/new"].value == "王小明"
    many = [FileRef(f"{number:064x}", number) for number in range(1000)]
    seq = append([entry_of("a", files=many)])[0]
    assert queries.reveal(seq)["files"].value[999] == ["sha256", f"{999:064x}", 999]


def test_an_entry_that_cannot_be_shortened_is_refused() -> None:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        append([entry_of("a", act="x" * 40_000)])
    assert caught.value.code == "ledger.entry_too_large"
    assert "字节" in caught.value.message("zh")


def test_what_cannot_be_written_faithfully_changes_nothing() -> None:
    with pytest.raises(canonical.NotCanonical), transaction.atomic():
        append([entry_of("a"), entry_of("b", changes=[Change("x", None, float("nan"))])])
    assert not Entry.objects.exists()


def test_nothing_to_append_is_nothing() -> None:
    assert append([]) == []
    assert queries.tree_head().size == 0


def test_personal_values_and_reasons_stand_as_salted_digests_only() -> None:
    change = Change("holder_name", "李四", "王小明", personal=True)
    seqs = append([entry_of("a", changes=[change], why="身份证换号"), entry_of("b", changes=[change])])
    bodies = [queries.entry(seq).body for seq in seqs]
    for body in bodies:
        for secret in ("李四", "王小明", "身份证换号"):
            assert secret.encode() not in body
            assert secret not in body.decode("unicode_escape")
    assert bodies[0] != bodies[1]
    digests = [canonical.loads(body)["chg"][0][2]["_sd"] for body in bodies]
    assert digests[0] != digests[1], "equal values must not look equal"
    for row in Opening.objects.all():
        assert "王小明".encode() not in bytes(row.value_enc)
        assert base64.urlsafe_b64encode("王小明".encode()) not in bytes(row.value_enc)
    opened = queries.reveal(seqs[0])
    assert {path: one.value for path, one in opened.items()} == {
        "chg/0/new": "王小明",
        "chg/0/old": "李四",
        "why": "身份证换号",
    }


def test_subjects_have_one_key_each() -> None:
    change = [Change("name", None, "x", personal=True)]
    append([entry_of("a", changes=change), entry_of("a", changes=change), entry_of("b", changes=change)])
    append([entry_of("c", changes=change, subject="person:1", why="w"), entry_of("d", why="w")])
    subjects = SubjectKey.objects.order_by("subject").values_list("subject", flat=True)
    assert list(subjects) == ["actor:u_1", "person:1", "thing:a", "thing:b"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended() -> None:
    with pytest.raises(DomainError) as caught:
        append([entry_of("a")])
    assert caught.value.code == "ledger.not_in_transaction"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_leaves_no_trace() -> None:
    some_log(20)
    before = queries.tree_head()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _append_and_fail()
    assert queries.tree_head() == before
    assert write(entry_of("z")) == [20]
    assert Node.objects.filter(level=1).count() == 10


def _append_and_fail() -> None:
    append([entry_of("z"), entry_of("y")])
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_leave_no_gap() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite admits one writer at a time; its test database lives in one process's memory")
    failures: list[BaseException] = []

    def writer(name: str) -> None:
        try:
            for number in range(15):
                write(entry_of("shared"), entry_of(f"{name}-{number % 3}"))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    _together([lambda name=str(name): writer(name) for name in range(6)])
    assert failures == []
    assert [one.seq for one in Entry.objects.order_by("seq")] == list(range(180))
    chain = queries.entries_of("thing", "shared")
    assert [one.content["n"] for one in chain] == list(range(1, 91))
    assert [one.content["prev"] for one in chain[1:]] == [one.seq for one in chain[:-1]]
    leaves = [bytes(one) for one in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert queries.tree_head().root == root_of(leaves)


def _together(tasks: list[Callable[[], Any]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_after_an_alarm_the_log_can_be_read_only(settings: Settings) -> None:
    state.raise_alarm({"code": "ledger.shrunk"})
    append([entry_of("a")])
    settings.CREDENTRY_LEDGER_READ_ONLY_ON_ALARM = True
    with pytest.raises(DomainError) as caught:
        append([entry_of("a")])
    assert caught.value.code == "ledger.alarmed"
