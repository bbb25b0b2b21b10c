"""Ways back and ways out: 拿回, 撤销, 终止, 跳转."""

import dataclasses

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.refusals import broken, forbidden, missing
from credentry.capabilities.approvals.step.settling import waiting_for
from credentry.capabilities.approvals.step.state import Outcome, Slot, StepState
from credentry.capabilities.approvals.step.turn import Change, Turn
from credentry.capabilities.approvals.step.vocabulary import End, Hand
from credentry.foundation.errors import DomainError

#: Ends that a signer may undo while the next step has not acted.
UNDOABLE = (End.APPROVED, End.REJECTED, End.RETURNED)


def which(turn: Turn) -> str:
    """The slot a 拿回 is about; empty when the initiator takes back the submission."""
    if turn.op.slot:
        return turn.op.slot
    state, actor = turn.state, turn.op.actor
    if state.outcome is not None:
        return state.outcome.slot
    mine = [one.id for one in state.slots if _kind(one, actor)]
    if len(mine) > 1:
        raise broken(refusals.WHICH_TASK)
    return mine[0] if mine else ""


def which_or_none(turn: Turn) -> str | None:
    """As ``which``; None when there are several."""
    try:
        return which(turn)
    except DomainError:
        return None


def _kind(slot: Slot, actor: str) -> str:
    """What the actor could take back of a slot: own decision, delegation, transfer, or nothing."""
    if slot.decision is not None:
        return "decision" if slot.decision.by == actor and not slot.decision.automatic else ""
    if not slot.open:
        return ""
    if any(frame.owner == actor for frame in slot.frames):
        return "delegation"
    last = slot.moves[-1] if slot.moves else None
    if last is not None and last.kind is Hand.TRANSFER and last.from_ == last.by == actor:
        return "transfer"
    return ""


def may_take_back(turn: Turn) -> str:
    """The actor gave it away or decided it, and who came next has not acted."""
    take_back(turn)
    return which(turn)


def take_back(turn: Turn) -> Change:
    """拿回: own decision, delegation or transfer; by the initiator, the submission."""
    state, actor = turn.state, turn.op.actor
    slot_id = which(turn)
    if state.outcome is not None:
        return _out_of_the_end(turn, state.outcome)
    slot = state.slot(slot_id)
    kind = _kind(slot, actor) if slot is not None else ""
    if slot is None or not kind:
        if not slot_id and actor == state.initiator and state.recallable:
            return _submission(turn)
        raise forbidden(refusals.NOTHING_TO_TAKE_BACK)
    turn.not_stale(slot)
    if kind == "decision":
        return Change(_without_decision(turn, slot))
    if kind == "delegation":
        at = next(n for n, frame in enumerate(slot.frames) if frame.owner == actor)
        frame = slot.frames[at]
        back = turn.moved(slot, Hand.TAKE_BACK, actor, frames=slot.frames[:at], stands_for=frame.stands_for)
        return Change(state.put(back), detail=kind)
    if any(one.added_by == slot.holder and not one.removed for one in state.slots):
        raise broken(refusals.NEXT_ACTED, who=slot.holder)
    turn.separate(actor, except_slot=slot.id)
    stood = slot.moves[-1].stands_for
    return Change(state.put(turn.moved(slot, Hand.TAKE_BACK, actor, stands_for=stood)), detail=kind)


def _without_decision(turn: Turn, slot: Slot) -> StepState:
    """The state without that decision. Refuses when somebody acted because of it."""
    before = turn.state
    after = before.put(dataclasses.replace(slot, decision=None))
    for one in waiting_for(before, slot):
        if one.decision is not None or one.acted > slot.changed:
            who = one.decision.by if one.decision else one.holder or "、".join(one.pool)
            raise broken(refusals.NEXT_ACTED, who=who)
    return after


def _out_of_the_end(turn: Turn, end: Outcome) -> Change:
    """The word that ended the step, while the next step has not acted (the engine says so)."""
    state = turn.state
    if end.kind not in UNDOABLE or not end.slot or end.automatic:
        raise refusals.ended(end)
    if end.by != turn.op.actor or turn.op.slot not in ("", end.slot):
        raise forbidden(refusals.NOTHING_TO_TAKE_BACK)
    if not turn.op.params.get("next_untouched"):
        raise broken(refusals.NEXT_STEP_ACTED)
    slots = tuple(
        dataclasses.replace(one, decision=None) if one.id == end.slot else one for one in state.slots
    )
    return Change(dataclasses.replace(state, slots=slots, outcome=None), detail="end")


def _submission(turn: Turn) -> Change:
    if not turn.state.untouched:
        raise broken(refusals.NOT_RECALLABLE)
    return Change(_ended(turn, End.RECALLED), detail="submission")


def may_withdraw(turn: Turn) -> None:
    """The initiator, where the process lets a case be withdrawn."""
    if turn.op.actor != turn.state.initiator:
        raise forbidden(refusals.ONLY_INITIATOR, who=turn.state.initiator or "—")
    if not turn.state.withdrawable:
        raise broken(refusals.NOT_WITHDRAWABLE)


def withdraw(turn: Turn) -> Change:
    """撤销: the initiator ends the case."""
    return Change(_ended(turn, End.WITHDRAWN))


def terminate(turn: Turn) -> Change:
    """终止: an administrator ends the case."""
    turn.administrator()
    return Change(_ended(turn, End.TERMINATED))


def may_jump(turn: Turn) -> None:
    """An administrator."""
    turn.administrator()


def jump(turn: Turn) -> Change:
    """跳转: an administrator sends the case to another step; never forward over a regulated one."""
    target = str(turn.op.params.get("target") or "")
    if not target:
        raise missing("target")
    if target == turn.state.key:
        raise refusals.wrong("target", target)
    if turn.state.regulated and turn.op.params.get("forward", True):
        raise broken(refusals.NO_SILENT_CONSENT)
    return Change(_ended(turn, End.JUMPED, target), detail=target)


def _ended(turn: Turn, kind: End, target: str = "") -> StepState:
    op = turn.op
    outcome = Outcome(kind, op.actor, op.at, target=target, reason=op.text, automatic=op.automatic)
    return dataclasses.replace(turn.state, outcome=outcome)
