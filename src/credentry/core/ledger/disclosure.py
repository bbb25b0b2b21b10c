"""Salted digests of redactable values, exactly as RFC 9901 (SD-JWT) forms them for object members.

A disclosure is ``base64url(["<128-bit salt>","<name>",<value>])``; what the log keeps is
``base64url(SHA-256(ASCII of the disclosure))``. Whoever gets the disclosure can check it against the digest;
without it a value cannot be guessed, however few values are possible.
"""

import base64
import os
from hashlib import sha256
from typing import Any

from credentry.foundation import canonical

SALT_BYTES = 16
DIGEST = "_sd"


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def disclose(name: str, value: Any, salt: bytes | None = None) -> str:
    """The disclosure of ``value`` (of the canonical profile) under ``name``; a fresh salt unless one is given."""
    salted = [_b64url(salt or os.urandom(SALT_BYTES)), name, value]
    return _b64url(canonical.encode(salted))


def digest(disclosure: str) -> str:
    """The digest the log keeps of a disclosure."""
    return _b64url(sha256(disclosure.encode("ascii")).digest())


def redacted(disclosure: str) -> dict[str, str]:
    """What stands in an entry in place of the value."""
    return {DIGEST: digest(disclosure)}


def open_disclosure(disclosure: str) -> tuple[str, Any]:
    """Name and value of a disclosure. Raises ValueError."""
    padded = disclosure + "=" * (-len(disclosure) % 4)
    parts = canonical.loads(base64.urlsafe_b64decode(padded))
    if not isinstance(parts, list) or len(parts) != 3 or not isinstance(parts[1], str):
        raise ValueError("a disclosure is [salt, name, value]")
    return parts[1], parts[2]
