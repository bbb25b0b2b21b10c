"""``apply``: one operation on one step. Pure, total over all codes, one effect per decision.

Families: ``deciding`` (approve, reject, return), ``signing`` (add, remove signers), ``handing`` (transfer, delegate,
claim …), ``undoing`` (take back, withdraw, terminate, jump …), ``telling`` (copy, read, urge, comment) and ``clockwork``
(what only the machine does).
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from credentry.capabilities.approvals.step import (
    clockwork,
    deciding,
    handing,
    refusals,
    signing,
    telling,
    undoing,
)
from credentry.capabilities.approvals.step.effects import (
    Decided,
    Effect,
    Logged,
    Reached,
    Reopened,
    TaskClosed,
    TaskMoved,
    TaskOpened,
    Told,
    Undone,
)
from credentry.capabilities.approvals.step.refusals import broken, wrong
from credentry.capabilities.approvals.step.settling import decided, settled
from credentry.capabilities.approvals.step.state import Entry, Outcome, Slot, StepState
from credentry.capabilities.approvals.step.turn import Change, Operation, Turn
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, WITH_REASON, Hand, Op, Status

__all__ = ["HANDLERS", "Handler", "Operation", "Result", "apply", "check", "repeated"]


@dataclass(frozen=True, slots=True)
class Result:
    """The state afterwards and what has to be carried out, in order."""

    state: StepState
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Handler:
    """``may`` refuses by who, when and where it stands; ``do`` reads the parameters, may refuse them, and changes."""

    may: Callable[[Turn], object]
    do: Callable[[Turn], Change]
    after_end: bool = False


HANDLERS: Final[Mapping[Op, Handler]] = {
    Op.APPROVE: Handler(deciding.may_decide, deciding.approve),
    Op.REJECT: Handler(deciding.may_decide, deciding.reject),
    Op.RETURN_TO: Handler(deciding.may_decide, deciding.return_to),
    Op.ADD_BEFORE: Handler(signing.may_add, signing.add_before),
    Op.ADD_BESIDE: Handler(signing.may_add, signing.add_beside),
    Op.ADD_AFTER: Handler(signing.may_add, signing.add_after),
    Op.REMOVE_SIGNER: Handler(signing.may_remove, signing.remove),
    Op.TRANSFER: Handler(handing.may_transfer, handing.transfer),
    Op.DELEGATE: Handler(Turn.own_task, handing.delegate),
    Op.GIVE_BACK: Handler(handing.may_give_back, handing.give_back),
    Op.CLAIM: Handler(handing.may_claim, handing.claim),
    Op.TAKE_BACK: Handler(undoing.may_take_back, undoing.take_back, after_end=True),
    Op.WITHDRAW: Handler(undoing.may_withdraw, undoing.withdraw),
    Op.TERMINATE: Handler(Turn.administrator, undoing.terminate),
    Op.JUMP: Handler(undoing.may_jump, undoing.jump),
    Op.COPY: Handler(Turn.involved, telling.copy, after_end=True),
    Op.READ: Handler(Turn.involved, telling.read, after_end=True),
    Op.URGE: Handler(telling.may_urge, telling.urge),
    Op.COMMENT: Handler(Turn.involved, telling.comment, after_end=True),
    Op.TIME_OUT: Handler(clockwork.may_time_out, clockwork.time_out),
    Op.ABSENT: Handler(clockwork.may_stand_in, clockwork.absent),
    Op.HAND_OVER: Handler(clockwork.may_hand_over, clockwork.hand_over),
    Op.CONTENT_CHANGED: Handler(Turn.machine, clockwork.content_changed, after_end=True),
    Op.RESUME: Handler(clockwork.may_resume, clockwork.resume, after_end=True),
    Op.RECALL: Handler(clockwork.may_recall, clockwork.recall),
}


def apply(state: StepState, op: Operation) -> Result:
    """``state`` after ``op``, with what follows for lists, people and process.

    The same decision by the same person on the same slot is told, not repeated. Raises ``DomainError`` (409),
    ``Forbidden`` (403), ``StaleVersion`` (412) or ``Invalid`` (422) with a code of ``refusals``; then nothing changed.
    """
    turn = Turn(state, op)
    handler = _handler(op)
    again = repeated(turn)
    if again is not None:
        return Result(state, (again,))
    check(turn)
    if op.code in WITH_REASON:
        turn.reason()
    change = handler.do(turn)
    if change.state is state and not change.effects:
        return Result(state, (Told(refusals.SAME_AGAIN, op.code),))
    return _follow(turn, change)


def check(turn: Turn) -> None:
    """Refuses when the actor may not do this now, whatever the parameters."""
    handler = _handler(turn.op)
    if turn.op.code in turn.state.barred:
        raise broken(refusals.BARRED, operation=OP_WORDS[turn.op.code])
    if turn.state.outcome is not None and not handler.after_end:
        raise refusals.ended(turn.state.outcome)
    handler.may(turn)


def repeated(turn: Turn) -> Told | None:
    """The word that this very decision was already made by this very person, else None."""
    state, op = turn.state, turn.op
    if op.code in (Op.APPROVE, Op.REJECT):
        mine = [
            one
            for one in state.slots
            if one.decision is not None
            and one.decision.by == op.actor
            and one.decision.code is op.code
            and op.slot in ("", one.id)
        ]
        open_too = not op.slot and any(one.open and op.actor in one.people for one in state.slots)
        if mine and not open_too:
            return Told(refusals.SAME_AGAIN, op.code, {"slot": mine[-1].id})
    end = state.outcome
    ends = {
        Op.RETURN_TO: "returned", Op.WITHDRAW: "withdrawn", Op.TERMINATE: "terminated", Op.JUMP: "jumped",
        Op.RECALL: "recalled",
    }  # fmt: skip
    same = end is not None and end.kind == ends.get(op.code) and end.by == op.actor
    if same and end is not None and op.slot in ("", end.slot):
        return Told(refusals.SAME_AGAIN, op.code, {"slot": end.slot})
    return None


def _handler(op: Operation) -> Handler:
    try:
        return HANDLERS[Op(op.code)]
    except ValueError:
        raise wrong("code", op.code) from None


def _follow(turn: Turn, change: Change) -> Result:
    """Statuses, outcome, versions and history after a change."""
    before, op = turn.state, turn.op
    after = settled(change.state)
    if after.outcome is None:
        end = decided(after)
        if end is not None:
            last = _last_word(before, after)
            outcome = Outcome(
                end, op.actor, op.at, last, reason=op.text if last else "", automatic=op.automatic
            )
            after = settled(dataclasses.replace(after, outcome=outcome))
    entry = _entry(turn, change)
    after = _numbered(before, after, entry)
    after = dataclasses.replace(after, version=before.version + 1, log=(*before.log, entry))
    effects = [
        *_undone(before, after),
        *_decided(before, after),
        *change.effects,
        *_tasks(before, after, change),
        *_ends(before, after),
        Logged(entry),
    ]
    return Result(after, tuple(effects))


def _numbered(before: StepState, after: StepState, entry: Entry) -> StepState:
    """What changed, and what a person did, under the new version."""
    version = before.version + 1
    slots = []
    for one in after.slots:
        new = one
        if one.id == entry.slot and entry.code in SLOT_BOUND and not entry.automatic:
            undone = entry.code is Op.TAKE_BACK or (entry.code is Op.GIVE_BACK and not one.holder)
            new = dataclasses.replace(new, acted=0 if undone else version)
        if new != before.slot(one.id):
            new = dataclasses.replace(new, changed=version)
        slots.append(new)
    return dataclasses.replace(after, slots=tuple(slots))


def _last_word(before: StepState, after: StepState) -> str:
    """The slot whose new decision ended the step; empty when it ended otherwise (a signer was removed)."""
    for new in after.slots:
        old = before.slot(new.id)
        if new.decision is not None and (old is None or old.decision != new.decision):
            return new.id
    return ""


def _entry(turn: Turn, change: Change) -> Entry:
    op = turn.op
    slot = op.slot
    on_behalf = op.on_behalf
    if not slot and op.code in SLOT_BOUND:
        slot = _found(turn)
    held = turn.state.slot(slot) if slot else None
    if held is not None and not on_behalf and held.holder == op.actor:
        on_behalf = held.on_behalf
    return Entry(
        n=len(turn.state.log) + 1,
        code=Op(op.code),
        actor=op.actor,
        at=op.at,
        on_behalf=on_behalf,
        slot=slot,
        people=tuple(dict.fromkeys((*((op.to,) if op.to else ()), *op.people))),
        text=op.text,
        detail=change.detail,
        seen_hash=op.seen_hash,
        automatic=op.automatic,
    )


#: Operations that are about one task, also when it was not named.
SLOT_BOUND: Final = (
    Op.APPROVE, Op.REJECT, Op.RETURN_TO, Op.ADD_BEFORE, Op.ADD_BESIDE, Op.ADD_AFTER, Op.TRANSFER, Op.DELEGATE,
    Op.GIVE_BACK, Op.CLAIM, Op.TAKE_BACK,
)  # fmt: skip


def _found(turn: Turn) -> str:
    if turn.op.code is Op.TAKE_BACK:
        return undoing.which(turn)
    return handing.claimable(turn).id if turn.op.code is Op.CLAIM else turn.slot().id


def _undone(before: StepState, after: StepState) -> list[Effect]:
    return [
        Undone(old.id, old.decision)
        for old in before.slots
        if old.decision is not None and (new := after.slot(old.id)) is not None and new.decision is None
    ]


def _decided(before: StepState, after: StepState) -> list[Effect]:
    found: list[Effect] = []
    for new in after.slots:
        old = before.slot(new.id)
        if new.decision is not None and (old is None or old.decision != new.decision):
            found.append(Decided(new.id, new.decision))
    return found


def _tasks(before: StepState, after: StepState, change: Change) -> list[Effect]:
    closed: list[Effect] = []
    opened: list[Effect] = []
    for new in after.slots:
        old = before.slot(new.id)
        was = old is not None and old.status is Status.LIVE
        is_ = new.status is Status.LIVE
        if was and is_ and old is not None and old.people != new.people:
            opened.append(TaskMoved(new.id, old.people, new.people, _how(old, new)))
        elif was and not is_ and old is not None:
            closed.append(TaskClosed(new.id, old.people, new.status))
        elif is_ and not was:
            opened.append(TaskOpened(new.id, new.people, new.principal))
    return [*closed, *opened]


def _how(old: Slot, new: Slot) -> Hand | None:
    return new.moves[-1].kind if len(new.moves) > len(old.moves) else None


def _ends(before: StepState, after: StepState) -> list[Effect]:
    found: list[Effect] = []
    if before.outcome is not None and after.outcome != before.outcome:
        found.append(Reopened(before.outcome))
    if after.outcome is not None and after.outcome != before.outcome:
        found.append(Reached(after.outcome))
    return found
