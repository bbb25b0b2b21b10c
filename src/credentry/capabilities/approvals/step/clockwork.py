"""What the machine does: time limits, stand-ins, hand-over, changed content, coming forward again. Always labelled."""

import dataclasses

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.effects import Differs, Effect, Notice
from credentry.capabilities.approvals.step.handing import collapsed, handed_back
from credentry.capabilities.approvals.step.refusals import broken, forbidden, missing, wrong
from credentry.capabilities.approvals.step.settling import waiting_for
from credentry.capabilities.approvals.step.state import Decision, Outcome, Slot, StepState
from credentry.capabilities.approvals.step.turn import Change, Turn
from credentry.capabilities.approvals.step.vocabulary import End, Hand, Late, OnChange, Op, Status, Way


# ---------------------------------------------------------------------- time limits
def may_time_out(turn: Turn) -> Slot:
    """The machine, on a live task."""
    turn.machine()
    slot = _open_slot(turn)
    if slot.status is not Status.LIVE:
        raise broken(refusals.NO_TASK)
    return slot


def time_out(turn: Turn) -> Change:
    """超时: remind, escalate (the superior may take it over), transfer, or decide where the step is not regulated."""
    slot = may_time_out(turn)
    op = turn.op
    try:
        late = Late(op.params.get("action") or Late.REMIND)
    except ValueError:
        raise wrong("action", op.params.get("action")) from None
    if late is Late.REMIND:
        return Change(turn.state, (Notice("remind", slot.people, op.actor, op.text, slot.id),), late)
    if late is Late.ESCALATE:
        to = turn.target()
        turn.no_author(to)
        more = dataclasses.replace(slot, escalated=tuple(dict.fromkeys((*slot.escalated, to))))
        return Change(turn.state.put(more), (Notice("escalate", (to,), op.actor, op.text, slot.id),), late)
    if late is Late.TRANSFER:
        to = turn.target()
        turn.can_take(slot, to, by_machine=True)
        moved = collapsed(turn.moved(slot, Hand.TIME_OUT, to, stands_for=""))
        return Change(turn.state.put(moved), detail=late)
    if turn.state.regulated:
        raise broken(refusals.NO_SILENT_CONSENT)
    code = Op.APPROVE if late is Late.APPROVE else Op.REJECT
    decision = Decision(
        code, op.actor, op.at, seen_hash=turn.state.content_hash, opinion=op.text, automatic=True
    )
    return Change(turn.state.put(dataclasses.replace(slot, decision=decision)), detail=late)


# ---------------------------------------------------------------------- absence and departure
def may_stand_in(turn: Turn) -> Slot:
    """The machine, on a task that is somebody's."""
    turn.machine()
    slot = _open_slot(turn)
    if not slot.holder:
        raise broken(refusals.CLAIM_FIRST)
    return slot


def absent(turn: Turn) -> Change:
    """缺勤: the deputy or manager named by the engine takes the task; a delegated one without ``to`` goes back."""
    slot = may_stand_in(turn)
    to = turn.op.to
    if not to and slot.frames:
        return Change(turn.state.put(handed_back(turn, slot)), detail="given back")
    turn.target()
    turn.can_take(slot, to, by_machine=True)
    via = Hand.DEPUTY if turn.op.params.get("via", "deputy") == "deputy" else Hand.MANAGER
    moved = turn.moved(slot, via, to, stands_for=slot.stands_for or slot.holder)
    return Change(turn.state.put(collapsed(moved)), detail=via)


def may_hand_over(turn: Turn) -> None:
    """The machine or an administrator."""
    if not turn.op.automatic and not turn.op.administrator:
        raise forbidden(refusals.ONLY_ADMINISTRATOR)


def hand_over(turn: Turn) -> Change:
    """工作交接: all that one person has open in this step, waiting tasks and delegations included, goes to another."""
    state = turn.state
    gone = str(turn.op.params.get("from") or "")
    if not gone:
        raise missing("from")
    to = turn.target()
    if to == gone:
        raise broken(refusals.SAME_HOLDER, who=to)
    theirs = [one for one in state.slots if one.open and gone in _hands(one)]
    if not theirs:
        raise broken(refusals.NOTHING_TO_HAND_OVER, who=gone)
    for slot in theirs:
        if to not in _hands(slot):
            turn.separate(to, except_slot=slot.id)
        state = state.put(_handed_over(turn, slot, gone, to))
    return Change(state, detail=f"{gone} → {to}")


