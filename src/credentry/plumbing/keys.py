"""The key ring: the signing keys of the ledger and the gate, and the envelope around personal values.

Keys are files of ``CREDENTRY_KEYS``, mode 0600, outside the database and its backups. Sealed bytes carry the
algorithm and, where a key wraps a key, the wrapping key's id, so that both can be replaced later.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from credentry.plumbing.keyfile import read_or_create

KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID_BYTES = 4
_AES_256_GCM = b"\x01"


class SealBroken(ValueError):
    """Sealed bytes were changed, moved to another place, or belong to another key."""


def ledger_key() -> Ed25519PrivateKey:
    """The Ed25519 key that signs checkpoints (``ledger.key``, PKCS#8 PEM); made at first use."""
    return _signing_key(Path(settings.CREDENTRY_KEYS), "ledger.key")


def ledger_public_key() -> Ed25519PublicKey:
    """The public half of the ledger key."""
    return ledger_key().public_key()


def gate_key() -> Ed25519PrivateKey:
    """The Ed25519 key that signs answers of the gate (``gate.key``, PKCS#8 PEM); made at first use."""
    return _signing_key(Path(settings.CREDENTRY_KEYS), "gate.key")


@lru_cache(maxsize=8)
def _signing_key(directory: Path, name: str) -> Ed25519PrivateKey:
    fresh = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = serialization.load_pem_private_key(read_or_create(directory / name, fresh), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{name} is not an Ed25519 key")
    return key


@lru_cache(maxsize=8)
def _master_key(directory: Path) -> bytes:
    key = bytes.fromhex(
        read_or_create(directory / "master.key", os.urandom(KEY_BYTES).hex().encode()).decode()
    )
    if len(key) != KEY_BYTES:
        raise ValueError("master.key must hold 32 bytes as hexadecimal digits")
    return key


def master_key() -> bytes:
    """The key that wraps subject keys (``master.key``, 64 hexadecimal digits); made at first use."""
    return _master_key(Path(settings.CREDENTRY_KEYS))


def derived_key(purpose: str) -> bytes:
    """A key of its own for one purpose, made from the master key (HKDF-SHA256)."""
    return HKDF(SHA256(), KEY_BYTES, None, b"credentry " + purpose.encode()).derive(master_key())


def key_id(key: bytes) -> bytes:
    """Four bytes that tell which key wrapped something, without revealing it."""
    return hashlib.sha256(b"credentry key id\x00" + key).digest()[:_KEY_ID_BYTES]


def seal(cipher: AESGCM, value: bytes, place: bytes) -> bytes:
    """``value`` encrypted and bound to ``place`` (table, row and column), so that it cannot be moved."""
    nonce = os.urandom(_NONCE_BYTES)
    return _AES_256_GCM + nonce + cipher.encrypt(nonce, value, place)


def unseal(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    """The value sealed at ``place``. Raises SealBroken."""
    if sealed[:1] != _AES_256_GCM or len(sealed) < 1 + _NONCE_BYTES:
        raise SealBroken("unknown seal")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], place)
    except InvalidTag as error:
        raise SealBroken("the seal is broken") from error


def wrap(key: bytes, place: bytes) -> bytes:
    """``key`` encrypted under the master key and bound to ``place``."""
    master = master_key()
    return key_id(master) + seal(AESGCM(master), key, place)


def unwrap(wrapped: bytes, place: bytes) -> bytes:
    """The key wrapped at ``place``. Raises SealBroken when it was wrapped by another master key or changed."""
    master = master_key()
    if wrapped[:_KEY_ID_BYTES] != key_id(master):
        raise SealBroken("wrapped by a master key that is not on this ring")
    return unseal(AESGCM(master), wrapped[_KEY_ID_BYTES:], place)
