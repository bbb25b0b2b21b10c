"""What the two stores are told."""

from typing import NamedTuple
from uuid import UUID

from credentry.capabilities.search.grams import Term


class Old(NamedTuple):
    """A row that is in the index."""

    id: int
    record_id: UUID
    live: bool
    text: str


class Fresh(NamedTuple):
    """A row that belongs into it; ``pieces``: those of the text, with blanks between."""

    record_id: UUID
    live: bool
    text: str
    pieces: str


class Match(NamedTuple):
    """Words to find among the entries of some kinds; ``live`` leaves archived records out.

    ``slots``: positions of the fields that may be searched, None for all of them.
    """

    kinds: tuple[str, ...]
    terms: tuple[Term, ...]
    live: bool = False
    slots: tuple[int, ...] | None = None

    @property
    def exact(self) -> bool:
        """Whether the pieces alone decide on an index that knows their order."""
        return self.slots is None and all(len(one.runs) == 1 for one in self.terms)


def place(kind: str, live: bool) -> str:
    """The piece that tells kind and state of an entry."""
    return f"{kind.replace('_', '')}{int(live)}"
