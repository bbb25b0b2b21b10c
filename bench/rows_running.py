"""B6, B12, B13: the sweep, memory and cold start, the ledger."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from bench import reference, rows_telling
from bench.build import World
from bench.measure import memory_mb, milliseconds, sample
from bench.report import Row
from bench.stage import Say, Stage, command, ms
from credentry.core.ledger import actions, queries
from credentry.core.ledger.vocabulary import Change, NewEntry
from credentry.foundation import clock
from tests.server import Instance, serving, wait_until_answering


def b6(engine: str, world: World, instance: Instance, seconds: float, say: Say) -> list[Row]:
    """The sweep with the default policies, nothing else running: everything that is due at once, then nothing. Then
    what it left is carried."""
    today = world.today
    rows_telling.make_reachable(world)
    window = (today - timedelta(days=30), today + timedelta(days=90))
    by_hand = sample(lambda: reference.due(*window), runs=5)
    found = reference.due(*window)
    forget_notices()
    connection.close()
    first, made = timed(instance, "alerts", "tick")
    second, _ = timed(instance, "alerts", "tick")
    start = milliseconds(lambda: instance.run("--version")) / 1000
    rows = [
        Row(
            "B6", engine,
            f"first sweep over all {found:,} deadlines in reach: {made['created']:,} notices,"
            f" {made['deliveries']:,} deliveries",
            f"{first:.1f} s", ms(by_hand.p50), None, "≤ 10 s with 50,000 due", first <= 10,
        ),
        Row(
            "B6", engine, f"sweep with nothing due (of it starting the command {start:.1f} s)", f"{second:.1f} s",
            ms(by_hand.p50), None, "≤ 3 s", second <= 3,
        ),
    ]  # fmt: skip
    for row in rows:
        say(f"{row.budget} {row.work}: {row.product}")
    return rows + rows_telling.carried(engine, world, instance, seconds, say)


def timed(instance: Instance, *arguments: str) -> tuple[float, Any]:
    """Seconds that a command took, its start included, and what it printed."""
    answers: list[Any] = []
    seconds = milliseconds(lambda: answers.append(command(instance, *arguments))) / 1000
    return seconds, answers[0]


def forget_notices() -> None:
    """As if nobody had been told anything yet: no notice, and every credential still to be looked at."""
    with connection.cursor() as cursor:
        for table in ("alerts_delivery", "alerts_alert", "alerts_pending"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "INSERT INTO alerts_pending (kind, record_id) SELECT 'credential', id FROM credentials_credential"
        )


def b12_cold(instance: Instance) -> tuple[float, float]:
    """(seconds to the first answer, MB idle ten seconds later) of a server on the full data."""
    started = time.monotonic()
    with serving(instance) as server:
        first = time.monotonic() - started
        wait_until_answering(server)
        time.sleep(10)
        return first, memory_mb(server.process.pid)


def b12(stage: Stage, cold: float, idle: float) -> list[Row]:
    """Memory of the serving processes idle and after everything above; cold start."""
    after = memory_mb(stage.server.process.pid)
    return [
        stage.row("B12", "cold start to first answer", f"{cold:.1f} s", target="≤ 3 s", holds=cold <= 3),
        stage.row("B12", "memory serving, idle", f"{idle:.0f} MB", target="≤ 350 MB", holds=idle <= 350),
        stage.row(
            "B12", "memory serving, after the work", f"{after:.0f} MB", target="≤ 700 MB", holds=after <= 700
        ),
    ]


def b13(stage: Stage) -> list[Row]:
    """Verify the whole ledger, prove one entry, append one."""
    size = queries.tree_head().size
    verify = milliseconds(lambda: stage.command("ledger", "fsck")) / 1000
    proof = sample(lambda: queries.inclusion_proof(size // 3), runs=20)

    def append() -> None:
        entry = NewEntry(
            "bench", "one", "bench.append", "bench", "cli", clock.now(), [Change("note", "a", "b", False)]
        )
        with transaction.atomic():
            actions.append([entry])

    one = sample(append, runs=60, warm=5)
    return [
        stage.row(
            "B13", f"verify {size:,} entries", f"{verify:.1f} s", target="≤ 60 s at 1M", holds=verify <= 60
        ),
        stage.row(
            "B13", "one inclusion proof", f"p50 {ms(proof.p50)}", target="≤ 50 ms", holds=proof.p50 <= 50
        ),
        stage.row(
            "B13", "append one, committed", f"p95 {ms(one.p95)}", target="p95 ≤ 10 ms", holds=one.p95 <= 10
        ),
    ]