def _hands(slot: Slot) -> tuple[str, ...]:
    return (slot.holder, *slot.pool, *slot.escalated, *(frame.owner for frame in slot.frames))


def _handed_over(turn: Turn, slot: Slot, gone: str, to: str) -> Slot:
    def put(people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(to if one == gone else one for one in people))

    escalated = put(slot.escalated)
    if slot.holder == gone:
        slot = turn.moved(slot, Hand.HAND_OVER, to, stands_for="")
    frames = tuple(
        dataclasses.replace(one, owner=to, stands_for="") if one.owner == gone else one for one in slot.frames
    )
    slot = dataclasses.replace(slot, pool=put(slot.pool), escalated=escalated, frames=frames)
    return collapsed(slot)


# ---------------------------------------------------------------------- content and process
def content_changed(turn: Turn) -> Change:
    """内容变更: decisions on the former content stand and are shown as such, or are asked for again.

    With ``slot``, its signer is filling in what the step asks of them: whoever had to agree before that signer's turn came
    did so knowing it, so these words stand in any case.
    """
    state = turn.state
    new = str(turn.op.params.get("hash") or "")
    if not new:
        raise missing("hash")
    if state.outcome is not None and state.outcome.kind is not End.APPROVED:
        raise refusals.ended(state.outcome)
    if new == state.content_hash:
        return Change(state)
    slot = turn.slot() if turn.op.slot else None
    return _with_content(state, new, slot)


def _with_content(state: StepState, new: str, filling: Slot | None = None) -> Change:
    state = dataclasses.replace(state, content_hash=new)
    stands = {one.id for one in state.slots if _comes_before(state, one, filling)}
    # What was said below a removed signer counts no more, and is not asked for again.
    gone = [one.id for one in state.slots if one.removed]
    stands |= {*gone, *(below.id for top in gone for below in state.below(top))}
    if not any(one.decision for one in state.slots):
        return Change(state)
    if not state.regulated and state.on_change is OnChange.KEEP:
        effects: tuple[Effect, ...] = ()
        if state.differing:
            effects = (Differs(tuple(one.id for one in state.differing)),)
        return Change(state, effects, OnChange.KEEP)
    slots = tuple(one if one.id in stands else dataclasses.replace(one, decision=None) for one in state.slots)
    return Change(dataclasses.replace(state, slots=slots, outcome=None), (), OnChange.REOPEN)


def _comes_before(state: StepState, one: Slot, filling: Slot | None) -> bool:
    if filling is None or one.decision is None:
        return False
    return any(later.id == filling.id for later in waiting_for(state, one))


def may_resume(turn: Turn) -> Outcome:
    """The machine, once what was returned with 直接回到退回人 comes forward again."""
    turn.machine()
    end = turn.state.outcome
    if end is None or end.kind is not End.RETURNED or end.way is not Way.RESUME:
        raise broken(refusals.NOT_RETURNED)
    return end


def resume(turn: Turn) -> Change:
    """重新提交: straight back to who returned it; words already given stand unless the content asks for them again."""
    may_resume(turn)
    state = dataclasses.replace(turn.state, outcome=None)
    new = str(turn.op.params.get("hash") or "")
    return _with_content(state, new) if new and new != state.content_hash else Change(state)


def may_recall(turn: Turn) -> None:
    """The machine, because the step before takes its decision back, while nobody here has acted."""
    turn.machine()
    if not turn.state.untouched:
        raise broken(refusals.NOT_RECALLABLE)


def recall(turn: Turn) -> Change:
    """上一步拿回: the step is closed untouched."""
    op = turn.op
    outcome = Outcome(End.RECALLED, op.actor, op.at, reason=op.text, automatic=op.automatic)
    return Change(dataclasses.replace(turn.state, outcome=outcome))


def _open_slot(turn: Turn) -> Slot:
    if not turn.op.slot:
        live = turn.state.live
        if len(live) != 1:
            raise missing("slot")
        return live[0]
    slot = turn.slot()
    if not slot.open:
        raise broken(refusals.NO_TASK)
    return slot
