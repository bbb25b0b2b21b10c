"""What a channel carries and how it says that it could not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from credentry.capabilities.alerts.vocabulary import Demand


@dataclass(frozen=True, slots=True)
class Line:
    """One alert as a message shows it. ``key`` is the identity of the notice, ``delivery`` its row.

    ``answer`` is the address of the page where this person can answer it once, without signing in, or, where
    ``asks`` wants more than a word (``Demand``), where they write it; ``note`` says what else must be known to decide.
    """

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
    delivery: int = 0
    answer: str = ""
    note: str = ""
    asks: str = Demand.ACKNOWLEDGE

    @property
    def by_press(self) -> bool:
        """Whether a press on a button answers it."""
        return self.asks == Demand.ACKNOWLEDGE


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject, plain text and HTML of one message."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that comes with a message: its name, its media type (``application/pdf``) and what is in it."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What a gathering mail says: the letter, and the files that come with it."""

    letter: Letter
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one person: the most urgent lines, and how many alerts it stands for in all.

    ``address`` is what the channel knows the person by; ``mobile`` and ``handles`` serve to name them in a group.
    ``batch`` stays the same when a try is repeated. ``unsure``: an earlier try may have got through. ``content``
    writes a gathering mail, which has no lines of its own; it raises Moot when nothing is left to say.
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
    handles: Mapping[str, str] = field(default_factory=dict)
    content: Callable[[], Content] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """The receiving side's word: the id it knows the message by, to-dos made (delivery → task), receipts to come."""

    id: str
    tasks: Mapping[int, str] = field(default_factory=dict)
    receipts: bool = False


#: Carries one parcel; the answer is the id the receiving side knows it by, or more.
Carry = Callable[[Parcel], str | Taken]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message whose receipt is awaited: what the platform called it, to whom, when."""

    provider_id: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message at the platform."""

    provider_id: str
    state: Literal["received", "read", "failed"]
    reason: str = ""


class Later(Exception):
    """It did not go through; a later try may. ``unsure``: it may have gone through after all."""

    def __init__(self, reason: str, unsure: bool = False) -> None:
        super().__init__(reason)
        self.unsure = unsure


class Never(Exception):
    """It will not go through, however often it is tried."""


class Moot(Exception):
    """What it was to say is settled: nothing is sent."""


class Down(Exception):
    """The channel as a whole does not answer: no use in trying further parcels now.

    ``rest``: seconds after which it may be asked again, where the platform said so.
    """

    def __init__(self, reason: str, rest: float | None = None, unsure: bool = False) -> None:
        super().__init__(reason)
        self.rest = rest
        self.unsure = unsure
