"""Every operation after every operation: the reachable states of a small step, and the laws they must keep.

Two states are the same when a renaming of people (and, where order does not count, of slots) turns one into the other
and nothing that the rules read differs; history, versions and instants do not count. The limits (slots, open delegations,
fresh people) make the space finite; within them the exploration is complete, not a sample.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from credentry.capabilities.approvals.step.effects import (
    Decided,
    Logged,
    TaskClosed,
    TaskMoved,
    TaskOpened,
    Undone,
)
from credentry.capabilities.approvals.step.operations import Operation, Result, apply
from credentry.capabilities.approvals.step.settling import waiting_for
from credentry.capabilities.approvals.step.state import Slot, StepState
from credentry.capabilities.approvals.step.tests.scene import ADMIN, SYSTEM, wish
from credentry.capabilities.approvals.step.vocabulary import DECIDED, End, Hand, Mode, Op, Status
from credentry.foundation.errors import DomainError

FINAL = (End.WITHDRAWN, End.TERMINATED, End.JUMPED, End.RECALLED)
QUIET = (Op.COPY, Op.READ, Op.URGE, Op.COMMENT)


@dataclass(frozen=True)
class Limits:
    """How far the exploration goes."""

    slots: int = 3
    frames: int = 1
    strangers: str = "xy"
    only: frozenset[Op] = frozenset(Op)


# ---------------------------------------------------------------------- what is tried
def wishes(state: StepState, limits: Limits) -> Iterator[Operation]:
    """Every operation by everybody who could matter, sensible or not, with every choice of its parameters."""
    stranger = fresh(state, limits)
    for op in _all(state, stranger, limits):
        if op.code in limits.only:
            yield op


def _all(state: StepState, stranger: str, limits: Limits) -> Iterator[Operation]:
    for slot in state.slots:
        actors = dict.fromkeys((*slot.people, *(f.owner for f in slot.frames), *last_giver(slot), "i"))
        for actor in actors:
            yield from _by(state, slot, actor, stranger, limits)
        yield from _from_above(state, slot, stranger)
    yield from _on_the_step(state, stranger)


def fresh(state: StepState, limits: Limits) -> str:
    """Somebody who has nothing to do with the step yet; empty when all are used up."""
    used = {one for slot in state.slots for one in hands(slot)}
    return next((one for one in limits.strangers if one not in used), "")


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


def _by(state: StepState, slot: Slot, actor: str, stranger: str, limits: Limits) -> Iterator[Operation]:
    hash_ = state.content_hash

    def ask(code: Op, **params: Any) -> Operation:
        return wish(code, actor, slot.id, seen_hash=hash_, **params)

    for code in (Op.APPROVE, Op.REJECT, Op.GIVE_BACK, Op.CLAIM, Op.REMOVE_SIGNER):
        yield ask(code)
    yield ask(Op.TAKE_BACK, next_untouched=True)
    yield ask(Op.RETURN_TO, way="resume")
    yield ask(Op.RETURN_TO, way="restart")
    others = [one for one in (stranger, "i", *(s.holder for s in state.slots[:2])) if one and one != actor]
    for other in dict.fromkeys(others):
        yield ask(Op.TRANSFER, to=other)
        if len(slot.frames) < limits.frames:
            yield ask(Op.DELEGATE, to=other)
            yield ask(Op.DELEGATE, to=other, decide=True)
        if len(state.slots) < limits.slots:
            for code in (Op.ADD_BEFORE, Op.ADD_BESIDE, Op.ADD_AFTER):
                yield ask(code, people=[other])


def _from_above(state: StepState, slot: Slot, stranger: str) -> Iterator[Operation]:
    yield wish(Op.REMOVE_SIGNER, ADMIN, slot.id)
    yield wish(Op.ABSENT, SYSTEM, slot.id)
    yield wish(Op.TIME_OUT, SYSTEM, slot.id, action="remind")
    yield wish(Op.TIME_OUT, SYSTEM, slot.id, action="approve")
    yield wish(Op.TIME_OUT, SYSTEM, slot.id, action="reject")
    for to in dict.fromkeys((stranger, "i", state.slots[-1].holder)):
        if to:
            yield wish(Op.TRANSFER, ADMIN, slot.id, to=to)
            yield wish(Op.ABSENT, SYSTEM, slot.id, to=to)
            yield wish(Op.TIME_OUT, SYSTEM, slot.id, action="transfer", to=to)
            yield wish(Op.HAND_OVER, SYSTEM, **{"from": slot.holder or "nobody"}, to=to)
    if stranger and not slot.escalated:
        yield wish(Op.TIME_OUT, SYSTEM, slot.id, action="escalate", to=stranger)
    for superior in slot.escalated:
        yield wish(Op.CLAIM, superior, slot.id)


def _on_the_step(state: StepState, stranger: str) -> Iterator[Operation]:
    other = "H2" if state.content_hash == "H" else "H"
    yield wish(Op.WITHDRAW, "i")
    yield wish(Op.TAKE_BACK, "i")
    yield wish(Op.TERMINATE, ADMIN)
    yield wish(Op.JUMP, ADMIN, target="elsewhere")
    yield wish(Op.RECALL, SYSTEM)
    yield wish(Op.RESUME, SYSTEM)
    yield wish(Op.RESUME, SYSTEM, hash=other)
    yield wish(Op.CONTENT_CHANGED, SYSTEM, hash=other)
    for code in QUIET:
        yield wish(code, "i", people=[stranger or "x"])


# ---------------------------------------------------------------------- when two states are the same
def key(state: StepState) -> tuple[Any, ...]:
    """What the rules read of a state, people renamed by first appearance."""
    end = state.outcome
    if end is not None and (end.kind in FINAL or (end.kind is End.RETURNED and end.automatic)):
        return (end.kind,)
    in_order = state.mode is Mode.SEQUENTIAL
    slots = state.slots if in_order else tuple(sorted(state.slots, key=lambda one: _blind(state, one)))
    place = {one.id: n for n, one in enumerate(slots)}
    names: dict[str, int] = {"": -1, "i": -2, ADMIN: -3, SYSTEM: -4}

    def name(person: str) -> int:
        return names.setdefault(person, len(names))

    held: dict[str, list[str]] = {one.id: [] for one in slots}
    for one in slots:
        for later in waiting_for(state, one) if one.decision else ():
            if later.acted > one.changed:
                held[later.id].append(one.id)
    rows = []
    for one in slots:
        decision = one.decision
        if one.removed:
            rows.append((one.status, bool(one.added_by)))
            continue
        rows.append(
            (
                *_blind(state, one)[:-1],
                place.get(one.parent, -1),
                name(one.holder),
                tuple((name(f.owner), f.decide, name(f.stands_for)) for f in one.frames),
                name(one.stands_for),
                tuple(sorted(map(name, one.pool))),
                tuple(map(name, one.escalated)),
                name(one.added_by),
                (name(decision.by), name(decision.on_behalf)) if decision else (),
                tuple(map(name, last_giver(one))),
                # Whose word cannot be taken back because of what was done here.
                tuple(sorted(place[d] for d in held[one.id])),
            )
        )
    ended = (end.kind, end.way, place.get(end.slot, -1), name(end.by)) if end else ()
    return (tuple(rows), ended)


def _blind(state: StepState, one: Slot) -> tuple[Any, ...]:
    given = bool(last_giver(one))
    added_since = given and any(s.added_by == one.holder and not s.removed for s in state.slots)
    return (
        one.status,
        one.place or "",
        one.order if one.parent or state.mode is Mode.SEQUENTIAL else 0,
        one.veto,
        one.touched,
        len(one.frames),
        tuple(frame.decide for frame in one.frames),
        bool(one.decision and one.decision.automatic),
        given,
        added_since,
        bool(one.added_by),
        one.id,
    )


# ---------------------------------------------------------------------- the laws
class Broken(AssertionError):
    """A law does not hold; the message shows how to get there."""


def explore(start: StepState, limits: Limits | None = None) -> dict[str, int]:
    """All states reachable from ``start`` within the limits, each law checked on each transition.

    Returns how many states and transitions there were, and how often each operation was let through.
    """
    limits = limits or Limits()
    seen = {key(start)}
    finishing: dict[tuple[Any, ...], bool] = {}
    todo = deque([start])
    counts = {"states": 1, "transitions": 0, "refusals": 0}
    sound(start)
    while todo:
        state = todo.popleft()
        ends(state, finishing)
        for op in wishes(state, limits):
            try:
                result = apply(state, op)
            except DomainError:
                counts["refusals"] += 1
                continue
            counts["transitions"] += 1
            if result.state is state:
                continue
            counts[op.code] = counts.get(op.code, 0) + 1
            lawful(state, op, result)
            found = key(result.state)
            if op.code in QUIET:
                hold(found == key(state), "a word that decides nothing changed something", state, op)
            elif found not in seen:
                seen.add(found)
                todo.append(result.state)
                counts["states"] += 1
    return counts


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


def ends(state: StepState, known: dict[tuple[Any, ...], bool]) -> None:
    """From here ordinary people alone come to an end: claim, give back, approve."""
    path = []
    at = state
    for _ in range(60):
        found = key(at)
        if at.outcome is not None or known.get(found):
            for one in path:
                known[one] = True
            return
        path.append(found)
        slot = at.live[0]
        who = slot.people[0]
        code = Op.CLAIM if not slot.holder else Op.APPROVE if slot.may_decide else Op.GIVE_BACK
        at = apply(at, wish(code, who, slot.id, seen_hash=at.content_hash)).state
    hold(False, "no end in sight", state)
