"""Approve, reject, return: a person's word on the content they saw."""

import dataclasses

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.refusals import broken, missing, stale, wrong
from credentry.capabilities.approvals.step.state import Decision, Outcome, Slot
from credentry.capabilities.approvals.step.turn import Change, Turn
from credentry.capabilities.approvals.step.vocabulary import End, Op, Target, Way


def may_decide(turn: Turn) -> Slot:
    """The actor holds a live task with the right to decide it, and is not its author in any guise."""
    slot = turn.own_task()
    if not slot.may_decide:
        owner = next(frame.owner for frame in reversed(slot.frames) if not frame.decide)
        raise broken(refusals.DELEGATE_GIVES_BACK, who=owner)
    turn.no_author(*_all_guises(turn, slot))
    if turn.once and turn.signs(turn.op.actor, except_slot=slot.id):
        raise broken(refusals.ONE_PERSON_ONCE, who=turn.op.actor)
    return slot


def _all_guises(turn: Turn, slot: Slot) -> tuple[str, ...]:
    people = (turn.op.actor, turn.op.on_behalf, slot.holder, slot.stands_for)
    return (*people, *(frame.owner for frame in slot.frames))


def approve(turn: Turn) -> Change:
    """同意."""
    return _decide(turn, Op.APPROVE)


def reject(turn: Turn) -> Change:
    """驳回: ends the step, save a vote that can still succeed."""
    return _decide(turn, Op.REJECT)


def _decide(turn: Turn, code: Op) -> Change:
    slot = may_decide(turn)
    _as_seen(turn)
    op = turn.op
    # A deputy names the one who is away; a delegate acts for who delegated.
    behalf = (slot.on_behalf or op.on_behalf) if op.on_behalf != op.actor else slot.on_behalf
    decision = Decision(
        code,
        op.actor,
        op.at,
        on_behalf="" if behalf == op.actor else behalf,
        seen_hash=op.seen_hash,
        opinion=op.text,
        signature=str(op.params.get("signature") or ""),
    )
    return Change(turn.state.put(dataclasses.replace(slot, decision=decision)))


def return_to(turn: Turn) -> Change:
    """退回: the step ends for now; who returned it decides where to and how it comes forward again."""
    slot = may_decide(turn)
    _as_seen(turn)
    op = turn.op
    target = str(op.params.get("target") or Target.INITIATOR)
    try:
        way = Way(op.params.get("way") or Way.RESTART)
    except ValueError:
        raise wrong("way", op.params.get("way")) from None
    if target == turn.state.key:
        raise wrong("target", target)
    outcome = Outcome(End.RETURNED, op.actor, op.at, slot.id, target=target, way=way, reason=op.text)
    state = dataclasses.replace(turn.state, outcome=outcome)
    return Change(state, detail=f"{target} {way}")


def _as_seen(turn: Turn) -> None:
    """What the actor saw is the content of now."""
    if not turn.op.seen_hash and turn.state.content_hash:
        raise missing("seen_hash")
    if turn.op.seen_hash != turn.state.content_hash:
        raise stale(refusals.STALE_CONTENT)
