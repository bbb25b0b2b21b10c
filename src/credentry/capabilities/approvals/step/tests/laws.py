"""The laws an approval step must keep, written without looking at how it keeps them."""

from dataclasses import replace
from itertools import product

from credentry.capabilities.approvals.step.effects import (
    Decided,
    Logged,
    TaskClosed,
    TaskMoved,
    TaskOpened,
    Undone,
)
from credentry.capabilities.approvals.step.operations import Operation, Result, apply
from credentry.capabilities.approvals.step.state import Slot, StepState
from credentry.capabilities.approvals.step.vocabulary import DECIDED, End, Hand, Mode, Op, Status


class Broken(AssertionError):
    """A law does not hold; the message shows how to get there."""


def hold(true: bool, law: str, state: StepState, op: Operation | None = None) -> None:
    """Raises ``Broken`` with the way to the state."""
    if not true:
        way = " ".join(f"{one.code}({one.actor},{one.slot},{','.join(one.people)})" for one in state.log)
        raise Broken(
            f"{law}: {state.mode} after [{way}] {op.code + ' ' + op.actor + ' ' + op.slot if op else ''}"
        )


def sound(state: StepState) -> None:
    """What every state must be."""
    live = state.live
    if state.outcome is None:
        hold(bool(live), "a live step without a live task", state)
        hold(all(one.people for one in live), "a task without a person", state)
    else:
        hold(not any(one.open for one in state.slots), "an ended step with a task", state)
    for one in state.slots:
        hold((one.decision is not None) == (one.status in DECIDED) or one.removed, "a lost decision", state)
        guises = {*hands(one)} - {one.added_by}
        hold("i" not in guises or state.allow_author, "an author signs", state)
    if state.regulated or state.mode is Mode.VOTE:
        signing = [p for one in state.slots if not one.removed for p in signatory(one)]
        hold(len(signing) == len(set(signing)), "one person signs twice", state)
    if state.mode is Mode.SEQUENTIAL and state.outcome is None:
        given = [one.order for one in state.roots if one.decision is not None and not one.removed]
        open_ = [one.order for one in state.roots if one.open]
        hold(
            not given or not open_ or max(given) <= min(open_), "order: a later word before an earlier", state
        )
    hold(state.outcome is not None or oracle(state) is None, "decided later than it could be", state)
    if state.outcome is not None and state.outcome.kind in (End.APPROVED, End.REJECTED):
        hold(oracle(state) == state.outcome.kind, "decided otherwise than the words say", state)


def signatory(slot: Slot) -> tuple[str, ...]:
    """Whose signature it is, or will be."""
    if slot.decision is not None:
        return () if slot.decision.automatic else (slot.decision.by,)
    return (slot.holder,) if slot.holder and slot.open else ()


def lawful(before: StepState, op: Operation, result: Result) -> None:
    """What every transition must be."""
    state = result.state
    sound(state)
    hold(state.log[:-1] == before.log and len(state.log) == len(before.log) + 1, "history rewritten", state)
    hold(state.version == before.version + 1, "a version left out", state)
    hold([type(one) for one in result.effects].count(Logged) == 1, "not one line of history", state)
    hold(
        [one.id for one in before.slots] == [one.id for one in state.slots[: len(before.slots)]],
        "a slot lost",
        state,
    )
    made = [one for one in result.effects if isinstance(one, Decided)]
    expected = op.code in (Op.APPROVE, Op.REJECT) or op.params.get("action") in ("approve", "reject")
    hold(len(made) == int(expected), "not one effect per decision", before, op)
    undone = {one.slot for one in result.effects if isinstance(one, Undone)}
    may_undo = (Op.TAKE_BACK, Op.CONTENT_CHANGED, Op.RESUME)
    hold(not undone or op.code in may_undo, "a decision undone by something else", state, op)
    hold(len(undone) <= 1 or op.code is not Op.TAKE_BACK, "more taken back than one decision", state, op)
    for old, new in zip(before.slots, state.slots, strict=False):
        hold(old.principal == new.principal and old.parent == new.parent, "a slot became another", state)
        hold(not old.removed or new.removed, "a removed signer came back", state)
        hold(old.moves == new.moves[: len(old.moves)], "moves forgotten", state)
        lost = old.decision is not None and new.decision != old.decision
        hold(not lost or old.id in undone, "a decision vanished silently", state)
        hold(not old.removed or old.decision == new.decision, "history of a removed signer changed", state)
    tasks = {one.id: one.people for one in before.live}
    for effect in result.effects:
        if isinstance(effect, TaskOpened):
            hold(effect.slot not in tasks, "opened twice", state)
            tasks[effect.slot] = effect.people
        elif isinstance(effect, TaskClosed):
            hold(tasks.pop(effect.slot) == effect.people, "closed for others", state)
        elif isinstance(effect, TaskMoved):
            hold(tasks[effect.slot] == effect.from_, "moved from others", state)
            tasks[effect.slot] = effect.to
    hold(tasks == {one.id: one.people for one in state.live}, "lists do not agree with the step", state)
    if made:
        in_order(before, state, made[0].slot)
        again = apply(state, replace(op, at=op.at)) if not op.automatic else None
        hold(again is None or again.state is state, "the same decision twice", state, op)


