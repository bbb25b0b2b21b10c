"""Workers killed with -9 while they send: nothing is lost, a double carries the same id and is marked.

Exactly once is impossible: between the other side's “taken” and our note of it there is always a moment. What is held
here is: at least once, at most once more for each death, under the same idempotency key, and marked ``unsure``.

``make hunt`` kills a hundred workers in each of the two tests and prints how many of the 200 died with messages under way.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sized
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.models import Delivery, DigestWish
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import make_deadline
from credentry.capabilities.alerts.tests.mailbox import mailbox
from credentry.capabilities.alerts.tests.owing import DUE, SYSTEM, TODAY, set_up
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import make_user
from credentry.foundation import clock

#: How often a worker dies in each of the tests; ``make hunt`` kills a hundred times in each, not once less.
LONG = int(os.environ.get("CREDENTRY_EXAMPLES") or 1) >= 10
DEATHS, PEOPLE, DIGESTS = (100, 800, 800) if LONG else (6, 30, 12)
WORKER = """
import os, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from credentry.capabilities.alerts import actions
while True:
    actions.deliver(limit=10)
"""


class SlowSink(platforms.Sink):
    """Takes a message, then thinks before it says so: time to be killed in."""

    def handle(self, asked: platforms.Asked) -> platforms.Reply:
        time.sleep(0.02)
        return 200, {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.hunt
@pytest.mark.demand("R-000-85")
def test_killed_while_sending_nothing_is_lost_and_a_double_says_so(
    world: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = {"code": "p", "name": "p", "stages": [30], "channels": ["inbox", "webhook"]}
    perform(SYSTEM, "alert_policy", "define", None, policy)
    for n in range(PEOPLE):
        make_deadline(DUE, make_user(f"u{n}"), number=f"N-{n}")
    sweep()
    with platforms.running(SlowSink()) as sink:
        set_up("webhook", url=f"{sink.url}/hook")
        deaths = Deaths()
        while (
            Delivery.objects.filter(channel="webhook").exclude(state="sent").exists() and deaths.all < DEATHS
        ):
            _killed_after_three(deaths, sink.asked, Delivery.objects.filter(channel="webhook"))
        with clock.fixed(TODAY):
            for _ in range(3):
                Delivery.objects.filter(state="retry").update(retry_at=clock.now())
                deliver()
        rows = Delivery.objects.filter(channel="webhook").select_related("alert")
        assert {one.state for one in rows} == {"sent"}
        came = Counter(one.headers["webhook-id"] for one in sink.asked)
    assert deaths.all >= (DEATHS if LONG else DEATHS // 2)
    marked = {f"msg_{one.batch.hex}" for one in rows if one.batch and one.unsure}
    assert set(came) == {f"msg_{one.batch.hex}" for one in rows if one.batch}, (
        "nothing is lost, nothing is strange"
    )
    assert {key for key, times in came.items() if times > 1} <= marked, "every double is marked"
    assert max(came.values()) <= 1 + deaths.all
    with capsys.disabled():
        print(f"\nwebhook: {deaths}; {_doubles(came)}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.hunt
@pytest.mark.demand("R-000-85")
def test_killed_while_sending_digests_every_person_gets_theirs(
    world: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = {
        "code": "p",
        "name": "p",
        "stages": [60],
        "ladder": [{"relation": "responsible", "code": "", "wait": 30}],
    }
    perform(SYSTEM, "alert_policy", "define", None, policy)
    people = [make_user(f"u{n}", email=f"u{n}@example.com") for n in range(DIGESTS)]
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.zone())
    with clock.fixed(noon - timedelta(hours=6)):
        sweep()
        for one in people:
            make_deadline(TODAY + timedelta(days=60), one)
            DigestWish.objects.create(user=one, rhythm="daily", hour=8, working_days=False, since=clock.now())
    with clock.fixed(noon), mailbox() as (box, url):
        box.delay = 0.02
        settings.CREDENTRY_SMTP_URL = url
        assert sweep().mailings == DIGESTS
        mailings = Delivery.objects.filter(mailing__isnull=False)
        deaths = Deaths()
        while mailings.exclude(state="sent").exists() and deaths.all < DEATHS:
            _killed_after_three(deaths, box.messages, mailings, {"CREDENTRY_SMTP_URL": url})
        for _ in range(3):
            Delivery.objects.filter(state="retry").update(retry_at=clock.now())
            deliver()
        came = Counter(str(one["Message-ID"]).split("@")[0] for one in box.messages)
        rows = list(mailings)
        assert {one.state for one in rows} == {"sent"}
        told = Delivery.objects.filter(channel="email", alert__isnull=False)
        assert set(told.values_list("state", "reason")) == {("sent", "digest")}
    assert deaths.all >= (DEATHS if LONG else DEATHS // 3)
    assert set(came) == {f"<alerts.{one.batch.hex}" for one in rows if one.batch}
    marked = {f"<alerts.{one.batch.hex}" for one in rows if one.batch and one.unsure}
    assert {key for key, times in came.items() if times > 1} <= marked, "every double is marked"
    with capsys.disabled():
        print(f"\ndigests over SMTP: {deaths}; {_doubles(came)}")


@dataclass
class Deaths:
    """Workers that ended by SIGKILL, and how many of them left messages they had not reported on."""

    all: int = 0
    under_way: int = 0

    def __str__(self) -> str:
        return f"{self.all} workers killed with -9, {self.under_way} of them with messages under way"


def _doubles(came: "Counter[str]") -> str:
    twice = sum(times > 1 for times in came.values())
    return f"{len(came)} messages came, {twice} of them more than once, each under its own id and marked"


def _killed_after_three(
    deaths: Deaths, came: Sized, owed: "QuerySet[Delivery]", more: dict[str, str] | None = None
) -> None:
    """A worker dies when three more have come, or when it has written down that none are left."""
    before, last = len(came), owed.count() - 3
    worker = _worker(more)
    until = time.monotonic() + 30
    while len(came) < before + 3 and time.monotonic() < until and worker.poll() is None:
        time.sleep(0.005)
        if before > last and not owed.exclude(state="sent").exists():
            break
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL, "it worked until it was killed"
    deaths.all += 1
    deaths.under_way += owed.filter(state="sending").exists()


def _worker(more: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
    connections.close_all()
    source = Path(__file__).resolve().parents[4]
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "DJANGO_SETTINGS_MODULE": "credentry.config.settings",
        "CREDENTRY_PRIVATE_HOSTS": "127.0.0.1",
        "CREDENTRY_TEST_MODE": "1",
        "CREDENTRY_NOW": f"{TODAY.isoformat()}T12:00:00",
        **(more or {}),
    }
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen([sys.executable, "-c", WORKER, name], env=environment)
