"""Starts the reading process under limits and turns whatever happens to it into an answer."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

import credentry
from credentry.capabilities.intake.reading.limits import LIMITS, Limits
from credentry.capabilities.intake.reading.problems import BROKEN, TOO_HEAVY, Unreadable
from credentry.capabilities.intake.reading.spool import Book

READER = "credentry.capabilities.intake.reading.worker"


def read(
    source: Path, folder: Path, options: Mapping[str, str] | None = None, limits: Limits = LIMITS
) -> Book:
    """Read ``source`` in a process of its own and park its rows in ``folder``. Raises Unreadable."""
    folder.mkdir(parents=True, exist_ok=True)
    call(READER, [str(source), str(folder), orjson.dumps(dict(options or {})).decode()], limits)
    return Book.load(folder)


def call(module: str, arguments: Sequence[str], limits: Limits = LIMITS) -> dict[str, Any]:
    """Run ``python -m module`` under the limits and return its JSON answer. Raises Unreadable."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(credentry.__file__).parents[1]),
        "PYTHONIOENCODING": "utf-8",
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
    }

    def constrain() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, arguments are paths we made
            [sys.executable, "-m", module, *arguments],
            capture_output=True,
            env=environment,
            timeout=limits.wall_seconds,
            preexec_fn=constrain,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_HEAVY) from error
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines:
        # Killed by a limit (signal, allocation failure) or fallen over the content.
        heavy = done.returncode < 0 or b"emory" in done.stderr or b"lloc" in done.stderr
        raise Unreadable(TOO_HEAVY if heavy else BROKEN)
    answer: dict[str, Any] = orjson.loads(lines[-1])
    if "code" in answer:
        raise Unreadable(answer["code"], **answer.get("params", {}))
    return answer
