"""Every operation after every operation: the reachable states of a small step, and the laws they must keep.

Two states are the same when a renaming of people (and, where order does not count, of slots) turns one into the other
and nothing that the rules read differs; history, versions and instants do not count, and of who has acted only whether
anybody has. The limits (slots, open delegations, fresh people) make the space finite; within them the exploration is
complete, not a sample.

Whoever a task does not lie with tries every operation on it, too, with one choice of its parameters: they are refused
before these are read.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, permutations, product
from typing import Any

from credentry.capabilities.approvals.step.operations import Operation, apply
from credentry.capabilities.approvals.step.settling import waiting_for
from credentry.capabilities.approvals.step.state import Slot, StepState
from credentry.capabilities.approvals.step.tests.laws import hands, hold, last_giver, lawful, sound
from credentry.capabilities.approvals.step.tests.scene import ADMIN, SYSTEM, wish
from credentry.capabilities.approvals.step.vocabulary import End, Mode, Op
from credentry.foundation.errors import DomainError

FINAL = (End.WITHDRAWN, End.TERMINATED, End.JUMPED, End.RECALLED)
#: An operation to be: code, actor, slot, parameters. Most are outside the limits and never become one.
Params = tuple[tuple[str, Any], ...]
Wanted = tuple[Op, str, str, Params]
QUIET = (Op.COPY, Op.READ, Op.URGE, Op.COMMENT)


@dataclass(frozen=True)
class Limits:
    """How far the exploration goes. ``rim``: where all slots are taken one more signer is added all the same; what comes
    of it must keep the laws and come to an end, but is not walked on from."""

    slots: int = 3
    frames: int = 1
    strangers: str = "xy"
    only: frozenset[Op] = frozenset(Op)
    rim: bool = False


# ---------------------------------------------------------------------- what is tried
def wishes(state: StepState, limits: Limits) -> Iterator[Operation]:
    """Every operation by everybody who could matter, sensible or not, with every choice of its parameters."""
    stranger = fresh(state, limits)
    for code, actor, slot, params in dict.fromkeys(_all(state, stranger, limits)):
        if code in limits.only:
            yield _wished(code, actor, slot, params)


@cache
def _wished(code: Op, actor: str, slot: str, params: Params) -> Operation:
    return wish(code, actor, slot, **dict(params))


def _word(slot: Slot) -> tuple[str, ...]:
    return (slot.decision.by,) if slot.decision else ()


def _want(code: Op, actor: str, slot: str = "", **params: Any) -> Wanted:
    return code, actor, slot, tuple(params.items())


def _all(state: StepState, stranger: str, limits: Limits) -> Iterator[Wanted]:
    ended = state.outcome is not None
    for slot in state.slots:
        if ended and slot is not state.slots[0]:
            # The end refuses all but these before it looks at the task: every operation is tried on the first.
            for actor in dict.fromkeys((*slot.people, *(f.owner for f in slot.frames), *_word(slot), "i")):
                yield _want(Op.TAKE_BACK, actor, slot.id, seen_hash=state.content_hash, next_untouched=True)
            yield _want(Op.CONTENT_CHANGED, SYSTEM, slot.id, hash="H2" if state.content_hash == "H" else "H")
            continue
        actors = dict.fromkeys((*slot.people, *(f.owner for f in slot.frames), *last_giver(slot), "i"))
        for actor in actors:
            yield from _by(state, slot, actor, stranger, limits)
        yield from _from_above(state, slot, stranger)
    yield from _on_the_step(state, stranger)


def fresh(state: StepState, limits: Limits) -> str:
    """Somebody who has nothing to do with the step yet; empty when all are used up."""
    used = {one for slot in state.slots for one in hands(slot)}
    return next((one for one in limits.strangers if one not in used), "")


def _by(state: StepState, slot: Slot, actor: str, stranger: str, limits: Limits) -> Iterator[Wanted]:
    hash_ = state.content_hash

    def ask(code: Op, **params: Any) -> Wanted:
        return _want(code, actor, slot.id, seen_hash=hash_, **params)

    for code in (Op.APPROVE, Op.REJECT, Op.GIVE_BACK, Op.CLAIM, Op.REMOVE_SIGNER):
        yield ask(code)
    yield ask(Op.TAKE_BACK, next_untouched=True)
    yield ask(Op.RETURN_TO, way="resume")
    yield ask(Op.RETURN_TO, way="restart")
    others = [one for one in (stranger, "i", *(s.holder for s in state.slots[:2])) if one and one != actor]
    if actor not in slot.people or state.outcome is not None:
        del others[1:]
    more = len(state.slots) < limits.slots
    for other in dict.fromkeys(others):
        yield ask(Op.TRANSFER, to=other)
        if len(slot.frames) < limits.frames:
            yield ask(Op.DELEGATE, to=other)
            yield ask(Op.DELEGATE, to=other, decide=True)
        if more or (limits.rim and len(state.slots) == limits.slots and other == others[0]):
            for code in (Op.ADD_BEFORE, Op.ADD_BESIDE, Op.ADD_AFTER):
                yield ask(code, people=(other,))


def _from_above(state: StepState, slot: Slot, stranger: str) -> Iterator[Wanted]:
    yield _want(Op.REMOVE_SIGNER, ADMIN, slot.id)
    yield _want(Op.CONTENT_CHANGED, SYSTEM, slot.id, hash="H2" if state.content_hash == "H" else "H")
    yield _want(Op.ABSENT, SYSTEM, slot.id)
    yield _want(Op.TIME_OUT, SYSTEM, slot.id, action="remind")
    yield _want(Op.TIME_OUT, SYSTEM, slot.id, action="approve")
    yield _want(Op.TIME_OUT, SYSTEM, slot.id, action="reject")
    for to in dict.fromkeys((stranger, "i", state.slots[-1].holder)):
        if to:
            yield _want(Op.TRANSFER, ADMIN, slot.id, to=to)
            yield _want(Op.ABSENT, SYSTEM, slot.id, to=to)
            yield _want(Op.TIME_OUT, SYSTEM, slot.id, action="transfer", to=to)
            yield _want(Op.HAND_OVER, SYSTEM, **{"from": slot.holder or "nobody"}, to=to)
    if stranger and not slot.escalated:
        yield _want(Op.TIME_OUT, SYSTEM, slot.id, action="escalate", to=stranger)
    for superior in slot.escalated:
        yield _want(Op.CLAIM, superior, slot.id)


def _on_the_step(state: StepState, stranger: str) -> Iterator[Wanted]:
    other = "H2" if state.content_hash == "H" else "H"
    yield _want(Op.WITHDRAW, "i")
    yield _want(Op.TAKE_BACK, "i")
    yield _want(Op.TERMINATE, ADMIN)
    yield _want(Op.JUMP, ADMIN, target="elsewhere")
    yield _want(Op.RECALL, SYSTEM)
    yield _want(Op.RESUME, SYSTEM)
    yield _want(Op.RESUME, SYSTEM, hash=other)
    yield _want(Op.CONTENT_CHANGED, SYSTEM, hash=other)
    for code in QUIET:
        yield _want(code, "i", people=(stranger or "x",))


# ---------------------------------------------------------------------- when two states are the same
def key(state: StepState) -> tuple[Any, ...]:
    """What the rules read of a state, people renamed by first appearance; of slots that nothing else tells apart, the
    least of all their orders."""
    end = state.outcome
    if end is not None and (end.kind in FINAL or (end.kind is End.RETURNED and end.automatic)):
        return (end.kind,)
    blind = {one.id: _blind(state, one) for one in state.slots}
    held = _held(state)
    if state.mode is Mode.SEQUENTIAL:
        return _written(state, state.slots, blind, held)
    alike = groupby(sorted(state.slots, key=lambda one: blind[one.id]), key=lambda one: blind[one.id])
    orders = product(*(permutations(slots) for _, slots in alike))
    return min(_written(state, [one for some in each for one in some], blind, held) for each in orders)


def _held(state: StepState) -> dict[str, list[str]]:
    """By slot: whose words cannot be taken back because of what was done there."""
    held: dict[str, list[str]] = {}
    for one in state.slots:
        if one.decision and any(later.acted > one.changed for later in state.slots):
            for later in waiting_for(state, one):
                if later.acted > one.changed:
                    held.setdefault(later.id, []).append(one.id)
    return held


def _written(
    state: StepState,
    slots: Sequence[Slot],
    blind: Mapping[str, tuple[Any, ...]],
    held: Mapping[str, list[str]],
) -> tuple[Any, ...]:
    """The state with its slots in that order."""
    end = state.outcome
    place = {one.id: n for n, one in enumerate(slots)}
    names: dict[str, int] = {"": -1, "i": -2, ADMIN: -3, SYSTEM: -4}

    def name(person: str) -> int:
        return names.setdefault(person, len(names))

    rows = []
    for one in slots:
        decision = one.decision
        if one.removed:
            rows.append((one.status, bool(one.added_by)))
            continue
        rows.append(
            (
                *blind[one.id],
                place.get(one.parent, -1),
                name(one.holder),
                tuple((name(f.owner), f.decide, name(f.stands_for)) for f in one.frames),
                name(one.stands_for),
                tuple(sorted(map(name, one.pool))),
                tuple(map(name, one.escalated)),
                name(one.added_by),
                (name(decision.by), name(decision.on_behalf)) if decision else (),
                tuple(map(name, last_giver(one))),
                tuple(sorted(place[word] for word in held.get(one.id, ()))),
            )
        )
    ended = (end.kind, end.way or "", place.get(end.slot, -1), name(end.by)) if end else ()
    return (tuple(rows), ended)


def _blind(state: StepState, one: Slot) -> tuple[Any, ...]:
    given = bool(last_giver(one))
    added_since = given and any(s.added_by == one.holder and not s.removed for s in state.slots)
    return (
        one.status,
        one.place or "",
        one.order if one.parent or state.mode is Mode.SEQUENTIAL else 0,
        one.veto,
        state.untouched,
        len(one.frames),
        tuple(frame.decide for frame in one.frames),
        bool(one.decision and one.decision.automatic),
        given,
        added_since,
        bool(one.added_by),
    )


# ---------------------------------------------------------------------- the laws
def explore(start: StepState, limits: Limits | None = None, most: int = 0) -> dict[str, int]:
    """All states reachable from ``start`` within the limits, each law checked on each transition; the nearest ``most``
    of them where that is said.

    Returns how many states and transitions there were, and how often each operation was let through.
    """
    limits = limits or Limits()
    seen = {key(start)}
    finishing: dict[tuple[Any, ...], bool] = {}
    todo = deque([start])
    counts = {"states": 1, "transitions": 0, "refusals": 0}
    sound(start)
    looked_at = 0
    while todo and (not most or looked_at < most):
        looked_at += 1
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
                if len(result.state.slots) > limits.slots:
                    ends(result.state, finishing)
                    continue
                todo.append(result.state)
                counts["states"] += 1
    return counts


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
        try:
            at = apply(at, wish(code, who, slot.id, seen_hash=at.content_hash)).state
        except DomainError as error:
            hold(False, f"stuck: {error.code}", at, wish(code, who, slot.id))
    hold(False, "no end in sight", state)
