"""Archives are weighed before they are opened."""

import zipfile
from pathlib import Path

from credentry.capabilities.intake.reading.limits import MEGABYTE, Limits
from credentry.capabilities.intake.reading.problems import (
    BOMB,
    BROKEN,
    ENCRYPTED,
    HOSTILE,
    TOO_LARGE,
    Unreadable,
)

LARGE_PART = 10 * MEGABYTE
XML_HEAD = 8192


def check(path: Path, form: str, limits: Limits) -> None:
    """Refuse what is too large, unpacks too large, is encrypted, or declares XML entities. Raises Unreadable."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Unreadable(TOO_LARGE, megabytes=size // MEGABYTE, limit=limits.file_bytes // MEGABYTE)
    if form not in ("xlsx", "xlsb", "ods"):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _weigh(archive, size, limits)
            _entities(archive)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(BROKEN) from error


def _weigh(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    suspicious = any(
        part.file_size > LARGE_PART and part.file_size > limits.ratio * max(part.compress_size, 1)
        for part in parts
    )
    if total > limits.unpacked_bytes or total > limits.ratio * max(size, 1) or suspicious:
        raise Unreadable(BOMB, megabytes=total // MEGABYTE, limit=limits.unpacked_bytes // MEGABYTE)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(ENCRYPTED)


def _entities(archive: zipfile.ZipFile) -> None:
    """Office formats forbid document type declarations; one that has them is an attack, not a table."""
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(part) as stream:
                head = stream.read(XML_HEAD)
        except (RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise Unreadable(BROKEN) from error
        plain = head.replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise Unreadable(HOSTILE)
