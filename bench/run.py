"""One engine: build, serve, measure; prints progress to stderr and writes its rows as JSON. Started by ``bench``."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Row


def say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--out", type=Path, required=True)
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
    from django.db import connection

    from bench.build import credentials, surroundings
    from bench.company import Sizes
    from bench.reference_writes import forget_plain_tables
    from bench.rows_running import b12, b12_cold
    from bench.stage import Stage
    from credentry.delivery.cli.instance import prepare
    from credentry.foundation import clock
    from tests.server import Instance, serving

    prepare()
    world = surroundings(clock.today(), Sizes(), say)
    speed = credentials(world, given.rows, say)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    facts = [f"{given.engine}: {given.rows:,} credentials through `perform_many` at {speed:,.0f} rows/s"]
    if connection.vendor == "sqlite":
        size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size / 1e9
        facts.append(f"{given.engine}: database file {size:.1f} GB")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database()) / 1e9")
            facts.append(f"{given.engine}: database {float(cursor.fetchone()[0]):.1f} GB")
    connection.close()
    instance = Instance(settings.CREDENTRY_HOME, dict(os.environ))
    rows: list[Row] = []
    wanted = {name for name in given.only.split(",") if name}
    cold, idle = b12_cold(instance) if not wanted or "B12" in wanted else (0.0, 0.0)
    with serving(instance) as server:
        stage = Stage(given.engine, given.rows, world, instance, server, say)
        for name, measure in measures(stage, given.seconds).items():
            if not wanted or name in wanted:
                with told(name, rows, given.engine):
                    rows += measure()
        if not wanted or "B12" in wanted:
            rows += b12(stage, cold, idle)
    forget_plain_tables()
    given.out.write_text(
        json.dumps({"rows": [row.as_dict() for row in rows], "facts": facts}), encoding="utf-8"
    )


def measures(stage: object, seconds: float) -> dict[str, Callable[[], list[Row]]]:
    """Budget → what measures it, reading before writing."""
    from bench import rows_reading, rows_running, rows_writing
    from bench.stage import Stage

    assert isinstance(stage, Stage)
    imported = max(1000, stage.size // 10)
    return {
        "B1": lambda: [rows_reading.b1(stage)],
        "B2": lambda: [rows_reading.b2(stage, seconds)],
        "B3": lambda: rows_reading.b3(stage),
        "B7": lambda: [rows_reading.b7(stage)],
        "B13": lambda: rows_running.b13(stage),
        "B5": lambda: rows_writing.b5(stage, seconds),
        "B4": lambda: rows_writing.b4(stage, imported),
        "B6": lambda: rows_running.b6(stage),
    }


if __name__ == "__main__":
    main()
