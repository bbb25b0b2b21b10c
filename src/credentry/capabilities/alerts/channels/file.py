"""One JSON line per notice, appended to a file: for outside tools that check what was sent."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from credentry.capabilities.alerts.channels.parcels import Carry, Down, Parcel


def file_target() -> str | None:
    """Where the ``file`` channel appends (``CREDENTRY_ALERT_FILE``); None when the operator has not set it."""
    return os.environ.get("CREDENTRY_ALERT_FILE") or None


class FileSender:
    """Appends whole lines under a lock; a repeated try skips the keys that are there already."""

    lines: int | None = None
    lanes = 1
    address = ""

    def ready(self) -> bool:
        """Whether the operator named a file."""
        return file_target() is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The file, opened for appending. Raises Down when it cannot be."""
        try:
            handle = os.open(Path(file_target() or ""), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
        except OSError as error:
            raise Down(str(error)) from error
        try:
            yield lambda parcel: _append(handle, parcel)
        finally:
            os.close(handle)


def _append(handle: int, parcel: Parcel) -> str:
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        known = _keys(handle) if parcel.unsure else set()
        fresh = b"".join(_line(parcel, n) for n, one in enumerate(parcel.lines) if one.key not in known)
        os.write(handle, fresh)
        os.fsync(handle)
    except OSError as error:
        raise Down(str(error)) from error
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
    return str(parcel.batch)


def _line(parcel: Parcel, n: int) -> bytes:
    one = parcel.lines[n]
    facts = {
        "key": one.key,
        "at": parcel.at.isoformat(),
        "to": parcel.address or parcel.name,
        "kind": one.kind,
        "record_id": str(one.record_id),
        "number": one.number,
        "title": one.title,
        "deadline": one.code,
        "due_on": one.due_on.isoformat(),
        "stage": one.stage,
        "level": one.level,
    }
    return orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE)


def _keys(handle: int) -> set[str]:
    found = set()
    with open(os.dup(handle), "rb") as lines:
        lines.seek(0)
        for line in lines:
            try:
                found.add(str(orjson.loads(line)["key"]))
            except (orjson.JSONDecodeError, KeyError):
                continue  # a line cut off by a crash, or somebody else's
    return found
