"""What an operation brings about, as data; the engine carries it out in the same transaction."""

from dataclasses import dataclass, field
from typing import Any

from credentry.capabilities.approvals.step.state import Decision, Entry, Outcome
from credentry.capabilities.approvals.step.vocabulary import Hand, Op, Status


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task appears in somebody's list (in the list of all of ``people`` when it is to be claimed)."""

    slot: str
    people: tuple[str, ...]
    principal: str = ""


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """A task leaves the list; ``why`` is the slot's new status (``waiting``: it will come back)."""

    slot: str
    people: tuple[str, ...]
    why: Status


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """A task goes from one list to another. ``how`` is None when only the circle of candidates changed."""

    slot: str
    from_: tuple[str, ...]
    to: tuple[str, ...]
    how: Hand | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision was made: exactly one per slot and decision."""

    slot: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Undone:
    """A decision no longer counts (taken back, or the content changed); history keeps it."""

    slot: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody is told: ``kind`` is copy, urge, comment, remind or escalate."""

    kind: str
    to: tuple[str, ...]
    by: str
    text: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody has read it."""

    by: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The step is at its end; the process goes on from here."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reopened:
    """The step, at its end before, goes on."""

    was: Outcome


@dataclass(frozen=True, slots=True)
class Differs:
    """These slots were decided on another content than the present one; their decisions stand."""

    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Logged:
    """One line more in the history."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Told:
    """Nothing was done because it was done before; ``code`` and ``params`` say so in words (foundation.errors)."""

    code: str
    operation: Op
    params: dict[str, Any] = field(default_factory=dict)


Effect = (
    TaskOpened
    | TaskClosed
    | TaskMoved
    | Decided
    | Undone
    | Notice
    | Read
    | Reached
    | Reopened
    | Differs
    | Logged
    | Told
)
