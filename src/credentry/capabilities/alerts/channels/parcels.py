"""What a channel carries and how it says that it could not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One alert as a message shows it. ``key`` is the identity of the notice."""

    key: str
    title: str
    number: str
    code: str
    due_on: date
    stage: int
    level: str
    reached: str
    kind: str
    record_id: UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one person: the most urgent lines, and how many alerts it stands for in all.

    ``batch`` stays the same when a try is repeated. ``unsure``: an earlier try may have got through.
    """

    batch: UUID
    name: str
    address: str
    lang: str
    lines: tuple[Line, ...]
    total: int
    today: date
    at: datetime
    unsure: bool = False


#: Carries one parcel; the answer is the id the receiving side knows it by.
Carry = Callable[[Parcel], str]


class Later(Exception):
    """It did not go through; a later try may. ``unsure``: it may have gone through after all."""

    def __init__(self, reason: str, unsure: bool = False) -> None:
        super().__init__(reason)
        self.unsure = unsure


class Never(Exception):
    """It will not go through, however often it is tried."""


class Down(Exception):
    """The channel as a whole does not answer: no use in trying further parcels now."""
