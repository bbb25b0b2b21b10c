"""What platforms call back: signatures checked, bodies opened as each platform documents it.

WeCom and DingTalk share one scheme: SHA-1 over the sorted token, timestamp, nonce and ciphertext; AES-256-CBC with
the 32 bytes of the EncodingAESKey, its first 16 as vector, 16 random bytes and a length before the text and the
receiver's id behind it, padded to 32 bytes. Feishu signs with SHA-256 over timestamp, nonce, key and body.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK: Final = 32


class Forged(Exception):
    """The call does not come from the platform, or was changed on its way."""


def mark(token: str, stamp: str, nonce: str, sealed: str) -> str:
    """``msg_signature`` of WeCom and ``signature`` of DingTalk."""
    return hashlib.sha1(
        "".join(sorted((token, stamp, nonce, sealed))).encode(), usedforsecurity=False
    ).hexdigest()


def opened(token: str, aes_key: str, receiver: str, given: str, stamp: str, nonce: str, sealed: str) -> str:
    """The text of a sealed call for ``receiver`` (corp id or app key). Raises Forged."""
    if not hmac.compare_digest(mark(token, stamp, nonce, sealed).encode(), given.encode()):
        raise Forged("signature")
    key = _key(aes_key)
    try:
        plain = _unpadded(_cbc(key, key[:16], base64.b64decode(sealed, validate=True)))
    except (binascii.Error, ValueError) as error:
        raise Forged("cipher") from error
    if len(plain) < 20:
        raise Forged("length")
    (size,) = struct.unpack(">I", plain[16:20])
    text, owner = plain[20 : 20 + size], plain[20 + size :]
    if not hmac.compare_digest(owner, receiver.encode()):
        raise Forged("receiver")
    return text.decode(errors="replace")


def sealed(aes_key: str, receiver: str, text: str) -> str:
    """``text`` sealed for the platform, as an answer to it must be."""
    key, body = _key(aes_key), text.encode()
    plain = os.urandom(16) + struct.pack(">I", len(body)) + body + receiver.encode()
    fill = BLOCK - len(plain) % BLOCK
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([fill]) * fill) + cipher.finalize()).decode()


def feishu_mark(stamp: str, nonce: str, key: str, body: bytes) -> str:
    """``X-Lark-Signature`` of a call with this raw body."""
    return hashlib.sha256(f"{stamp}{nonce}{key}".encode() + body).hexdigest()


def feishu_opened(key: str, encrypted: str) -> str:
    """The text of Feishu's ``encrypt``: AES-256-CBC under SHA-256 of the key, the vector in front. Raises Forged."""
    try:
        raw = base64.b64decode(encrypted, validate=True)
        plain = _unpadded(_cbc(hashlib.sha256(key.encode()).digest(), raw[:16], raw[16:]))
    except (binascii.Error, ValueError) as error:
        raise Forged("cipher") from error
    return plain.decode(errors="replace")


def _key(aes_key: str) -> bytes:
    try:
        key = base64.b64decode(f"{aes_key}=")
    except binascii.Error as error:
        raise Forged("key") from error
    if len(key) != 32:
        raise Forged("key")
    return key


def _cbc(key: bytes, vector: bytes, content: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return cipher.update(content) + cipher.finalize()


def _unpadded(plain: bytes) -> bytes:
    fill = plain[-1] if plain else 0
    if not 1 <= fill <= BLOCK or plain[-fill:] != bytes([fill]) * fill:
        raise ValueError("padding")
    return plain[:-fill]
