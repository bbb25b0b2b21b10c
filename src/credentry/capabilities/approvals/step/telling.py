"""Words that decide nothing: 抄送, 已阅, 催办, 沟通."""

import dataclasses
from datetime import timedelta
from typing import Final

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.effects import Notice, Read
from credentry.capabilities.approvals.step.refusals import broken
from credentry.capabilities.approvals.step.turn import Change, Turn

#: Between two urgings of the same step.
URGE_GAP: Final = timedelta(minutes=10)


def copy(turn: Turn) -> Change:
    """抄送: for information, without a right to decide. Whoever has it already is not told twice."""
    state, op = turn.state, turn.op
    new = tuple(one for one in turn.named() if one not in state.copies)
    if not new:
        return Change(state)
    return Change(
        dataclasses.replace(state, copies=(*state.copies, *new)), (Notice("copy", new, op.actor, op.text),)
    )


def read(turn: Turn) -> Change:
    """已阅: the actor has seen it."""
    state, actor = turn.state, turn.op.actor
    if actor in state.readers:
        return Change(state)
    return Change(dataclasses.replace(state, readers=(*state.readers, actor)), (Read(actor),))


def _others(turn: Turn) -> tuple[str, ...]:
    people = (person for one in turn.state.live for person in one.people)
    return tuple(one for one in dict.fromkeys(people) if one != turn.op.actor)


def may_urge(turn: Turn) -> None:
    """Somebody involved, while others have to act, not twice within ten minutes."""
    turn.involved()
    if not _others(turn):
        raise broken(refusals.NOBODY_TO_URGE)
    last = turn.state.urged_at
    if last is not None and turn.op.at - last < URGE_GAP:
        left = min(URGE_GAP - (turn.op.at - last), URGE_GAP)
        raise broken(refusals.URGED_ALREADY, minutes=-(-int(left.total_seconds()) // 60) or 1)


def urge(turn: Turn) -> Change:
    """催办: whoever has to act now is told that others wait."""
    op = turn.op
    notice = Notice("urge", _others(turn), op.actor, op.text)
    return Change(dataclasses.replace(turn.state, urged_at=op.at), (notice,))


def comment(turn: Turn) -> Change:
    """沟通: a question or remark, to the named ones or to whoever has to act and the initiator."""
    state, op = turn.state, turn.op
    text = turn.reason()
    to = op.people or tuple(
        one for one in dict.fromkeys((*_others(turn), state.initiator)) if one not in ("", op.actor)
    )
    asked = tuple(one for one in op.people if one not in state.asked)
    return Change(
        dataclasses.replace(state, asked=(*state.asked, *asked)),
        (Notice("comment", to, op.actor, text, op.slot),),
    )
