"""C2SP text formats: signed notes, checkpoints, log proofs. Pure functions.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof (version 1).
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from credentry.foundation.hashing import sha256

_ED25519 = b"\x01"
_DASH = "— "


class BadNote(ValueError):
    """The text is not a well-formed note or not signed by the key."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint says: which log, how many entries, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text of the checkpoint."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("not base64") from error
    if _b64(data) != text:  # a second spelling of the same bytes would let a note be altered unseen
        raise BadNote("not canonical base64")
    return data


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes that name the key in a signature line."""
    return sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw())[:4]


def verifier_key(name: str, key: Ed25519PublicKey) -> str:
    """The vkey line that other programs verify with: ``name+hex id+base64 key``."""
    return f"{name}+{key_id(name, key).hex()}+{_b64(_ED25519 + key.public_bytes_raw())}"


def key_of_verifier(vkey: str) -> tuple[str, Ed25519PublicKey]:
    """Name and key of a vkey line. Raises BadNote."""
    name, _, rest = vkey.strip().partition("+")
    hexadecimal, _, encoded = rest.partition("+")
    data = _unb64(encoded)
    if len(data) != 33 or data[:1] != _ED25519:
        raise BadNote("not an Ed25519 verifier key")
    key = Ed25519PublicKey.from_public_bytes(data[1:])
    if key_id(name, key).hex() != hexadecimal:
        raise BadNote("the key id does not belong to the key")
    return name, key


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note: ``text`` (ending in a newline), an empty line, the signature line."""
    signature = key_id(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n{_DASH}{name} {_b64(signature)}\n"


def verify(note: str, name: str, key: Ed25519PublicKey) -> str:
    """The text of a note signed by ``key``; signatures of others are passed over. Raises BadNote."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadNote("not a signed note")
    text += "\n"
    found = False
    for line in signatures[:-1].split("\n"):
        signer, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space:
            raise BadNote("not a signature line")
        signature = _unb64(encoded)
        if signer == name and signature[:4] == key_id(name, key):
            try:
                key.verify(signature[4:], text.encode())
            except InvalidSignature as error:
                raise BadNote("the signature does not fit") from error
            found = True
    if not found:
        raise BadNote("not signed by this key")
    return text


def parse_head(text: str) -> TreeHead:
    """The tree head of a checkpoint's note text. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise BadNote("a checkpoint has origin, size and root")
    if not lines[1].isascii() or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
        raise BadNote("not a tree size")
    root = _unb64(lines[2])
    if len(root) != 32:
        raise BadNote("not a root hash")
    return TreeHead(lines[0], int(lines[1]), root)


def sign_head(head: TreeHead, key: Ed25519PrivateKey) -> str:
    """The checkpoint of ``head``; the key's name is the origin."""
    return sign(head.text(), head.origin, key)


def open_head(note: str, origin: str, key: Ed25519PublicKey) -> TreeHead:
    """The tree head of a checkpoint that ``key`` signed for ``origin``. Raises BadNote."""
    head = parse_head(verify(note, origin, key))
    if head.origin != origin:
        raise BadNote("a checkpoint of another log")
    return head


def proof_text(index: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """A self-contained log proof (``.tlog-proof``) of entry ``index`` in the checkpointed tree."""
    hashes = "".join(f"{_b64(one)}\n" for one in proof)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{checkpoint}"
