"""What may be done now, by whom, and what has to be said with it: the buttons and their forms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from credentry.capabilities.approvals.step import undoing
from credentry.capabilities.approvals.step.operations import HANDLERS, check
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.turn import Operation, Turn
from credentry.capabilities.approvals.step.vocabulary import (
    MACHINE,
    OP_WORDS,
    TARGET_WORDS,
    WAY_WORDS,
    WITH_REASON,
    Op,
    Power,
)
from credentry.foundation.errors import DomainError
from credentry.foundation.labels import L, Label

Choices = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked with an operation: ``kind`` is text, person, people, flag, choice or step (choice or step key)."""

    name: str
    kind: str
    label: Label
    required: bool = False
    choices: Choices = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """One button: the operation, the slot it is about (empty: the step), what it asks."""

    code: Op
    label: Label
    slot: str = ""
    form: tuple[Ask, ...] = ()


_OPINION: Final = Ask("text", "text", L("审批意见", "Comment"))
_REASON: Final = Ask("text", "text", L("理由", "Reason"), required=True)
_PEOPLE: Final = Ask("people", "people", L("人员", "People"), required=True)
_PERSON: Final = Ask("to", "person", L("转给", "To"), required=True)
_ORDERED: Final = Ask("in_order", "flag", L("依次审批", "One after the other"))

#: What each operation asks beyond the reason.
FORMS: Final[dict[Op, tuple[Ask, ...]]] = {
    Op.APPROVE: (_OPINION,),
    Op.RETURN_TO: (
        Ask(
            "target",
            "step",
            L("退回到", "Return to"),
            True,
            tuple((str(k), v) for k, v in TARGET_WORDS.items()),
        ),
        Ask(
            "way", "choice", L("修改后", "Afterwards"), True, tuple((str(k), v) for k, v in WAY_WORDS.items())
        ),
    ),
    Op.ADD_BEFORE: (_PEOPLE, _ORDERED, _OPINION),
    Op.ADD_BESIDE: (_PEOPLE, _OPINION),
    Op.ADD_AFTER: (_PEOPLE, _ORDERED, _OPINION),
    Op.TRANSFER: (_PERSON, _OPINION),
    Op.DELEGATE: (
        _PERSON,
        Ask("decide", "flag", L("允许对方代为决定", "They may decide for me")),
        _OPINION,
    ),
    Op.GIVE_BACK: (_OPINION,),
    Op.TAKE_BACK: (_OPINION,),
    Op.COPY: (_PEOPLE, _OPINION),
    Op.URGE: (_OPINION,),
    Op.COMMENT: (
        Ask("people", "people", L("@ 提醒", "@ people")),
        Ask("text", "text", L("内容", "Message"), True),
    ),
    Op.JUMP: (Ask("target", "step", L("跳转到", "Jump to"), True),),
}

#: Operations about a task; the others are about the step.
_BY_SLOT: Final = (
    Op.APPROVE, Op.REJECT, Op.RETURN_TO, Op.ADD_BEFORE, Op.ADD_BESIDE, Op.ADD_AFTER, Op.REMOVE_SIGNER, Op.TRANSFER,
    Op.DELEGATE, Op.GIVE_BACK, Op.CLAIM, Op.TAKE_BACK,
)  # fmt: skip


def form_of(code: Op) -> tuple[Ask, ...]:
    """What the operation asks; the reason, where one must be given, last."""
    asked = FORMS.get(code, ())
    return (*asked, _REASON) if code in WITH_REASON else asked


def possible(
    state: StepState,
    actor: str,
    at: datetime,
    powers: frozenset[Power] = frozenset(),
    **params: Any,
) -> list[Possible]:
    """Everything ``actor`` may do now, in the order of the vocabulary, task by task.

    What is listed is what ``apply`` lets through, as far as it does not depend on what the form will say. ``at``: now
    (urging has a pace). ``params`` say what only the engine knows (``next_untouched`` for 拿回 after the end).
    """
    found: list[Possible] = []
    for code in HANDLERS:
        if code in MACHINE and Power.MACHINE not in powers:
            continue
        slots = [one.id for one in state.slots] if code in _BY_SLOT else []
        if code is Op.TAKE_BACK:
            slots.append("")
        for slot in slots or [""]:
            op = Operation(code, actor, at, slot=slot, powers=powers, params=params)
            if not slot and code in _BY_SLOT and code is not Op.TAKE_BACK:
                continue
            if code is Op.READ and actor in state.readers:
                continue
            if _allowed(Turn(state, op)) and not _again(state, op):
                found.append(Possible(code, OP_WORDS[code], slot, form_of(code)))
    return found


def _allowed(turn: Turn) -> bool:
    try:
        check(turn)
    except DomainError:
        return False
    return True


def _again(state: StepState, op: Operation) -> bool:
    """Nothing would come of it: claimed by the actor already, or the same button a second time."""
    if op.code is Op.CLAIM:
        slot = state.slot(op.slot)
        return slot is not None and slot.holder == op.actor
    if op.code is Op.TAKE_BACK and not op.slot:
        # The submission only; tasks are listed one by one.
        return state.outcome is not None or undoing.which_or_none(Turn(state, op)) != ""
    return False
