"""Previews: the first page of a PDF or a picture, made small in a process of its own and kept.

Files come from anywhere, so their bytes are opened under limits of memory and time only, never in the server's
own process. What was made is kept beside the blobs and can be thrown away at any time.
"""

import threading
import time
from pathlib import Path
from typing import Literal

from django.conf import settings

from credentry.capabilities.evidence import vocabulary as words
from credentry.capabilities.evidence.rendering.process import render
from credentry.foundation.errors import DomainError, TooMany
from credentry.plumbing import blobs

Size = Literal["thumb", "page"]
PIXELS: dict[str, int] = {"thumb": 320, "page": 1600}
MEDIA_TYPE = "image/webp"
RENDERABLE = frozenset(
    ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp")
)
REMEMBER_FAILURE = 24 * 3600
_VERSION = 1  # of how previews look; a higher one makes them anew
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 20


def can_render(media_type: str) -> bool:
    """Whether there is a preview for this sort of file."""
    return media_type in RENDERABLE


def preview(sha256: str, media_type: str, size: Size = "page") -> Path:
    """The picture of a blob, made now or before. Raises DomainError with the reason where there can be none."""
    if not can_render(media_type):
        raise DomainError(words.NO_PREVIEW)
    made = _place(sha256, size)
    if made.exists():
        return made
    refused = made.with_suffix(".refused")
    if refused.exists() and time.time() - refused.stat().st_mtime < REMEMBER_FAILURE:
        raise DomainError(refused.read_text(encoding="ascii"))
    source = blobs.path_of(sha256)
    if not source.exists():
        raise DomainError(words.MISSING)
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise TooMany(words.PREVIEW_BUSY)
    try:
        if not made.exists():
            made.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            render(source, media_type, made, PIXELS[size])
    except DomainError as error:
        refused.write_text(error.code, encoding="ascii")
        raise
    finally:
        _AT_ONCE.release()
    return made


def _place(sha256: str, size: str) -> Path:
    """Beside the blobs, under the same two folders."""
    name = f"{blobs.path_of(sha256).name}-{size}-{_VERSION}.webp"
    return Path(settings.CREDENTRY_HOME) / "previews" / sha256[:2] / name
