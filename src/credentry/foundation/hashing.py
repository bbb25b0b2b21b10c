"""SHA-256 in the forms the product uses."""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

CHUNK = 1 << 20


def sha256(data: bytes) -> bytes:
    """The 32-byte SHA-256 digest of ``data``."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """The SHA-256 digest of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_hex_of(chunks: Iterable[bytes]) -> str:
    """The hexadecimal SHA-256 digest of the concatenated ``chunks``, never holding more than one of them."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def sha256_hex_of_file(file: BinaryIO) -> str:
    """The hexadecimal SHA-256 digest of the rest of ``file``, read in 1 MiB pieces."""
    return sha256_hex_of(iter(lambda: file.read(CHUNK), b""))
