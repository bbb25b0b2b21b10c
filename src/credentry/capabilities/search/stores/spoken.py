"""What the two stores are told."""

from typing import NamedTuple
from uuid import UUID

from credentry.capabilities.search.grams import Term


class Old(NamedTuple):
    """A row that is in the index."""

    id: int
    record_id: UUID
    live: bool
    unit_id: UUID | None
    text: str


class Fresh(NamedTuple):
    """A row that belongs into it; ``pieces``: those of the text, with blanks between."""

    record_id: UUID
    live: bool
    unit_id: UUID | None
    text: str
    pieces: str


class Match(NamedTuple):
    """Words to find among the entries of some kinds; ``live`` leaves archived records out, ``units`` those of others.

    ``slots``: positions of the fields that may be searched, None for all of them.
    """

    kinds: tuple[str, ...]
    terms: tuple[Term, ...]
    live: bool = False
    slots: tuple[int, ...] | None = None
    units: tuple[UUID, ...] | None = None


def place(kind: str, live: bool) -> str:
    """The piece that tells kind and state of an entry; longer than any piece of text."""
    return f"kind{kind.replace('_', '')}{int(live)}"


def home(unit: UUID | None) -> str:
    """The piece that tells the unit of an entry."""
    return f"unit{unit.hex if unit else ''}"
