"""``python -m bench``: both registers built side by side, measured one after the other, then the table.

PostgreSQL is the server that ``CREDENTRY_DATABASE_URL`` names (``make bench`` starts one); without it only SQLite is
measured. docs/benchmarks.md is written by a whole run of at least 1,000,000 rows, or with ``--write``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.report import Row, document, text

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("SQLite", "PostgreSQL")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=[*(name.lower() for name in ENGINES), "both"], default="both")
    parser.add_argument("--only", default="", help="budgets to measure, e.g. B1,B3")
    parser.add_argument("--seconds", type=float, default=20, help="length of the runs with sixteen clients")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md whatever the size")
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps the registers; a built one is used again"
    )
    parser.add_argument("--collect", action="store_true", help="only the table of what --keep holds")
    parser.add_argument("--note", default="", help="a line for the end of docs/benchmarks.md")
    given = parser.parse_args()
    started, rows, facts = datetime.now(UTC), list[Row](), list[str]()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="credentry-bench-"))
    try:
        chosen = engines(given, folder)
        if not given.collect:
            build(chosen)
        for one in chosen:
            result = one.found() if given.collect else one.measured()
            rows += [Row(**row) for row in result["rows"]]
            facts += result["facts"]
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if given.note:
        facts.append(given.note)
    print(text(rows))
    whole = given.rows >= 1_000_000 and not given.only and given.engine == "both"
    if given.write or whole:
        (ROOT / "docs" / "benchmarks.md").write_text(
            document(rows, facts, given.rows, started), encoding="utf-8"
        )
        print("\nwritten to docs/benchmarks.md")
    return 0


@dataclass(frozen=True)
class Engine:
    """One engine's register: its home, where its database is, and what was asked for."""

    name: str
    home: Path
    url: str
    given: argparse.Namespace

    def step(self, name: str) -> list[str]:
        given = self.given
        command = [sys.executable, "-m", "bench.run", name, "--engine", self.name, "--rows", str(given.rows)]
        return [*command, "--only", given.only, "--seconds", str(given.seconds)]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "CREDENTRY_HOME": str(self.home),
            "CREDENTRY_DATABASE_URL": self.url,
        }

    def measured(self) -> dict[str, Any]:
        """The rows and facts that the measuring process found."""
        print(f"» measuring {self.name}", file=sys.stderr, flush=True)
        subprocess.run(self.step("measure"), env=self.environment(), check=True)
        return self.found()

    def found(self) -> dict[str, Any]:
        """What the last measuring process left."""
        return dict(json.loads((self.home / "rows.json").read_text(encoding="utf-8")))


def engines(given: argparse.Namespace, folder: Path) -> list[Engine]:
    """The engines asked for that are there."""
    url = os.environ.get("CREDENTRY_DATABASE_URL", "")
    found = []
    for name in ENGINES:
        if given.engine not in ("both", name.lower()):
            continue
        if name == "PostgreSQL" and not url.startswith("postgres") and not given.collect:
            print("PostgreSQL: CREDENTRY_DATABASE_URL names none, left out", file=sys.stderr)
            continue
        home = folder.resolve() / name.lower()
        home.mkdir(parents=True, exist_ok=True)
        found.append(Engine(name, home, url if name == "PostgreSQL" else "", given))
    return found


def build(chosen: Sequence[Engine]) -> None:
    """Fill the registers side by side: each keeps one core busy."""
    print(f"» building {', '.join(one.name for one in chosen)}", file=sys.stderr, flush=True)
    running = [subprocess.Popen(one.step("build"), env=one.environment()) for one in chosen]
    failed = [one.name for one, process in zip(chosen, running, strict=True) if process.wait()]
    if failed:
        raise SystemExit(f"could not build {', '.join(failed)}")


if __name__ == "__main__":
    sys.exit(main())
