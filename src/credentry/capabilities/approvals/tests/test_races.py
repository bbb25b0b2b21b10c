"""Two people at once, double clicks, kills in the middle: one effect for each decision, and a clear word."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from credentry.capabilities.approvals.models import Case, Task, TaskHolder
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, seen, step
from credentry.core.ledger.audit import fsck
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)
one_writer = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer; its test database is one connection's"
)


def at_once(*works: Any) -> list[Any]:
    """What each gave or raised, done at the same time."""

    def one(work: Any) -> Any:
        try:
            return work()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def acted(office: Office, name: str, action: str, task: Task, **payload: Any) -> Any:
    who = office.actor(name)
    told = {"seen": seen(task), **payload}
    return lambda: perform(who, "task", action, task.pk, told).version


@one_writer
def test_two_people_deciding_at_once_both_count() -> None:
    office = make_office("bob", "cat")
    case = office.start(published("r1", chain(step("a", "bob", "cat", mode="parallel"))))
    task = Task.objects.get()
    results = at_once(acted(office, "bob", "approve", task), acted(office, "cat", "approve", task))
    assert all(isinstance(one, int) for one in results), results
    case.refresh_from_db()
    assert case.state == "completed"
    assert [one.n for one in Revision.objects.filter(kind="task").order_by("n")] == [1, 2, 3]


@one_writer
def test_of_two_who_may_sign_for_all_one_decides_and_the_other_is_told() -> None:
    office = make_office("bob", "cat")
    case = office.start(published("r2", chain(step("a", "bob", "cat", mode="any"), step("b", "bob"))))
    task = Task.objects.get()
    results = at_once(
        acted(office, "bob", "approve", task), acted(office, "cat", "reject", task, text="nein")
    )
    assert sum(isinstance(one, int) for one in results) == 1, results
    assert {one for one in results if isinstance(one, str)} <= {
        "record.not_found", "action.unavailable", "approval.step_ended", "action.forbidden", "task.over",
    }  # fmt: skip
    case.refresh_from_db()
    assert case.state in ("running", "rejected")
    assert Task.objects.filter(node="b").count() == (case.state == "running")


@one_writer
def test_eight_clicks_are_one_decision() -> None:
    office = make_office("bob", "cat")
    office.start(published("r3", chain(step("a", "bob", "cat", mode="parallel"))))
    task = Task.objects.get()
    results = at_once(*[acted(office, "bob", "approve", task) for _ in range(8)])
    assert sum(isinstance(one, int) for one in results) == 1
    assert results.count("approval.same_again") == 7
    task.refresh_from_db()
    assert len(stored.load(task.step).log) == 1


@one_writer
def test_side_branches_decided_at_once_meet_once() -> None:
    office = make_office("bob", "cat", "dan")
    ways = {
        "type": "parallel",
        "id": "both",
        "ways": [{"items": [step("a", "bob")]}, {"items": [step("b", "cat")]}],
    }
    case = office.start(published("r4", chain(ways, step("c", "dan"))))
    first, second = Task.objects.order_by("node")
    results = at_once(acted(office, "bob", "approve", first), acted(office, "cat", "approve", second))
    assert all(isinstance(one, int) for one in results), results
    assert office.lists() == {"dan": ["c"]}
    office.do("dan", "approve")
    case.refresh_from_db()
    assert case.state == "completed"


@one_writer
def test_ending_a_case_while_somebody_decides_leaves_no_task_behind() -> None:
    office = make_office("bob", "cat")
    for n in range(4):
        case = office.start(published(f"r5-{n}", chain(step("a", "bob"), step("b", "cat"))))
        task = Task.objects.get(case=case)
        who = office.actor("ann")
        at_once(
            acted(office, "bob", "approve", task),
            lambda case=case, who=who: perform(who, "case", "withdraw", case.pk, {"text": "x"}).version,
        )
        case.refresh_from_db()
        if case.state == "withdrawn":
            assert not Task.objects.filter(case=case, state="open").exists()
            assert not TaskHolder.objects.filter(task__case=case).exists()
        else:
            assert Task.objects.filter(case=case, state="open").count() == 1


#: In CI ten kills; ``CREDENTRY_KILLS=100`` for the long run (cases in proportion).
KILLS = int(os.environ.get("CREDENTRY_KILLS", "10"))
STEPS, CASES = 4, max(6, KILLS * 6 // 10)
WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.tests.office import seen
from credentry.core.identity.queries import actor_for_user, user_by_name
from credentry.core.records.actions import perform
from credentry.foundation.errors import DomainError
who = actor_for_user(user_by_name("bob"), "session")
print("ready", flush=True)
while True:
    for one in Task.objects.filter(state="open"):
        try:
            perform(who, "task", "approve", one.pk, {"seen": seen(one)})
        except DomainError:
            pass
"""


@pytest.mark.demand("R-000-63")
def test_killed_between_and_within_steps_every_decision_counts_once() -> None:
    office = make_office("bob")
    process = published("kills", chain(*[step(f"s{n}", "bob") for n in range(STEPS)]))
    for _ in range(CASES):
        office.start(process)
    kills, chance = 0, random.Random(11)
    for _ in range(KILLS):
        worker = _worker()
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.08))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        kills += 1
        if not Task.objects.filter(state="open").exists():
            break
        _whole()
    while Task.objects.filter(state="open").exists():
        for task in Task.objects.filter(state="open"):
            office.do("bob", "approve", task)
    assert kills >= 3
    assert set(Case.objects.values_list("state", flat=True)) == {"completed"}
    said = Counter((one.case_id, one.node) for one in Task.objects.all() for _ in stored.load(one.step).log)
    assert len(said) == STEPS * CASES
    assert set(said.values()) == {1}
    assert fsck()["findings"] == []
    print(f"{kills} kills over {CASES} cases and {len(said)} decisions")


def _whole() -> None:
    """Never a running case without an open task, never a task of a case that is over."""
    for case in Case.objects.all():
        assert (case.state == "running") == Task.objects.filter(case=case, state="open").exists()


def _worker() -> "subprocess.Popen[str]":
    connections.close_all()
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[4]),
        "DJANGO_SETTINGS_MODULE": "credentry.config.settings",
        "CREDENTRY_TEST_MODE": "1",
    }
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, name], env=environment, stdout=subprocess.PIPE, text=True
    )
