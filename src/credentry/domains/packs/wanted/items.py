"""One record a pack brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentry.foundation.canonical import dumps
from credentry.foundation.hashing import sha256_hex


@dataclass(frozen=True, slots=True)
class Item:
    """``form``: the fields of the kind's creating form, plain values; records are named by their codes."""

    kind: str
    code: str
    form: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Names the exact content."""
        return sha256_hex(dumps(dict(self.form)))
