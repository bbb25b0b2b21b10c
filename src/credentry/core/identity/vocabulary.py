"""Words of this room."""

from enum import StrEnum


class Reach(StrEnum):
    """How far a role reaches from where it is given."""

    OWN = "own"
    UNIT = "unit"
    SUBTREE = "subtree"
    ALL = "all"


READ = "read"
ANY = "*"
_reserved: set[tuple[str, str]] = set()


def reserve(kind: str, action: str) -> None:
    """A right so grave that a grant of all actions of the kind does not contain it: it is granted by name, or with
    everything."""
    _reserved.add((kind, action))


def is_reserved(kind: str, action: str) -> bool:
    """Whether the right must be granted by name."""
    return (kind, action) in _reserved
