"""Open redacted values. Who may see them is decided by the caller."""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentry.core.ledger.disclosure import open_disclosure
from credentry.core.ledger.keyring import key_place, opening_place
from credentry.core.ledger.models import Opening
from credentry.plumbing import keys


@dataclass(frozen=True, slots=True)
class Opened:
    """One redacted value of an entry. ``disclosure`` proves it against the digest; None once erased."""

    path: str
    name: str | None
    value: Any
    disclosure: str | None

    @property
    def erased(self) -> bool:
        """Whether the value was erased and is known to nobody."""
        return self.disclosure is None


def reveal(seq: int) -> dict[str, Opened]:
    """Every redacted value of entry ``seq`` by its path. Raises keys.SealBroken when one was tampered with."""
    opened: dict[str, Opened] = {}
    for row in Opening.objects.filter(seq=seq).select_related("key").order_by("path"):
        if row.value_enc is None or row.key.wrapped is None:
            opened[row.path] = Opened(row.path, None, None, None)
            continue
        cipher = AESGCM(keys.unwrap(bytes(row.key.wrapped), key_place(row.key_id)))
        disclosure = keys.unseal(cipher, bytes(row.value_enc), opening_place(seq, row.path)).decode("ascii")
        name, value = open_disclosure(disclosure)
        opened[row.path] = Opened(row.path, name, value, disclosure)
    return opened
