"""What the signer and the monitor remember outside the database: files of ``CREDENTRY_STATE``."""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from credentry.core.ledger.merkle import Frontier
from credentry.core.ledger.vocabulary import STATE_BROKEN, Refused

SIGNER = "ledger-signer.json"
MONITOR = "ledger-monitor.json"
ALARM = "ledger-alarm.json"


@dataclass(frozen=True, slots=True)
class Remembered:
    """The tree up to which everything was re-derived by this machine itself."""

    origin: str
    frontier: Frontier


def _path(name: str) -> Path:
    return Path(settings.CREDENTRY_STATE) / name


def recall(name: str) -> Remembered | None:
    """The remembered tree, None where nothing was remembered yet. Raises Refused when damaged."""
    try:
        data = json.loads(_path(name).read_text(encoding="utf-8"))
        frontier = Frontier.of_bytes(int(data["size"]), base64.b64decode(data["frontier"], validate=True))
        if base64.b64encode(frontier.root()).decode() != data["root"]:
            raise ValueError("root and frontier differ")
        return Remembered(str(data["origin"]), frontier)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(STATE_BROKEN, reason=f"{name}: {error}") from error


def remember(name: str, tree: Remembered) -> None:
    """Write the tree; on the disk before this returns."""
    data = {
        "origin": tree.origin,
        "size": tree.frontier.size,
        "root": base64.b64encode(tree.frontier.root()).decode(),
        "frontier": base64.b64encode(tree.frontier.to_bytes()).decode(),
    }
    _write(_path(name), json.dumps(data, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the state file against other processes of this machine."""
    path = _path(f".{name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def raise_alarm(details: dict[str, Any]) -> None:
    """Leave word that the log contradicts what was signed; stays until a checkpoint is signed again."""
    _write(_path(ALARM), json.dumps(details, ensure_ascii=False) + "\n")


def alarm() -> dict[str, Any] | None:
    """The alarm that was raised, if one is."""
    try:
        data: dict[str, Any] = json.loads(_path(ALARM).read_text(encoding="utf-8"))
        return data
    except FileNotFoundError:
        return None
    except ValueError:
        return {"code": "ledger.alarm_unreadable"}


def clear_alarm() -> None:
    """All is well again."""
    _path(ALARM).unlink(missing_ok=True)
