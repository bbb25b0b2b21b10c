"""The worker as a process of its own, killed while it tells people: nothing is lost, nothing is told twice unmarked."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from tests.prepared import prepared
from tests.server import Instance

PEOPLE = 12


FILL = """
import sys, django
django.setup()
from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
system, ends, people = Actor.system("test"), sys.argv[1], int(sys.argv[2])
kind = perform(system, "credential_type", "register", None, {"code": "T", "name_zh": "安规证书"}).id
unit = perform(system, "unit", "define", None, {"code": "U", "name": "部门"}).id
for n in range(people):
    person = {"username": f"user{n}", "name": f"同事{n}", "email": f"user{n}@example.com", "password": "a-long-enough-one"}
    who = perform(system, "user", "invite", None, person).id
    for m in range(3):
        paper = {"title": f"证书{n}-{m}", "type": kind, "unit": unit, "responsible": who, "valid_to": ends}
        perform(system, "credential", "register", None, paper)
"""


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Instance]:
    """Twelve people with three certificates each, all within their last sixty days."""
    with prepared(tmp_path / "home") as empty:
        environment = {**empty.environment, "DJANGO_SETTINGS_MODULE": "credentry.config.settings"}
        command = [sys.executable, "-c", FILL, str(date.today() + timedelta(days=45)), str(PEOPLE)]
        subprocess.run(command, env=environment, cwd=empty.home, check=True)
        yield empty


def _worker(ready: Instance, url: str) -> "subprocess.Popen[bytes]":
    environment = {**ready.environment, "CREDENTRY_SMTP_URL": url}
    return subprocess.Popen(
        ready.command("worker", "--poll", "0.2"),
        env=environment,
        cwd=ready.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _until(reached: Any, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.1)
    return False


def test_a_worker_killed_while_it_sends_loses_nothing(ready: Instance) -> None:
    with mailbox() as (box, url):
        box.delay = 0.4
        first = _worker(ready, url.replace("timeout=1", "timeout=10"))
        assert _until(lambda: len(box.messages) >= 2, 60)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(10)
        box.delay = 0.0
        second = _worker(ready, url.replace("timeout=1", "timeout=10"))
        try:
            assert _until(lambda: len(set(box.recipients)) == PEOPLE, 150)
            time.sleep(2)
        finally:
            os.killpg(second.pid, signal.SIGTERM)
            assert second.wait(20) == 0
    _nothing_lost(ready, box)


def _nothing_lost(ready: Instance, box: Mailbox) -> None:
    ids = [str(message["Message-ID"]) for message in box.messages]
    assert len(set(ids)) == PEOPLE  # one message for each person: a repeated one carries the id of the first
    assert len(ids) - len(set(ids)) <= 1  # at most the one under way at the moment of the kill
    status = json.loads(ready.run("alerts", "--json").stdout)
    assert status["deliveries"]["email"] == {"sent": 3 * PEOPLE}
    database = ready.home / "credentry.sqlite3"
    if database.exists():
        with sqlite3.connect(database) as connection:
            unsure = connection.execute("SELECT COUNT(*) FROM alerts_delivery WHERE unsure").fetchone()[0]
        connection.close()
        assert (
            unsure % 3 == 0
        )  # whole parcels: those claimed and not yet written down when the worker was killed
        assert unsure < 3 * PEOPLE
    assert ready.run("ledger", "fsck", "--json").returncode == 0
