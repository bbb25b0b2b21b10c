"""The sweep as a process of its own, killed at any moment: what is owed is written once, and nothing is missing."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.prepared import prepared

RECORDS = 2100
KILLS = 3

FILL = """
import sys, django
django.setup()
from datetime import timedelta
from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Unit, User
from credentry.capabilities.alerts.models import Pending
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.foundation import clock
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk
people = [perform(Actor.system("test"), "user", "invite", None, {"username": f"user{n}", "name": f"同事{n}",
          "email": f"user{n}@example.com", "password": "a-long-enough-one"}).id for n in range(7)]
rows = [Deadline(kind="credential", record_id=uuid7(), code="expiry_date", cycle="1", number=f"N{n}", title=f"证书{n}",
                 due_on=clock.today() + timedelta(days=n % 140 - 20), responsible_id=people[n % 7],
                 unit_id=Unit.objects.first().pk) for n in range(int(sys.argv[1]))]
bulk.insert(Deadline, rows)
bulk.insert(Pending, [Pending(kind="credential", record_id=one.record_id) for one in rows])
"""

COUNT = """
import django, json
django.setup()
from django.db.models import Count
from credentry.capabilities.alerts.models import Alert, Delivery
twice = Alert.objects.values("record_id", "code", "cycle", "due_on", "stage", "recipient").annotate(n=Count("pk")).filter(n__gt=1)
per = Delivery.objects.filter(alert__state="open").values("alert", "channel").annotate(n=Count("pk")).filter(n__gt=1)
print(json.dumps({"open": Alert.objects.filter(state="open").count(), "twice": twice.count(), "doubled": per.count(),
                  "mail": Delivery.objects.filter(channel="email").count(),
                  "inbox": Delivery.objects.filter(channel="inbox").count()}))
"""


@pytest.mark.demand("R-000-85")
def test_a_sweep_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """SIGKILL after random times, again and again, then one whole run: the second opinion finds nothing missing."""
    with prepared(tmp_path / "home") as ready:
        environment = {**ready.environment, "DJANGO_SETTINGS_MODULE": "credentry.config.settings"}

        def script(text: str, *arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, "-c", text, *arguments],
                env=environment,
                cwd=ready.home,
                check=True,
                stdout=subprocess.PIPE,
            )
            return done.stdout.decode()

        script(FILL, str(RECORDS))
        chance = random.Random(7)
        for _ in range(KILLS):
            process = subprocess.Popen(
                ready.command("alerts", "tick"), env=ready.environment, cwd=ready.home, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            time.sleep(chance.uniform(0.8, 2.5))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)
        assert ready.run("alerts", "tick").returncode == 0
        found = json.loads(script(COUNT))
        # Due within 90 days or overdue: 20 days behind to 90 ahead of every 140.
        owed = sum(n % 140 - 20 <= 90 for n in range(RECORDS))
        # From the day itself on the head of the unit is told too; there is none, so an administrator is.
        told = owed + sum(n % 140 - 20 <= 0 for n in range(RECORDS))
        assert found == {"open": told, "twice": 0, "doubled": 0, "mail": told, "inbox": told}
        compared = ready.run("alerts", "reconcile", "--json")
        assert compared.returncode == 0, compared.stdout
        assert json.loads(compared.stdout)["owed"] == owed
