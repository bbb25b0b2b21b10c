"""Writers of SQLite wait their turn, jobs give way, and who may not wait is told so."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from credentry.plumbing import turns
from credentry.plumbing.holders import wall_now
from credentry.plumbing.models import Lease


@contextmanager
def somebody_writes() -> Iterator[threading.Event]:
    """Another connection that holds SQLite's one place to write until the event is set."""
    holds, done = threading.Event(), threading.Event()

    def write() -> None:
        other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        holds.set()
        done.wait(10)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert holds.wait(5)
    try:
        yield done
    finally:
        done.set()
        thread.join()


def lease(name: str) -> Lease:
    return Lease(name=name, holder="me", until=wall_now() + timedelta(minutes=1))


@pytest.fixture
def sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's writers do not exclude each other")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [True, False])
def test_a_write_waits_for_the_writer_before_it(sqlite: None, whole: bool) -> None:
    with somebody_writes() as done:
        threading.Timer(0.3, done.set).start()
        started = time.monotonic()
        if whole:
            with transaction.atomic():
                lease("a").save()
        else:
            Lease.objects.bulk_create([lease("a")])
        assert 0.2 < time.monotonic() - started < 5
    assert Lease.objects.filter(name="a").exists()


@pytest.mark.django_db(transaction=True)
def test_who_may_not_wait_is_told_so(sqlite: None) -> None:
    with somebody_writes(), turns.patience(0.05):
        started = time.monotonic()
        with pytest.raises(OperationalError) as caught:
            lease("a").save()
        assert time.monotonic() - started < 2
        with pytest.raises(OperationalError), transaction.atomic():
            pass
    assert turns.is_busy(caught.value)
    assert turns.is_passing(caught.value)
    assert not Lease.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_wrong_statement_is_not_taken_for_a_busy_database() -> None:
    with pytest.raises(Exception, match="nowhere") as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert not turns.is_passing(caught.value)


@pytest.mark.django_db(transaction=True)
def test_a_job_lets_others_write_between_its_portions(sqlite: None) -> None:
    """Twenty writes beside a job that would write all the time: each waits a portion or a few, none for ever."""
    stop = threading.Event()
    portions = 0

    def hog() -> None:
        nonlocal portions
        size = turns.Portions(10, 1000)
        while not stop.is_set():
            with size.transaction():
                Lease.objects.filter(name="none").update(holder="x")
                time.sleep(0.1)
            portions += 1
        connection.close()

    job = threading.Thread(target=hog)
    job.start()
    waits = []
    try:
        for n in range(20):
            started = time.monotonic()
            lease(str(n)).save()
            waits.append(time.monotonic() - started)
            time.sleep(0.02)
    finally:
        stop.set()
        job.join()
    assert portions > 5
    assert sorted(waits)[-3] < 0.6, waits
    assert max(waits) < 3, waits


@pytest.mark.django_db(transaction=True)
def test_portions_learn_how_much_fits(sqlite: None) -> None:
    portions = turns.Portions(100, 1000)
    with portions.transaction():
        time.sleep(turns.TARGET * 2)
    assert 25 <= portions.size <= 60
    for _ in range(9):
        with portions.transaction():
            pass
    assert portions.size == 1000


@pytest.mark.django_db(transaction=True)
def test_an_update_by_portions_changes_every_row_once() -> None:
    Lease.objects.bulk_create([lease(f"{n:04}") for n in range(1203)])
    assert turns.update(Lease.objects.filter(holder="me"), holder="you") == 1203
    assert turns.update(Lease.objects.filter(holder="me"), holder="you") == 0
    assert Lease.objects.filter(holder="you").count() == 1203
