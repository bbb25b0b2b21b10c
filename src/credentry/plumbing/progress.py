"""How far a long act has come, told outside of the transaction it runs in.

Whoever asks for the act names a key; the parts that take long ``tell``; ``read`` answers meanwhile, from any process
that shares the instance's folder. Nothing here is kept: the note is gone when the act ends.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from credentry.foundation.labels import Label

STALE = 24 * 3600  # seconds after which a note left by a killed process is swept away
_note: ContextVar[tuple[Path, str] | None] = ContextVar("progress", default=None)


@contextmanager
def followed(key: UUID | None, owner: str) -> Iterator[None]:
    """What is told within it can be read under ``key`` by ``owner``; without a key nothing is noted."""
    if key is None:
        yield
        return
    path = _path(key)
    token = _note.set((path, owner))
    try:
        yield
    finally:
        _note.reset(token)
        path.unlink(missing_ok=True)


def tell(part: float, label: Label, count: int | None = None) -> None:
    """``part``: how much of the present stage is done, 0 to 1; ``label``: what is being done; ``count``: to how many."""
    noted = _note.get()
    if noted is None:
        return
    path, owner = noted
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(path.parent)
    temporary = path.with_suffix(f".{os.getpid()}")
    said = {"owner": owner, "part": round(part, 3), "label": label.as_dict(), "count": count}
    temporary.write_bytes(orjson.dumps(said))
    os.replace(temporary, path)


def read(key: UUID, owner: str) -> dict[str, Any] | None:
    """What was told last under ``key``: part, label, count; None when nothing was, or to somebody else."""
    try:
        said: dict[str, Any] = orjson.loads(_path(key).read_bytes())
    except FileNotFoundError:
        return None
    return said if said.pop("owner") == owner else None


def _path(key: UUID) -> Path:
    return Path(settings.CREDENTRY_HOME) / "run" / "progress" / f"{key}.json"


def _sweep(folder: Path) -> None:
    """Notes whose process was killed."""
    oldest = time.time() - STALE
    for one in folder.iterdir():
        try:
            if one.stat().st_mtime < oldest:
                one.unlink()
        except FileNotFoundError:
            continue
