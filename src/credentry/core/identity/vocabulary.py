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
