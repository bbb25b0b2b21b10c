"""The state of one approval step: frozen, complete in itself, no clock, no database.

The truth is in each slot's ``decision`` and ``removed``; ``status`` follows from them (``settling``). Persons are
ids as text. Instants are aware. Nothing here refuses: ``opening`` builds a sound state, ``operations`` keeps it so.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from credentry.capabilities.approvals.step.vocabulary import (
    DECIDED,
    OPEN,
    End,
    Hand,
    Mode,
    OnChange,
    Op,
    Place,
    Status,
    Way,
)


@dataclass(frozen=True, slots=True)
class Quota:
    """The part of all votes that must say yes: ``part``/``whole`` of them, or more than that."""

    part: int = 1
    whole: int = 2
    more_than: bool = True

    def needed(self, votes: int) -> int:
        """How many of ``votes`` must say yes; never 0, never more than there are."""
        exact = self.part * votes
        least = exact // self.whole + 1 if self.more_than else -(-exact // self.whole)
        return min(max(least, 1), max(votes, 1))


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's word: who gave it, for whom, and what they saw."""

    code: Op
    by: str
    at: datetime
    on_behalf: str = ""
    seen_hash: str = ""
    opinion: str = ""
    signature: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One delegation still open: whose task it is, whether the one who has it may decide, for whom the owner stood."""

    owner: str
    decide: bool = False
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """The task went from one person to another; ``stands_for``: for whom the former one stood."""

    kind: Hand
    from_: str
    to: str
    at: datetime
    by: str = ""
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature that is asked for.

    ``principal``: who it was meant for; ``holder``: who must act now (empty: whoever of ``pool`` claims it first).
    ``order``: slots of one place with the same order sign at the same time, a lower one first where order counts.
    ``parent``/``place``: the signer this one was added before or after; signers beside stand where the other stands.
    ``frames``: delegations still open, outermost first. ``stands_for``: who is answered for as deputy.
    ``escalated``: superiors who may take the task over. ``changed``: the state's version when it last changed; ``acted``: when a
    person last did something with the task that still stands.
    """

    id: str
    principal: str = ""
    holder: str = ""
    pool: tuple[str, ...] = ()
    status: Status = Status.WAITING
    order: int = 0
    parent: str = ""
    place: Place | None = None
    added_by: str = ""
    veto: bool = False
    frames: tuple[Frame, ...] = ()
    stands_for: str = ""
    moves: tuple[Move, ...] = ()
    escalated: tuple[str, ...] = ()
    decision: Decision | None = None
    removed: bool = False
    changed: int = 0
    acted: int = 0

    @property
    def open(self) -> bool:
        """Nobody has decided it and it is still needed."""
        return self.status in OPEN

    @property
    def decided(self) -> bool:
        """A word was given."""
        return self.status in DECIDED

    @property
    def may_decide(self) -> bool:
        """The holder may decide: it is theirs, or every delegation on the way came with the right."""
        return all(frame.decide for frame in self.frames)

    @property
    def on_behalf(self) -> str:
        """For whom the holder acts; empty in their own name."""
        first = self.frames[0] if self.frames else None
        return (first.stands_for or first.owner) if first else self.stands_for

    @property
    def people(self) -> tuple[str, ...]:
        """Who may act on it now."""
        return (self.holder,) if self.holder else self.pool

    @property
    def touched(self) -> bool:
        """A person has done something with it that would be undone by closing it."""
        return self.decision is not None or self.acted > 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the step ended: by whom, when, and for a return or a jump where to."""

    kind: End
    by: str = ""
    at: datetime | None = None
    slot: str = ""
    target: str = ""
    way: Way | None = None
    reason: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. ``text`` is what the person wrote; ``people`` who was named."""

    n: int
    code: Op
    actor: str
    at: datetime
    on_behalf: str = ""
    slot: str = ""
    people: tuple[str, ...] = ()
    text: str = ""
    detail: str = ""
    seen_hash: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class StepState:
    """One round of one approval step.

    ``authors``: who made what is decided here; they may not sign unless ``allow_author``. ``regulated``: no silent
    consent, required signers stay, one person signs once, a changed content is asked about again. ``recallable``: the
    initiator may take the submission back while nobody has acted. ``barred``: operations the process does not offer.
    """

    key: str
    mode: Mode
    slots: tuple[Slot, ...]
    initiator: str = ""
    authors: tuple[str, ...] = ()
    content_hash: str = ""
    quota: Quota = Quota()
    regulated: bool = False
    allow_author: bool = False
    recallable: bool = False
    withdrawable: bool = True
    on_change: OnChange = OnChange.KEEP
    barred: tuple[Op, ...] = ()
    outcome: Outcome | None = None
    copies: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    urged_at: datetime | None = None
    version: int = 0
    next_slot: int = 1
    log: tuple[Entry, ...] = ()

    def slot(self, slot_id: str) -> Slot | None:
        """The slot of that id."""
        return next((one for one in self.slots if one.id == slot_id), None)

    def put(self, slot: Slot) -> "StepState":
        """The state with that slot in place of the one of the same id."""
        return dataclasses.replace(
            self, slots=tuple(slot if one.id == slot.id else one for one in self.slots)
        )

    @property
    def live(self) -> tuple[Slot, ...]:
        """Slots with a task in somebody's list."""
        return tuple(one for one in self.slots if one.status is Status.LIVE)

    @property
    def roots(self) -> tuple[Slot, ...]:
        """The slots the mode counts; the others were added before or after one of them."""
        return tuple(one for one in self.slots if not one.parent)

    def below(self, slot_id: str) -> Iterator[Slot]:
        """The slots added before or after that one, and before or after these, at any depth."""
        for one in self.slots:
            if one.parent == slot_id:
                yield one
                yield from self.below(one.id)

    def involved(self) -> frozenset[str]:
        """Everybody who has or had to do with the step: they may follow it, comment and copy others."""
        people = {self.initiator, *self.authors, *self.copies, *self.asked}
        for one in self.slots:
            people |= {one.principal, one.holder, one.stands_for, *one.pool, *one.escalated}
            people |= {frame.owner for frame in one.frames} | {move.from_ for move in one.moves}
            if one.decision:
                people.add(one.decision.by)
        return frozenset(people - {""})

    @property
    def untouched(self) -> bool:
        """Nobody has acted yet: the step before may still take its decision back."""
        return not any(one.touched or one.added_by or one.removed for one in self.slots)

    @property
    def differing(self) -> tuple[Slot, ...]:
        """Decided slots whose signer saw another content than the present one."""
        return tuple(
            one for one in self.slots if one.decision and one.decision.seen_hash != self.content_hash
        )
