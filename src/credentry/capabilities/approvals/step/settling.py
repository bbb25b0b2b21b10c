"""What follows from the decisions: who is up now, and whether the step is decided.

An added signer never changes what the step counts: signers before and after somebody belong to that signer's word
(one seat), which says yes when all of them do and no as soon as one does. Signers beside are further seats.
"""

import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from credentry.capabilities.approvals.step.state import Decision, Slot, StepState
from credentry.capabilities.approvals.step.vocabulary import End, Mode, Op, Place, Status

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def settled(state: StepState) -> StepState:
    """``state`` with every slot's status as its decisions, their order and the outcome demand."""
    tree = _Tree(state)
    slots = tuple(tree.as_it_stands(one) for one in state.slots)
    return state if slots == state.slots else dataclasses.replace(state, slots=slots)


def waiting_for(state: StepState, slot: Slot) -> tuple[Slot, ...]:
    """The slots whose turn comes only after that slot's yes, even if everybody else had said yes."""
    yes = Decision(Op.APPROVE, "", EPOCH)
    slots = tuple(
        dataclasses.replace(one, decision=None if one.id == slot.id else yes) for one in state.slots
    )
    ready = _Tree(dataclasses.replace(state, slots=slots)).ready
    return tuple(one for one in state.slots if one.id not in ready and not one.removed)


def decided(state: StepState) -> End | None:
    """``approved`` or ``rejected`` as soon as no further word could change it, else None."""
    tree = _Tree(state)
    seats = [(one, tree.word(one)) for one in state.roots if not one.removed]
    words = [word for _, word in seats]
    if state.mode is Mode.VOTE:
        return _vote(state, seats)
    if state.mode is Mode.ANY:
        return End.APPROVED if True in words else End.REJECTED if False in words else None
    return End.REJECTED if False in words else End.APPROVED if words and None not in words else None


def _vote(state: StepState, seats: list[tuple[Slot, bool | None]]) -> End | None:
    yes = sum(word is True for _, word in seats)
    open_ = sum(word is None for _, word in seats)
    needed = state.quota.needed(len(seats))
    if yes + open_ < needed or any(one.veto and word is False for one, word in seats):
        return End.REJECTED
    if yes >= needed and not any(one.veto and word is None for one, word in seats):
        return End.APPROVED
    return None


class _Tree:
    """Seats with the signers before and after them, read once."""

    def __init__(self, state: StepState) -> None:
        self.state = state
        self.children: dict[tuple[str, Place | None], list[Slot]] = {}
        for one in state.slots:
            if not one.removed:
                self.children.setdefault((one.parent, one.place), []).append(one)
        self.words: dict[str, bool | None] = {}
        self.ready: set[str] = set()
        self.dead: set[str] = set()
        self._seat_all()

    def word(self, slot: Slot) -> bool | None:
        """What the slot and all added before and after it say together; None while that is open."""
        if slot.id not in self.words:
            own = None if slot.decision is None else slot.decision.code is Op.APPROVE
            words = [own, *(self.word(one) for one in self._added(slot))]
            self.words[slot.id] = False if False in words else None if None in words else True
        return self.words[slot.id]

    def as_it_stands(self, slot: Slot) -> Slot:
        """The slot with the status that follows."""
        status = self._status(slot)
        return slot if slot.status is status else dataclasses.replace(slot, status=status)

    def _status(self, slot: Slot) -> Status:
        if slot.removed:
            return Status.REMOVED
        if slot.decision is not None:
            return Status.APPROVED if slot.decision.code is Op.APPROVE else Status.REJECTED
        if self.state.outcome is not None or slot.id in self.dead:
            return Status.SKIPPED
        return Status.LIVE if slot.id in self.ready else Status.WAITING

    def _added(self, slot: Slot) -> list[Slot]:
        return [*self._at(slot, Place.BEFORE), *self._at(slot, Place.AFTER)]

    def _at(self, slot: Slot, place: Place) -> list[Slot]:
        return self.children.get((slot.id, place), [])

    def _seat_all(self) -> None:
        seats = self.children.get(("", None), [])
        if self.state.mode is Mode.SEQUENTIAL:
            self._in_order(seats, True)
        else:
            for one in seats:
                self._seat(one, True)
        for one in seats:
            if self.word(one) is False:
                self.dead |= {one.id, *(below.id for below in self.state.below(one.id))}

    def _in_order(self, slots: Iterable[Slot], gate: bool) -> bool:
        for _, together in groupby(sorted(slots, key=lambda one: one.order), key=lambda one: one.order):
            members = list(together)
            for one in members:
                self._seat(one, gate)
            gate = gate and all(self.word(one) is True for one in members)
        return gate

    def _seat(self, slot: Slot, gate: bool) -> None:
        gate = self._in_order(self._at(slot, Place.BEFORE), gate)
        if gate:
            self.ready.add(slot.id)
        said_yes = slot.decision is not None and slot.decision.code is Op.APPROVE
        self._in_order(self._at(slot, Place.AFTER), gate and said_yes)
