"""The queue keeps its promises: nothing lost, nothing done twice by two workers, failures retried."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from credentry.foundation import clock
from credentry.plumbing import holders, queue
from credentry.plumbing.models import Job, Schedule
from credentry.plumbing.worker import Worker

calls: list[dict[str, Any]] = []
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    monkeypatch.setattr(queue, "_periods", {})


@queue.job("test.note")
def _note(payload: dict[str, Any]) -> None:
    calls.append(payload)


@queue.job("test.fail", max_attempts=3)
def _fail(payload: dict[str, Any]) -> None:
    calls.append(payload)
    raise RuntimeError("no luck")


@queue.job("test.hopeless")
def _hopeless(payload: dict[str, Any]) -> None:
    raise queue.GiveUp("address does not exist")


@pytest.mark.django_db(transaction=True)
def test_enqueue_is_part_of_the_transaction() -> None:
    with transaction.atomic():
        queue.enqueue("test.note", {"n": 1})
        transaction.set_rollback(True)
    with transaction.atomic():
        queue.enqueue("test.note", {"n": 2})
    assert queue.run_due() == 1
    assert calls == [{"n": 2}]
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_a_failing_job_backs_off_and_ends_in_the_dead_letters() -> None:
    at = NOON
    with clock.fixed(at):
        queue.enqueue("test.fail", {})
    for expected in ("queued", "queued", "dead"):
        with clock.fixed(at):
            assert queue.run_due() == 1
            assert queue.run_due() == 0  # not before its time
        row = Job.objects.get()
        assert row.state == expected
        assert "no luck" in row.last_error
        at = row.run_at
    assert len(calls) == 3
    assert Job.objects.get().run_at - NOON == timedelta(seconds=25)


@pytest.mark.django_db
def test_hopeless_jobs_are_not_retried() -> None:
    queue.enqueue("test.hopeless")
    queue.run_due()
    assert (Job.objects.get().state, Job.objects.get().last_error) == ("dead", "address does not exist")


@pytest.mark.django_db
def test_one_waiting_job_per_key_but_a_request_during_the_run_is_kept() -> None:
    first = queue.enqueue("test.note", {"n": 1}, unique_key="k")
    assert queue.enqueue("test.note", {"n": 2}, unique_key="k") is None
    (running,) = queue.claim(5)
    assert running.pk == first
    assert queue.enqueue("test.note", {"n": 3}, unique_key="k") is not None
    assert queue.claim(5) == []  # never two at once
    queue.run_one(running)
    assert queue.run_due() == 1
    assert calls == [{"n": 1}, {"n": 3}]


@pytest.mark.django_db
def test_a_lost_lease_runs_again_and_the_zombie_cannot_report() -> None:
    queue.enqueue("test.note", {"n": 1})
    (zombie,) = queue.claim(1)
    Job.objects.filter(pk=zombie.pk).update(lease_until=holders.wall_now() - timedelta(seconds=1))
    (again,) = queue.claim(1)
    assert (again.pk, again.attempts, again.token) == (zombie.pk, 2, 2)
    queue.run_one(zombie)
    assert Job.objects.get().state == "running"
    queue.run_one(again)
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_a_dead_process_of_this_machine_loses_its_lease_at_once() -> None:
    queue.enqueue("test.note", {})
    (row,) = queue.claim(1)
    assert queue.reclaim_lost() == 0
    machine, _, _ = holders.holder_name().partition("|")
    Job.objects.filter(pk=row.pk).update(holder=f"{machine}|999999999|1")
    assert queue.reclaim_lost() == 1
    assert Job.objects.get().state == "queued"


@pytest.mark.django_db
def test_periods_fire_once_and_once_after_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    queue.every("test.note", seconds=300)
    with clock.fixed(NOON):
        assert (queue.fire_periods(), queue.fire_periods()) == (1, 0)
        queue.run_due()
    with clock.fixed(NOON + timedelta(hours=5)):
        assert (queue.fire_periods(), queue.fire_periods()) == (1, 0)
        assert Schedule.objects.get().next_at == NOON + timedelta(hours=5, minutes=5)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_each_job_once() -> None:
    for n in range(40):
        queue.enqueue("test.note", {"n": n})

    def work() -> None:
        try:
            while Job.objects.filter(state="queued").exists():
                for row in queue.claim(3):
                    queue.run_one(row)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(call["n"] for call in calls) == list(range(40))
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_only_reads(django_assert_num_queries: Any) -> None:
    queue.fire_periods()
    with django_assert_num_queries(3) as seen:
        Worker().turn()
    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_the_worker_wakes_for_committed_work() -> None:
    worker = Worker(poll_seconds=30)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        done = threading.Event()
        queue.job("test.wake")(lambda _: done.set())
        with transaction.atomic():
            queue.enqueue("test.wake")
        assert done.wait(10)
    finally:
        worker.stop()
        thread.join(10)
        queue._definitions.pop("test.wake")
    assert not thread.is_alive()
