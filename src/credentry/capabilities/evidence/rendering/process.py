"""Runs the renderer under limits and turns whatever happens to it into an answer."""

import os
import resource
import secrets
import subprocess
import sys
from pathlib import Path

import credentry
from credentry.capabilities.evidence import vocabulary as words
from credentry.foundation.errors import DomainError

MODULE = "credentry.capabilities.evidence.rendering.worker"
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
WALL_SECONDS = 60
_CODES = {
    "broken": words.PREVIEW_BROKEN,
    "locked": words.PREVIEW_LOCKED,
    "heavy": words.PREVIEW_HEAVY,
}


def render(source: Path, media_type: str, target: Path, pixels: int) -> None:
    """Write the preview of ``source`` to ``target``, its longer side ``pixels``. Raises DomainError."""
    environment = {"PYTHONPATH": str(Path(credentry.__file__).parents[1]), "LANG": "C.UTF-8"}
    unfinished = target.with_suffix(f".{secrets.token_hex(8)}")
    command = [sys.executable, "-m", MODULE, str(source), media_type, str(unfinished), str(pixels)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, arguments are paths we made
            command,
            capture_output=True,
            env=environment,
            timeout=WALL_SECONDS,
            preexec_fn=_constrain,
            check=False,
        )
        if done.returncode == 0:
            unfinished.replace(target)
            return
    except subprocess.TimeoutExpired as error:
        raise DomainError(words.PREVIEW_HEAVY) from error
    finally:
        unfinished.unlink(missing_ok=True)
    answer = done.stdout.decode("ascii", "replace").strip()
    # A negative code: killed by a limit, or fallen over the content.
    raise DomainError(
        _CODES.get(answer, words.PREVIEW_HEAVY if done.returncode < 0 else words.PREVIEW_BROKEN)
    )


def _constrain() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
