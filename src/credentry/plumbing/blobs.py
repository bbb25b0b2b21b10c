"""The blob store: files named by the SHA-256 of their bytes, written once, never changed.

A file is complete and on disk (fsync, atomic rename, fsync of the directory) before its name is told
to anyone, so a row that names a blob never points at half a file. A blob whose transaction failed is
an orphan: harmless, and removable by comparison with the rows.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1024 * 1024


class BlobTooLarge(Exception):
    """The stream is longer than the limit; nothing was kept."""


@dataclass(frozen=True)
class Stored:
    """A blob in the store: hexadecimal SHA-256, size in bytes, and whether these bytes are new here."""

    sha256: str
    size: int
    fresh: bool


def _root() -> Path:
    return Path(settings.CREDENTRY_HOME) / "blobs"


def path_of(sha256: str) -> Path:
    """Where the bytes of that digest lie. Raises ValueError for anything but 64 hexadecimal digits."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest")
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    if read is None:
        yield from source
        return
    while piece := read(CHUNK):
        yield piece


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store(source: BinaryIO | Iterable[bytes], limit: int | None = None) -> Stored:
    """Read the stream to its end and keep its bytes; ``limit`` in bytes. Raises BlobTooLarge."""
    incoming = _root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = incoming / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as file:
            for piece in _pieces(source):
                size += len(piece)
                if limit is not None and size > limit:
                    raise BlobTooLarge(f"more than {limit} bytes")
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return _settle(temporary, digest.hexdigest(), size)
    finally:
        temporary.unlink(missing_ok=True)


def _settle(temporary: Path, sha256: str, size: int) -> Stored:
    target = path_of(sha256)
    if target.exists() and target.stat().st_size == size:
        return Stored(sha256, size, fresh=False)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary.chmod(0o400)
    temporary.replace(target)
    _sync_directory(target.parent)
    return Stored(sha256, size, fresh=True)


def store_bytes(content: bytes) -> Stored:
    """Keep a small content held in memory."""
    return store([content])


def open_blob(sha256: str) -> BinaryIO:
    """The bytes as a file opened for reading. Raises FileNotFoundError."""
    return path_of(sha256).open("rb")


def chunks(sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """Stream ``length`` bytes from ``start`` in pieces, holding one piece in memory."""
    with open_blob(sha256) as file:
        file.seek(start)
        left = length
        while left is None or left > 0:
            piece = file.read(CHUNK if left is None else min(CHUNK, left))
            if not piece:
                return
            if left is not None:
                left -= len(piece)
            yield piece


def intact(sha256: str) -> bool:
    """Does the file exist and still hash to its name?"""
    digest = hashlib.sha256()
    try:
        for piece in chunks(sha256):
            digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256


Holds = Callable[[set[str]], Iterable[str]]
_holders: list[Holds] = []


def holder(holds: Holds) -> None:
    """Register whose rows name blobs: ``holds(digests)`` gives those of them that are needed still."""
    if holds not in _holders:
        _holders.append(holds)


def drop_unheld(digests: Iterable[str]) -> list[str]:
    """Remove the bytes of those digests that no row names any more; the digests whose bytes are gone.

    To be called after the commit that let go of them: a transaction undone must find its bytes again.
    """
    wanted = set(digests)
    for holds in _holders:
        wanted -= set(holds(wanted)) if wanted else set()
    for digest in wanted:
        path = path_of(digest)
        if path.exists():
            path.unlink()
            _sync_directory(path.parent)
    return sorted(wanted)