def in_order(before: StepState, state: StepState, slot_id: str) -> None:
    """Nobody decides before their turn: earlier seats, and who was added before, have approved."""
    slot = before.slot(slot_id)
    assert slot is not None
    while slot is not None:
        for one in before.slots:
            if one.parent == slot.id and one.place == "before" and not one.removed:
                first = before.slot(slot_id)
                inside = first is not None and _inside(before, first, one)
                hold(one.status is Status.APPROVED or inside, "decided before who was added before", state)
        if not slot.parent and before.mode is Mode.SEQUENTIAL:
            earlier = [one for one in before.roots if one.order < slot.order and not one.removed]
            for one in earlier:
                said = all(
                    each.status is Status.APPROVED
                    for each in (one, *before.below(one.id))
                    if not each.removed
                )
                hold(said, "the order of a sequence broken", state)
        slot = before.slot(slot.parent)


def _inside(state: StepState, slot: Slot, seat: Slot) -> bool:
    return (
        slot.id == seat.id
        or any(one.id == slot.id for one in state.below(seat.id))
        or slot.order <= seat.order
    )


def oracle(state: StepState) -> End | None:
    """The result by trying every way in which the open seats could still speak; None while these differ."""
    seats = [(one, _said(state, one)) for one in state.roots if not one.removed]
    if state.mode is Mode.ANY:
        spoken = [word for _, word in seats if word is not None]
        return None if not spoken else End.APPROVED if True in spoken else End.REJECTED
    open_ = [n for n, (_, word) in enumerate(seats) if word is None]
    results = set()
    for words in product((True, False), repeat=len(open_)):
        full = [word for _, word in seats]
        for n, word in zip(open_, words, strict=True):
            full[n] = word
        results.add(_counted(state, [one for one, _ in seats], full))
    return results.pop() if len(results) == 1 else None


def _counted(state: StepState, seats: list[Slot], words: list[bool | None]) -> End:
    if state.mode is not Mode.VOTE:
        return End.APPROVED if all(words) else End.REJECTED
    vetoed = any(one.veto and not word for one, word in zip(seats, words, strict=True))
    quota = state.quota
    yes, votes = sum(map(bool, words)), len(words)
    enough = (
        yes * quota.whole > quota.part * votes if quota.more_than else yes * quota.whole >= quota.part * votes
    )
    return End.APPROVED if enough and not vetoed else End.REJECTED


def _said(state: StepState, seat: Slot) -> bool | None:
    words = [one.decision for one in (seat, *state.below(seat.id)) if not one.removed]
    if any(one is not None and one.code is Op.REJECT for one in words):
        return False
    return None if None in words else True


def hands(slot: Slot) -> set[str]:
    """Everybody a slot still knows of."""
    names = {slot.holder, slot.stands_for, slot.added_by, *slot.pool, *slot.escalated, *last_giver(slot)}
    names |= {one for frame in slot.frames for one in (frame.owner, frame.stands_for)}
    if slot.decision:
        names |= {slot.decision.by, slot.decision.on_behalf}
    return names - {""}


def last_giver(slot: Slot) -> tuple[str, ...]:
    """Who could take back a transfer."""
    last = slot.moves[-1] if slot.moves else None
    return (
        (last.from_,) if last and last.kind is Hand.TRANSFER and last.by == last.from_ and slot.open else ()
    )
