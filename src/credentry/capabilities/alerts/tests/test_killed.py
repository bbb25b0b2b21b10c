"""Workers killed with -9 while they send: nothing is lost, a double carries the same id and is marked.

Exactly once is impossible: between the other side's “taken” and our note of it there is always a moment. What is held
here is: at least once, at most once more for each death, under the same idempotency key, and marked ``unsure``.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import make_deadline
from credentry.capabilities.alerts.tests.owing import DUE, SYSTEM, TODAY, set_up
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import make_user
from credentry.foundation import clock

PEOPLE = 30
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
@pytest.mark.demand("R-000-85")
def test_killed_while_sending_nothing_is_lost_and_a_double_says_so(world: None, settings: Any) -> None:
    policy = {"code": "p", "name": "p", "stages": [30], "channels": ["inbox", "webhook"]}
    perform(SYSTEM, "alert_policy", "define", None, policy)
    for n in range(PEOPLE):
        make_deadline(DUE, make_user(f"u{n}"), number=f"N-{n}")
    sweep()
    with platforms.running(SlowSink()) as sink:
        set_up("webhook", url=f"{sink.url}/hook")
        deaths = 0
        while Delivery.objects.filter(channel="webhook").exclude(state="sent").exists() and deaths < 6:
            before = len(sink.asked)
            worker = _worker()
            until = time.monotonic() + 30
            while len(sink.asked) < before + 3 and time.monotonic() < until and worker.poll() is None:
                time.sleep(0.005)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            deaths += 1
        with clock.fixed(TODAY):
            for _ in range(3):
                Delivery.objects.filter(state="retry").update(retry_at=clock.now())
                deliver()
        rows = Delivery.objects.filter(channel="webhook").select_related("alert")
        assert {one.state for one in rows} == {"sent"}
        came = Counter(one.headers["webhook-id"] for one in sink.asked)
    assert deaths >= 3
    marked = {f"msg_{one.batch.hex}" for one in rows if one.batch and one.unsure}
    assert set(came) == {f"msg_{one.batch.hex}" for one in rows if one.batch}, (
        "nothing is lost, nothing is strange"
    )
    assert {key for key, times in came.items() if times > 1} <= marked, "every double is marked"
    assert max(came.values()) <= 1 + deaths


def _worker() -> "subprocess.Popen[bytes]":
    connections.close_all()
    source = Path(__file__).resolve().parents[4]
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "DJANGO_SETTINGS_MODULE": "credentry.config.settings",
        "CREDENTRY_PRIVATE_HOSTS": "127.0.0.1",
        "CREDENTRY_TEST_MODE": "1",
        "CREDENTRY_NOW": f"{TODAY.isoformat()}T12:00:00",
    }
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen([sys.executable, "-c", WORKER, name], env=environment)
