"""Ports for servers that cannot take any: of two test runs on one machine nobody is given another's.

A server that can listens on port 0. The ports here lie below those which the system hands out by itself, and each is
held by a lock for as long as this process lives: between the choice and the listening nobody else gets it.
"""

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FIRST, LAST = 20_000, 32_000
FOLDER = Path(tempfile.gettempdir()) / f"credentry-ports-{os.geteuid()}"
_held: list[int] = []  # open lock files


def reserve() -> int:
    """A port of 127.0.0.1 that is free and stays ours; RuntimeError when there is none."""
    FOLDER.mkdir(exist_ok=True)
    count = LAST - FIRST
    for n in range(count):
        port = FIRST + (os.getpid() * 7 + len(_held) + n) % count
        if _locked(port):
            with suppress(OSError), socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
                return port
    raise RuntimeError(f"no port between {FIRST} and {LAST} is free")


def _locked(port: int) -> bool:
    lock = os.open(FOLDER / str(port), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return False
    _held.append(lock)
    return True


@contextmanager
def refusing() -> Iterator[int]:
    """A port at which connections are refused: it is taken, and nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])
