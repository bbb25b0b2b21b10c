"""One operation on one state: what every family of operations works with."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.effects import Effect
from credentry.capabilities.approvals.step.refusals import broken, forbidden, missing, stale
from credentry.capabilities.approvals.step.state import Move, Slot, StepState
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, Hand, Mode, Op, Power, Status


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody wants done.

    ``slot`` may be left out by who holds exactly one task. ``on_behalf``: the holder for whom ``actor`` acts as deputy
    (needs the power ``deputy``). ``seen_hash``: the content that was on the screen, demanded of decisions.
    ``version``: the state's version that was on the screen; refused only when this very slot has changed since.
    ``powers``: what the caller has verified about the actor. ``params`` by operation: ``people`` · ``to`` · ``text``
    (opinion or reason) · ``target`` · ``way`` · ``decide`` · ``in_order`` · ``action`` · ``hash`` · ``via`` · …
    """

    code: Op
    actor: str
    at: datetime
    slot: str = ""
    on_behalf: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    seen_hash: str = ""
    version: int | None = None
    powers: frozenset[Power] = frozenset()

    @property
    def text(self) -> str:
        """Opinion, reason or message, trimmed."""
        return str(self.params.get("text") or "").strip()

    @property
    def to(self) -> str:
        """The one other person named."""
        return str(self.params.get("to") or "")

    @property
    def people(self) -> tuple[str, ...]:
        """The other persons named, each once, in their order."""
        return tuple(dict.fromkeys(str(one) for one in self.params.get("people") or () if one))

    @property
    def automatic(self) -> bool:
        """The machine acts, not a person."""
        return Power.MACHINE in self.powers

    @property
    def administrator(self) -> bool:
        """The actor keeps the processes."""
        return Power.ADMINISTRATOR in self.powers


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation alone makes of the state, before statuses follow, with what it wants carried out."""

    state: StepState
    effects: tuple[Effect, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A state and what is wanted of it."""

    state: StepState
    op: Operation

    # ------------------------------------------------------------------ which task
    def slot(self) -> Slot:
        """The slot the operation is about, whatever its status. Refuses when it is not clear or not there."""
        if self.op.slot:
            found = self.state.slot(self.op.slot)
            if found is None:
                raise forbidden(refusals.NO_TASK)
            return found
        acting = self.op.on_behalf if Power.DEPUTY in self.op.powers and self.op.on_behalf else self.op.actor
        mine = [one for one in self.state.slots if one.open and acting in one.people]
        live = [one for one in mine if one.status is Status.LIVE] or mine
        if len(live) > 1:
            raise broken(refusals.WHICH_TASK)
        if not live:
            raise forbidden(refusals.NO_TASK)
        return live[0]

    def own_task(self) -> Slot:
        """The live slot that the actor holds, or holds as a deputy. Refuses anything else, saying why."""
        slot = self.slot()
        self.not_stale(slot)
        if slot.decision is not None:
            raise broken(refusals.ALREADY_DECIDED, by=slot.decision.by, decision=OP_WORDS[slot.decision.code])
        if not slot.open:
            raise broken(refusals.NO_TASK)
        self.mine(slot)
        if slot.status is Status.WAITING:
            raise broken(refusals.NOT_YOUR_TURN, who=first_of(self.state, slot))
        return slot

    def mine(self, slot: Slot) -> None:
        """The actor holds the slot, or is the verified deputy of who does."""
        op = self.op
        if not slot.holder:
            raise (
                broken(refusals.CLAIM_FIRST)
                if op.actor in slot.pool
                else forbidden(refusals.NOT_YOURS, who="、".join(slot.pool))
            )
        if slot.holder == op.actor:
            return
        if op.on_behalf and op.on_behalf == slot.holder:
            if Power.DEPUTY not in op.powers:
                raise forbidden(refusals.NOT_DEPUTY, who=slot.holder)
            self.separate(op.actor, except_slot=slot.id)
            return
        raise forbidden(refusals.NOT_YOURS, who=slot.holder)

    def not_stale(self, slot: Slot) -> None:
        """The slot is as the actor saw it."""
        if self.op.version is not None and slot.changed > self.op.version:
            raise stale(refusals.STALE_TASK)

    # ------------------------------------------------------------------ who may
    def separate(self, person: str, except_slot: str = "") -> None:
        """``person`` may sign: no author; where one person signs once, not already a signer of another slot."""
        self.no_author(person)
        if self.once and self.signs(person, except_slot):
            raise broken(refusals.ONE_PERSON_ONCE, who=person)

    def no_author(self, *people: str) -> None:
        """None of them made what is decided here, unless the step allows it."""
        for person in people:
            if person in self.state.authors and not self.state.allow_author:
                raise broken(refusals.AUTHOR, who=person)

    @property
    def once(self) -> bool:
        """One person signs only once in this step."""
        return self.state.regulated or self.state.mode is Mode.VOTE

    def signs(self, person: str, except_slot: str = "") -> bool:
        """``person`` has decided, or is to decide, a slot other than that one, in person or through who stands in."""
        for one in self.state.slots:
            if one.id == except_slot or one.removed:
                continue
            # Also of a decided slot: its decision may be taken back, and then they are to sign again.
            guises = {one.holder, one.stands_for}
            guises |= {name for frame in one.frames for name in (frame.owner, frame.stands_for)}
            if one.decision is not None:
                guises |= {one.decision.by, one.decision.on_behalf}
            if person in guises:
                return True
        return False

    def administrator(self) -> None:
        """The actor keeps the processes."""
        if not self.op.administrator:
            raise forbidden(refusals.ONLY_ADMINISTRATOR)

    def machine(self) -> None:
        """The machine acts."""
        if not self.op.automatic:
            raise forbidden(refusals.ONLY_MACHINE)

    def involved(self) -> None:
        """The actor has to do with the step, or keeps the processes."""
        if not self.op.administrator and self.op.actor not in self.state.involved():
            raise forbidden(refusals.NOT_INVOLVED)

    # ------------------------------------------------------------------ parameters
    def reason(self) -> str:
        """The reason that must be given."""
        if not self.op.text:
            raise missing("text")
        return self.op.text

    def named(self) -> tuple[str, ...]:
        """The persons that must be named."""
        if not self.op.people:
            raise missing("people")
        return self.op.people

    def target(self) -> str:
        """The person that must be named."""
        if not self.op.to:
            raise missing("to")
        return self.op.to

    # ------------------------------------------------------------------ other hands
    def moved(self, slot: Slot, kind: Hand, to: str, **changes: Any) -> Slot:
        """The slot in other hands, with the line that says so."""
        move = Move(kind, slot.holder, to, self.op.at, self.op.actor, slot.stands_for)
        return dataclasses.replace(slot, holder=to, moves=(*slot.moves, move), escalated=(), **changes)

    def can_take(self, slot: Slot, to: str, *, by_machine: bool = False) -> None:
        """``to`` may be given the slot: somebody else, no author, not a signer already, not one it came from."""
        if to == slot.holder:
            raise broken(refusals.SAME_HOLDER, who=to)
        if not by_machine and any(frame.owner == to for frame in slot.frames):
            raise broken(refusals.DELEGATION_LOOP, who=to)
        self.separate(to, except_slot=slot.id)
        if not by_machine and self.signs(to, except_slot=slot.id):
            raise broken(refusals.ALREADY_SIGNER, who=to)


def first_of(state: StepState, slot: Slot) -> str:
    """Who is up before that slot (one of them), as shown in a refusal."""
    nearer = [one for one in state.below(slot.id) if one.status is Status.LIVE] or list(state.live)
    people = [person for one in nearer for person in one.people]
    return "、".join(dict.fromkeys(people)) or "—"
