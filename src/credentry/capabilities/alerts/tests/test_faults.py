"""Channels that misbehave in every way at once, round after round: nothing is lost, what is healthy is not delayed.

``make hunt`` draws twenty times the rounds.
"""

import os
import random
from collections import Counter
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, retry, sweep
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import make_deadline, make_user
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.capabilities.alerts.tests.owing import DUE, SYSTEM, later, set_up
from credentry.core.records.actions import perform

LONG = int(os.environ.get("CREDENTRY_EXAMPLES") or 1) >= 10
ROUNDS, SEED = (120, 4) if LONG else (6, 4)
#: What the webhook's receiver does instead of answering well: it refuses, breaks, cuts the line before or after it
#: took the message, or takes its time.
WEBHOOK: tuple[Any, ...] = (
    (400, {}), (403, {}), (404, {}), (429, {}), (500, {}), (502, b"<html>"), (503, {}), "cut", "taken, then cut", 0.05,
)  # fmt: skip
#: What the mail server says after DATA.
MAIL = ("421 closing", "450 busy", "451 try later", "452 full", "550 no", "554 rejected", "")


@pytest.mark.django_db
@pytest.mark.hunt
@pytest.mark.demand("R-000-85")
def test_in_any_weather_nothing_is_lost_and_the_healthy_are_not_delayed(
    wecom: platforms.WeCom, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    wecom.users, wecom.most = {f"w{turn}-{n}" for turn in range(ROUNDS) for n in range(2)}, 10 * ROUNDS
    draw, met = random.Random(SEED), Counter[str]()
    policy = {"code": "p", "name": "p", "stages": [30], "channels": ["inbox", "email", "wecom", "webhook"]}
    perform(SYSTEM, "alert_policy", "define", None, policy)
    with platforms.running(platforms.Sink()) as sink, mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        set_up("webhook", url=f"{sink.url}/hook")
        for turn in range(ROUNDS):
            for n in range(2):
                make_deadline(DUE, make_user(f"u{turn}-{n}", wecom=f"w{turn}-{n}"), number=f"N-{turn}-{n}")
            sweep()
            with later(minutes=11 * turn):
                _weather(draw, sink, box, met)
                deliver()
            waiting = Delivery.objects.filter(channel="wecom").exclude(state="sent")
            assert not waiting.exists(), "the healthy channel carries all at once"
        sink.trouble.clear()
        box.data, box.hang_up, box.delay = "", 0, 0.0
        for turn in range(
            4
        ):  # fair again: back-off is at most an hour, the dead letters are sent again by hand
            with later(minutes=11 * ROUNDS, hours=2 * (turn + 1)):
                retry()
                deliver()
    rows = list(Delivery.objects.exclude(channel="inbox"))
    assert Counter(one.state for one in rows) == {"sent": len(rows)}, "nothing is lost"
    marked = {one.batch.hex for one in rows if one.batch and one.unsure}
    for channel, came in {
        "webhook": Counter(one.headers["webhook-id"].removeprefix("msg_") for one in sink.asked),
        "email": Counter(
            str(one["Message-ID"]).split("@")[0].removeprefix("<alerts.") for one in box.messages
        ),
    }.items():
        assert {one.batch.hex for one in rows if one.channel == channel and one.batch} <= set(came), channel
        if channel == "email":  # the webhook's count holds what it refused as well
            assert {one for one, times in came.items() if times > 1} <= marked, "a double says so"
    assert len(met) >= 6, met
    with capsys.disabled():
        print(f"\n{ROUNDS} rounds, {sum(met.values())} faults {dict(met)}; {len(rows)} deliveries, none lost")


def _weather(draw: random.Random, sink: platforms.Platform, box: Mailbox, met: Counter[str]) -> None:
    sink.trouble.clear()
    for _ in range(draw.randrange(4)):
        trouble = draw.choice(WEBHOOK)
        sink.trouble.append(trouble)
        met[f"webhook {trouble[0] if isinstance(trouble, tuple) else trouble}"] += 1
    box.data, box.hang_up = draw.choice(MAIL), int(draw.random() < 0.3)
    box.delay = 1.2 if draw.random() < 0.05 else 0.0  # longer than the client waits
    met[f"mail {box.data[:3] or 'taken'}{', then cut' * box.hang_up}{', late' * bool(box.delay)}"] += 1
