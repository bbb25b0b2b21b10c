"""B6: carrying what is owed, over mail and over an HTTP platform, and what people at work notice of it."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from bench.build import World
from bench.measure import Client, Sample, milliseconds
from bench.report import Row
from bench.rows_reading import list_path
from bench.rows_writing import amender
from bench.stage import Say, ms, path
from credentry.core.records.actions import perform, perform_many
from credentry.plumbing import sql
from tests.server import Instance, serving
from tests.sinks import Sinks
from tests.sinks import running as sinks

#: What a company of this size may owe on one morning, and the seconds in which it should be out.
MORNING, WITHIN = 100_000, 2 * 3600
SLOWER = 2.0


def make_reachable(world: World) -> None:
    """Everybody gets a mail address and a WeCom name; once."""
    if sql.rows("SELECT COUNT(*) FROM identity_user WHERE wecom <> ''")[0][0]:
        return
    rows = [
        {"id": one, "payload": {"email": f"person{n}@example.com", "wecom": f"person{n}"}}
        for n, one in enumerate(world.people)
    ]
    outcome = perform_many(world.actor, "user", "amend", rows)
    assert not outcome.errors, outcome.errors[:3]


def carried(engine: str, world: World, instance: Instance, seconds: float, say: Say) -> list[Row]:
    """One worker carries for ``seconds`` over each channel to servers that take everything; lists are read and
    records amended before and meanwhile."""
    rows = []
    with sinks() as sink, serving(instance, ("serve", "--no-worker")) as server:
        client = Client(
            server.url, {"Authorization": f"Bearer {world.token}", "Content-Type": "application/json"}
        )
        _prepare_wecom(world, sink)
        first = json.loads(client.get(path("credential", fields="number", limit=1)))["items"][0]
        read, write = (lambda: client.get(list_path())), amender(client, first["id"])
        quiet = _observed(seconds / 2, lambda: True, read, write)
        for channel, name in (("email", "mail"), ("wecom", "WeCom (HTTP)")):
            before = _sent(channel)
            with _carrying(instance, sink) as on:
                started = time.monotonic()
                busy = _observed(seconds, on, read, write)
                speed = (_sent(channel) - before) / (time.monotonic() - started)
            rows += [_speed(engine, name, speed), _noticed(engine, name, quiet, busy)]
            _settle(channel)
    for row in rows:
        say(f"{row.budget} {row.work}: {row.product}")
    return rows


def _prepare_wecom(world: World, sink: Sinks) -> None:
    """The platform set up without its usual limit, and every open notice owed over it as well."""
    given = {
        "options": {"corp_id": "bench", "agent_id": "1", "server": sink.http},
        "secrets": {"secret": "bench"},
        "per_minute": 100_000,
        "quiet_from": "",
        "quiet_to": "",
    }
    known = sql.rows("SELECT id FROM alerts_channelsetup WHERE code = 'wecom'")
    if known:
        perform(world.actor, "alert_channel", "amend", str(known[0][0]), given)
    else:
        perform(world.actor, "alert_channel", "set_up", None, {"code": "wecom", **given})
    sql.run(
        "INSERT INTO alerts_delivery (alert_id, channel, round, state, reason, attempts, token, holder, unsure,"
        " provider_id, last_error, created_at, task_id, fell_to)"
        " SELECT id, 'wecom', 0, 'due', '', 0, 0, '', false, '', '', created_at, '', '' FROM alerts_alert"
        " WHERE state = 'open' ON CONFLICT DO NOTHING"
    )


@contextmanager
def _carrying(instance: Instance, sink: Sinks) -> Iterator[Callable[[], bool]]:
    """A delivery process beside what the block does, ended with it, as a worker may be at any moment; says whether
    it still works."""
    environment = {**os.environ, **instance.environment, "CREDENTRY_SMTP_URL": sink.smtp}
    environment["CREDENTRY_PRIVATE_HOSTS"] = "127.0.0.1"  # an internal platform is allowed by the operator
    command = instance.command("alerts", "deliver", "--json")
    with subprocess.Popen(command, env=environment, cwd=instance.home, stdout=subprocess.DEVNULL) as job:
        try:
            yield lambda: job.poll() is None
        finally:
            job.kill()


def _observed(seconds: float, on: Callable[[], bool], *works: Callable[[], object]) -> list[Sample]:
    """Each of ``works`` in turn, ten times a second at most, for so long and while ``on()``: their times."""
    times: list[list[float]] = [[] for _ in works]
    until = time.monotonic() + seconds
    while time.monotonic() < until and on():
        for at, work in enumerate(works):
            times[at].append(milliseconds(work))
        time.sleep(0.1)
    return [Sample(tuple(one)) for one in times]


def _sent(channel: str) -> int:
    count = sql.rows("SELECT COUNT(*) FROM alerts_delivery WHERE channel = %s AND state = 'sent'", (channel,))
    connection.close()
    return int(count[0][0])


def _settle(channel: str) -> None:
    """What is left of a channel does not stand in the way of the next one."""
    sql.run(
        "UPDATE alerts_delivery SET state = 'cancelled' WHERE channel = %s AND state IN ('due', 'retry', 'sending')",
        (channel,),
    )
    connection.close()


def _speed(engine: str, name: str, speed: float) -> Row:
    whole = MORNING / speed if speed else float("inf")
    return Row(
        "B6", engine, f"carrying notices over {name} to a local server, one worker",
        f"{speed:,.0f}/s, {MORNING:,} in {whole / 60:,.0f} min", "–", None, f"{MORNING:,} within 2 h",
        whole <= WITHIN,
    )  # fmt: skip


def _noticed(engine: str, name: str, quiet: list[Sample], busy: list[Sample]) -> Row:
    """The list's and the write's p50 and p95 beside the delivery, against those before it."""
    said = [
        f"{what} p50 {ms(one.p50)}, p95 {ms(one.p95)}"
        for what, one in zip(("list", "write"), busy, strict=True)
    ]
    before = [
        f"{what} {ms(one.p50)}, {ms(one.p95)}" for what, one in zip(("list", "write"), quiet, strict=True)
    ]
    ratio = max(now.p50 / then.p50 for now, then in zip(busy, quiet, strict=True))
    return Row(
        "B6", engine, f"people at work while {name} goes out, one worker on two cores", "; ".join(said),
        "; ".join(before), ratio, f"≤ {SLOWER:.0f} × without", ratio <= SLOWER,
    )  # fmt: skip
