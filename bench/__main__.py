"""``python -m bench``: both engines one after the other, then the table.

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
    given = parser.parse_args()
    started, rows, facts = datetime.now(UTC), list[Row](), list[str]()
    for engine in ENGINES:
        if given.engine not in ("both", engine.lower()):
            continue
        url = os.environ.get("CREDENTRY_DATABASE_URL", "")
        if engine == "PostgreSQL" and not url.startswith("postgres"):
            print("PostgreSQL: CREDENTRY_DATABASE_URL names none, left out", file=sys.stderr)
            continue
        result = measured(engine, url if engine == "PostgreSQL" else "", given)
        rows += [Row(**row) for row in result["rows"]]
        facts += result["facts"]
    print(text(rows))
    whole = given.rows >= 1_000_000 and not given.only and given.engine == "both"
    if given.write or whole:
        (ROOT / "docs" / "benchmarks.md").write_text(
            document(rows, facts, given.rows, started), encoding="utf-8"
        )
        print("\nwritten to docs/benchmarks.md")
    return 0


def measured(engine: str, url: str, given: argparse.Namespace) -> dict[str, Any]:
    """What one engine's process found, in a home of its own that is removed afterwards."""
    print(f"» {engine}, {given.rows:,} credentials", file=sys.stderr, flush=True)
    home = Path(tempfile.mkdtemp(prefix="credentry-bench-"))
    try:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "CREDENTRY_HOME": str(home),
            "CREDENTRY_DATABASE_URL": url,
        }
        command = [sys.executable, "-m", "bench.run", "--engine", engine, "--rows", str(given.rows)]
        command += ["--only", given.only, "--seconds", str(given.seconds), "--out", str(home / "rows.json")]
        subprocess.run(command, env=environment, check=True)
        return dict(json.loads((home / "rows.json").read_text(encoding="utf-8")))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
