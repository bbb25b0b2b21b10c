"""The log as static files (C2SP tlog-tiles): 256 hashes or entries per file, immutable once full."""

import re
from collections.abc import Iterator

from django.db import connection

from credentry.core.ledger.store import Store

WIDTH = 256
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


def tile_path(level: int | None, index: int, width: int) -> str:
    """The path of a tile (``level`` None: an entry bundle) that holds ``width`` of 256."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    tail = "" if width == WIDTH else f".p/{width}"
    return f"tile/{'entries' if level is None else level}/{'/'.join(parts)}{tail}"


def tiles_of(size: int) -> Iterator[tuple[int | None, int, int]]:
    """(level, index, width) of every tile and entry bundle of a log of ``size`` entries."""
    for index in range(-(-size // WIDTH)):
        yield None, index, min(WIDTH, size - index * WIDTH)
    level, count = 0, size
    while count:
        for index in range(-(-count // WIDTH)):
            yield level, index, min(WIDTH, count - index * WIDTH)
        level, count = level + 1, count // WIDTH


def read_tile(level: int | None, index: int, width: int) -> bytes:
    """The content of a tile whose hashes or entries all exist. Raises LookupError."""
    store = Store(connection)
    begin = index * WIDTH
    if level is None:
        entries = store.entries(begin, begin + width)
        if len(entries) != width:
            raise LookupError("entries are missing")
        return b"".join(len(one.body).to_bytes(2, "big") + one.body for one in entries)
    return b"".join(store.node_range(8 * level, begin, width))


def tile(path: str) -> bytes | None:
    """The file at ``path`` (``tile/0/x001/234.p/5`` …) or None when the log has no such tile yet."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    level = None if match[1] == "entries" else int(match[1])
    index = int(match[2].replace("x", "").replace("/", ""))
    width = int(match[3]) if match[3] else WIDTH
    if width > WIDTH - bool(match[3]) or tile_path(level, index, width) != path or (level or 0) > 7:
        return None
    size = Store(connection).head()[1].size
    if index * WIDTH + width > size >> 8 * (level or 0):
        return None
    return read_tile(level, index, width)
