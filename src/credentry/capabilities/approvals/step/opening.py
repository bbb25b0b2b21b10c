"""A step begins: who signs, in which mode, under which rules. What is not sound is refused here, once."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.effects import TaskOpened
from credentry.capabilities.approvals.step.operations import Result
from credentry.capabilities.approvals.step.refusals import broken
from credentry.capabilities.approvals.step.settling import settled
from credentry.capabilities.approvals.step.state import Quota, Slot, StepState
from credentry.capabilities.approvals.step.vocabulary import Mode, Op


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature asked for: of ``principal``, who may be stood in for by ``holder``; or of whoever of ``pool``
    claims it. ``order`` only where several sign at the same place of a sequence; ``veto`` only in a vote."""

    principal: str = ""
    holder: str = ""
    pool: tuple[str, ...] = ()
    veto: bool = False
    order: int | None = None


def open_step(key: str, mode: Mode, signers: Sequence[Signer], **settings: Any) -> Result:
    """The first state of a step, with a task for everybody whose turn it is.

    ``settings`` are fields of ``StepState`` (initiator, authors, content_hash, quota, regulated …). Raises
    ``approval.unsound_step``: nobody to sign, a person twice, an impossible quota; ``approval.author``.
    """
    slots = tuple(
        Slot(
            id=f"s{n}",
            principal=one.principal,
            holder="" if one.pool and not one.holder else one.holder or one.principal,
            pool=tuple(dict.fromkeys(one.pool)),
            order=n if one.order is None else one.order,
            veto=one.veto,
            stands_for=one.principal if one.holder not in ("", one.principal) else "",
        )
        for n, one in enumerate(signers, 1)
    )
    state = StepState(key=key, mode=Mode(mode), slots=slots, next_slot=len(slots) + 1, **settings)
    _sound(state)
    state = settled(_without_authors(state))
    return Result(state, tuple(TaskOpened(one.id, one.people, one.principal) for one in state.live))


def _without_authors(state: StepState) -> StepState:
    """Authors are no candidates, and no signers."""
    if state.allow_author:
        return state
    slots = []
    for one in state.slots:
        pool = tuple(person for person in one.pool if person not in state.authors)
        author = next((p for p in (one.principal, one.holder) if p and p in state.authors), None)
        if author or (one.pool and not pool):
            raise broken(refusals.AUTHOR, who=author or "、".join(one.pool))
        slots.append(dataclasses.replace(one, pool=pool))
    return dataclasses.replace(state, slots=tuple(slots))


def _sound(state: StepState) -> None:
    def unsound(why: str) -> None:
        raise broken(refusals.UNSOUND_STEP, why=why)

    if not state.slots or not all(one.holder or one.pool for one in state.slots):
        unsound("没有审批人 / nobody to sign")
    holders = [one.holder for one in state.slots if one.holder]
    if len(set(holders)) != len(holders):
        unsound("审批人重复 / a person twice")
    if Op.APPROVE in state.barred:
        unsound("必须可以同意 / approval must be possible")
    if not _possible(state.quota):
        unsound("票数比例无效 / impossible ratio")


def _possible(quota: Quota) -> bool:
    if quota.whole < 1 or quota.part < 0 or (quota.part == 0 and not quota.more_than):
        return False
    return quota.part < quota.whole if quota.more_than else quota.part <= quota.whole
