"""One engine: ``build`` its register, or ``measure`` the built one; both leave JSON files in the instance's home.

Started by ``bench``; progress goes to stderr.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import Row

if TYPE_CHECKING:
    from bench.build import World

ENGINE = [""]
REGISTERED = 50_000


def say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {ENGINE[0]}: {text}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("build", "measure"))
    parser.add_argument("--engine", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=20)
    return parser.parse_args()


@contextmanager
def told(name: str, rows: list[Row], engine: str) -> Iterator[None]:
    """A row that breaks is reported as broken; the others are still measured."""
    try:
        yield
    except Exception as error:
        say(f"{name} broke: {type(error).__name__}: {str(error)[:600]}")
        rows.append(
            Row(
                name, engine, f"broke: {type(error).__name__}: {str(error)[:120]}", "–", "–", None, "–", False
            )
        )


def main() -> None:
    given = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
    import django

    django.setup()
    from django.conf import settings

    home = Path(settings.CREDENTRY_HOME)
    ENGINE[0] = given.engine
    if given.step == "build":
        build(given, home)
    else:
        measure(given, home)


def build(given: argparse.Namespace, home: Path) -> None:
    """Fill an empty instance; one that is built already with as many rows is left as it is."""
    from django.db import connection

    from bench.build import credentials, remembered, surroundings
    from bench.company import Sizes
    from bench.multiply import multiply
    from credentry.capabilities.search.actions import rebuild_all
    from credentry.delivery.cli.instance import prepare
    from credentry.foundation import clock

    file = home / "world.json"
    if file.exists() and remembered(file).rows == given.rows:
        prepare()
        say("built already")
        return
    prepare()
    world = surroundings(clock.today(), Sizes(products=max(300, given.rows // 10)), say)
    registered = min(given.rows, REGISTERED)
    world.speed = credentials(world, registered, say)
    world.copied = multiply(given.rows, say)
    world.rows = given.rows
    for name, count in rebuild_all("credential"):
        say(f"text index of {count:,} records of kind {name}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    world.remember(file)


def facts(given: argparse.Namespace, world: "World") -> list[str]:
    """How the register came to be and how much room it takes."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size / 1e9
        else:
            cursor.execute("SELECT pg_database_size(current_database()) / 1e9")
            size = float(cursor.fetchone()[0])
    return [
        f"{given.engine}: {min(given.rows, REGISTERED):,} credentials registered through `perform_many` at"
        f" {world.speed:,.0f} rows/s while the other engine was built beside it, copied in SQL at"
        f" {world.copied:,.0f} rows/s until there were {given.rows:,}, each with its ledger entry (`bench/multiply.py`);"
        f" database {size:.1f} GB"
    ]


def measure(given: argparse.Namespace, home: Path) -> None:
    """Serve the built register and take every row."""
    from django.db import connection

    from bench.build import remembered
    from bench.reference_writes import forget_plain_tables
    from bench.rows_coverage import b9
    from bench.rows_running import b6, b12, b12_cold
    from bench.rows_standing import b8
    from bench.rows_working import b16
    from bench.stage import Stage
    from tests.server import Instance, serving

    world = remembered(home / "world.json")
    built = facts(given, world)
    connection.close()
    instance = Instance(home, dict(os.environ))
    rows: list[Row] = []
    wanted = {name for name in given.only.split(",") if name}
    if not wanted or "B6" in wanted:
        with told("B6", rows, given.engine):
            rows += b6(given.engine, world, instance, given.seconds, say)
    if not wanted or "B8" in wanted:
        with told("B8", rows, given.engine):
            rows += b8(given.engine, world, say)
    if not wanted or "B9" in wanted:
        with told("B9", rows, given.engine):
            rows += b9(given.engine, world, say, int(os.environ.get("BENCH_COVERED", 10_000)))
    if not wanted or "B16" in wanted:
        with told("B16", rows, given.engine):
            rows += b16(given.engine, world, say)
    connection.close()
    if wanted and wanted <= {"B6", "B8", "B9", "B16"}:
        leave(home, rows, built)
        return
    cold, idle = b12_cold(instance) if not wanted or "B12" in wanted else (0.0, 0.0)
    with serving(instance) as server:
        stage = Stage(given.engine, given.rows, world, instance, server, say)
        for name, taking in measures(stage, given.seconds).items():
            if not wanted or name in wanted:
                with told(name, rows, given.engine):
                    rows += taking()
        if not wanted or "B12" in wanted:
            rows += b12(stage, cold, idle)
    forget_plain_tables()
    leave(home, rows, built)


def leave(home: Path, rows: list[Row], built: list[str]) -> None:
    """Write down what was found for the process that asked."""
    found = {"rows": [row.as_dict() for row in rows], "facts": built}
    (home / "rows.json").write_text(json.dumps(found), encoding="utf-8")


def measures(stage: object, seconds: float) -> dict[str, Callable[[], list[Row]]]:
    """Budget → what measures it, reading before writing."""
    from bench import rows_gate, rows_reading, rows_running, rows_writing
    from bench.stage import Stage

    assert isinstance(stage, Stage)
    imported = int(os.environ.get("BENCH_IMPORT", max(1000, stage.size // 10)))
    return {
        "B1": lambda: [rows_reading.b1(stage)],
        "B2": lambda: [rows_reading.b2(stage, seconds)],
        "B3": lambda: rows_reading.b3(stage),
        "B7": lambda: [rows_reading.b7(stage)],
        "B10": lambda: rows_gate.b10(stage),
        "B13": lambda: rows_running.b13(stage),
        "B5": lambda: rows_writing.b5(stage, seconds),
        "B4": lambda: rows_writing.b4(stage, imported),
    }


if __name__ == "__main__":
    main()
