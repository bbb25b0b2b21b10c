"""Identity document numbers at rest: encrypted, found again by a keyed digest, never stored in the clear.

The key lies in the instance's key directory, outside the database and its backups.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from credentry.domains.subjects.rules import identity_number
from credentry.plumbing.keyfile import read_or_create

_NONCE = 12


@lru_cache(maxsize=4)
def _keys(directory: str) -> tuple[AESGCM, bytes]:
    """Encryption key and index key of this instance."""
    master = read_or_create(Path(directory) / "persons.key", os.urandom(32))
    return AESGCM(hashlib.sha256(b"encrypt" + master).digest()), hashlib.sha256(b"index" + master).digest()


def seal(value: str) -> str:
    """The number encrypted (AES-256-GCM, a new nonce each time), as text."""
    cipher, _ = _keys(str(settings.CREDENTRY_KEYS))
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + cipher.encrypt(nonce, identity_number(value).encode(), None)).decode()


def unseal(sealed: str) -> str:
    """The number in the clear. Raises cryptography's InvalidTag when key or text is wrong."""
    cipher, _ = _keys(str(settings.CREDENTRY_KEYS))
    raw = base64.b64decode(sealed)
    return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def blind(value: str) -> str:
    """The keyed digest under which a number is found: equal numbers give equal digests, nothing else follows."""
    _, key = _keys(str(settings.CREDENTRY_KEYS))
    return hmac.new(key, identity_number(value).encode(), hashlib.sha256).hexdigest()
