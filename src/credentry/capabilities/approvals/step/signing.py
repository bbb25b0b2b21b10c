"""加签 and 减签: more signers, fewer signers."""

import dataclasses
from typing import Final

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.refusals import broken, forbidden
from credentry.capabilities.approvals.step.state import Slot, StepState
from credentry.capabilities.approvals.step.turn import Change, Turn
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, Place, Status

#: More signers than this in one step are a mistake, not a countersign.
MOST_SIGNERS: Final = 1000
#: 加签 within 加签 to this depth; deeper is a circle of people passing work on.
DEEPEST: Final = 20


def may_add(turn: Turn) -> Slot:
    """The actor holds a live task and may decide it: who only advises brings in nobody to decide."""
    slot = turn.own_task()
    if not slot.may_decide:
        raise broken(refusals.DELEGATE_GIVES_BACK, who=slot.frames[-1].owner)
    return slot


def add_before(turn: Turn) -> Change:
    """前加签: they sign first, then it is the adder's turn again."""
    return _add(turn, Place.BEFORE)


def add_after(turn: Turn) -> Change:
    """后加签: they sign once the adder has approved; only then does the adder's seat count."""
    return _add(turn, Place.AFTER)


def add_beside(turn: Turn) -> Change:
    """并加签: they sign at the adder's side, with a word of the same weight."""
    return _add(turn, Place.BESIDE)


def _add(turn: Turn, place: Place) -> Change:
    state, op = turn.state, turn.op
    slot = may_add(turn)
    people = turn.named()
    for person in people:
        turn.no_author(person)
        if person == op.actor or turn.signs(person):
            raise broken(refusals.ALREADY_SIGNER, who=person)
    deep = _depth(state, slot) >= DEEPEST and place is not Place.BESIDE
    if deep or len(state.slots) + len(people) > MOST_SIGNERS:
        raise broken(refusals.UNSOUND_STEP, why=f"> {DEEPEST} / {MOST_SIGNERS}")
    in_order = bool(op.params.get("in_order")) and place is not Place.BESIDE
    if place is Place.BESIDE:
        parent, stands, first = slot.parent, slot.place, slot.order
    else:
        parent, stands = slot.id, place
        at_place = [one.order for one in state.slots if one.parent == slot.id and one.place is place]
        first = max(at_place, default=-1) + 1
    new = tuple(
        Slot(
            id=f"s{state.next_slot + n}",
            principal=person,
            holder=person,
            order=first + (n if in_order else 0),
            parent=parent,
            place=stands,
            added_by=op.actor,
        )
        for n, person in enumerate(people)
    )
    state = dataclasses.replace(state, slots=(*state.slots, *new), next_slot=state.next_slot + len(new))
    return Change(state, detail=" ".join(one.id for one in new))


def _depth(state: StepState, slot: Slot) -> int:
    depth, at = 0, state.slot(slot.parent)
    while at is not None:
        depth, at = depth + 1, state.slot(at.parent)
    return depth


def may_remove(turn: Turn) -> Slot | None:
    """The actor added the signer, or keeps the processes; the signer has not decided; somebody remains."""
    state, op = turn.state, turn.op
    if not op.slot:
        mine = [one for one in state.slots if one.open and _may_remove_it(turn, one)]
        if not mine:
            raise forbidden(refusals.ONLY_ADMINISTRATOR)
        return None
    slot = turn.slot()
    turn.not_stale(slot)
    if slot.decision is not None:
        raise broken(refusals.ALREADY_DECIDED, by=slot.decision.by, decision=OP_WORDS[slot.decision.code])
    if not slot.open:
        raise broken(refusals.NO_TASK)
    if not op.administrator and slot.added_by != op.actor:
        raise forbidden(refusals.NOT_YOUR_SIGNER, who=slot.added_by or "—")
    if state.regulated and not slot.added_by:
        raise broken(refusals.REQUIRED_SIGNER)
    if not _others(state, slot):
        raise broken(refusals.LAST_SIGNER)
    return slot


def _may_remove_it(turn: Turn, slot: Slot) -> bool:
    mine = turn.op.administrator or slot.added_by == turn.op.actor
    bound = turn.state.regulated and not slot.added_by
    return mine and not bound and bool(_others(turn.state, slot))


def _others(state: StepState, slot: Slot) -> bool:
    """Somebody whose word counts remains: another seat, or the signer this one was added to."""
    if slot.parent:
        return True
    return any(one.id != slot.id and one.status is not Status.REMOVED for one in state.roots)


def remove(turn: Turn) -> Change:
    """减签: the signer, and whom they brought in and who has not decided, need not sign any more."""
    slot = may_remove(turn)
    if slot is None:
        raise broken(refusals.WHICH_TASK)
    state = turn.state
    gone = {slot.id, *(one.id for one in state.below(slot.id))}
    slots = tuple(
        dataclasses.replace(one, removed=True) if one.id in gone and one.decision is None else one
        for one in state.slots
    )
    return Change(dataclasses.replace(state, slots=slots), detail=slot.principal or slot.holder)
