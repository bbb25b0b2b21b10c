"""The task goes into other hands: 转办, 委派 and 交回, 签收."""

import dataclasses

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.refusals import broken, forbidden
from credentry.capabilities.approvals.step.state import Frame, Slot
from credentry.capabilities.approvals.step.turn import Change, Turn, first_of
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, Hand, Status


def may_transfer(turn: Turn) -> Slot:
    """The holder of a live task, or an administrator for any open one."""
    if not (turn.op.administrator and turn.op.slot):
        return turn.own_task()
    slot = turn.slot()
    turn.not_stale(slot)
    if slot.decision is not None:
        raise broken(refusals.ALREADY_DECIDED, by=slot.decision.by, decision=OP_WORDS[slot.decision.code])
    if not slot.open:
        raise broken(refusals.NO_TASK)
    return slot


def transfer(turn: Turn) -> Change:
    """转办: responsibility moves. What was delegated stays delegated: the new one gives back to the same owner."""
    slot = may_transfer(turn)
    to = turn.target()
    turn.can_take(slot, to)
    return Change(turn.state.put(turn.moved(slot, Hand.TRANSFER, to, stands_for="")))


def delegate(turn: Turn) -> Change:
    """委派: somebody else works on it and gives it back; with ``decide`` they may also decide for the owner."""
    slot = turn.own_task()
    to = turn.target()
    turn.can_take(slot, to)
    frame = Frame(slot.holder, bool(turn.op.params.get("decide")), slot.stands_for)
    moved = turn.moved(slot, Hand.DELEGATE, to, frames=(*slot.frames, frame), stands_for="")
    return Change(turn.state.put(moved), detail="decide" if frame.decide else "advise")


def may_give_back(turn: Turn) -> Slot:
    """The task was delegated to the actor, or claimed out of a circle of candidates."""
    slot = turn.own_task()
    if not slot.frames and not slot.pool:
        raise broken(refusals.NO_DELEGATION)
    return slot


def give_back(turn: Turn) -> Change:
    """交回: to who delegated it, with the opinion; a claimed one to the circle of candidates."""
    slot = may_give_back(turn)
    if slot.frames:
        return Change(turn.state.put(handed_back(turn, slot)))
    return Change(turn.state.put(turn.moved(slot, Hand.RELEASE, "", stands_for="")))


def handed_back(turn: Turn, slot: Slot) -> Slot:
    """The slot with who delegated it last."""
    frame = slot.frames[-1]
    return turn.moved(slot, Hand.GIVE_BACK, frame.owner, frames=slot.frames[:-1], stands_for=frame.stands_for)


def claimable(turn: Turn) -> Slot:
    """The slot that a claim is about: the named one, or the only one the actor could claim."""
    if turn.op.slot:
        return turn.slot()
    actor = turn.op.actor
    free = [
        one
        for one in turn.state.live
        if (not one.holder and actor in one.pool) or (actor in one.escalated and one.holder != actor)
    ]
    if len(free) > 1:
        raise broken(refusals.WHICH_TASK)
    if not free:
        held = [one for one in turn.state.live if one.pool and actor in one.pool]
        if held:
            return held[0]
        raise forbidden(refusals.NO_TASK)
    return free[0]


def may_claim(turn: Turn) -> Slot:
    """A candidate takes a task nobody has; a superior to whom it was escalated takes it over."""
    slot, actor = claimable(turn), turn.op.actor
    turn.not_stale(slot)
    if not slot.open:
        raise broken(refusals.NO_TASK)
    if actor not in slot.pool and actor not in slot.escalated:
        raise forbidden(refusals.NOT_CANDIDATE)
    if slot.holder and slot.holder != actor and actor not in slot.escalated:
        raise broken(refusals.CLAIMED, who=slot.holder)
    if slot.status is Status.WAITING:
        raise broken(refusals.NOT_YOUR_TURN, who=first_of(turn.state, slot))
    turn.separate(actor, except_slot=slot.id)
    return slot


def claim(turn: Turn) -> Change:
    """签收: the task is the actor's alone."""
    slot = may_claim(turn)
    if slot.holder == turn.op.actor:
        return Change(turn.state)
    return Change(turn.state.put(turn.moved(slot, Hand.CLAIM, turn.op.actor, frames=(), stands_for="")))


def collapsed(slot: Slot) -> Slot:
    """The slot without delegations that came back to their owner (somebody handed over to the other)."""
    frames: list[Frame] = []
    for frame in slot.frames:
        at = next((n for n, one in enumerate(frames) if one.owner == frame.owner), None)
        if at is not None:
            del frames[at:]
        frames.append(frame)
    at = next((n for n, one in enumerate(frames) if one.owner == slot.holder), None)
    if at is None:
        return dataclasses.replace(slot, frames=tuple(frames))
    return dataclasses.replace(slot, frames=tuple(frames[:at]), stands_for=frames[at].stands_for)
