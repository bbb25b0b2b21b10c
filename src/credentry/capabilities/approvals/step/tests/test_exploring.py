"""The small model explored: every mode, every operation after every operation, up to three signers and one added.

All operations at once on two tasks, and with ``make hunt`` on three; else with a third task the clock's own (time limits,
stand-ins, hand-over) are left out.

Here with one stranger, in bounds that take seconds; the larger ones run where time is allowed (``make test-all``, on
PostgreSQL). ``laws`` says what is checked.
"""

import os
from dataclasses import replace

import pytest

from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.operations import apply
from credentry.capabilities.approvals.step.state import Quota, StepState
from credentry.capabilities.approvals.step.tests import exploring, laws
from credentry.capabilities.approvals.step.tests.exploring import Limits, explore, key
from credentry.capabilities.approvals.step.tests.laws import Broken
from credentry.capabilities.approvals.step.tests.scene import after, do, opened, wish
from credentry.capabilities.approvals.step.vocabulary import Mode, OnChange, Op, Status

CLOCK = frozenset({Op.TIME_OUT, Op.ABSENT, Op.HAND_OVER})
HANDS = frozenset({Op.TRANSFER, Op.DELEGATE, Op.GIVE_BACK, Op.CLAIM})
ALL = frozenset(Op)
#: Everything on two tasks; all but the clock on two signers and one added; adding on three signers and one added;
#: all hands on three signers.
WHOLE = Limits(slots=2, strangers="x")
BY_PEOPLE = Limits(slots=3, strangers="x", only=ALL - CLOCK)
ADDING = Limits(slots=4, strangers="x", only=ALL - CLOCK - HANDS)
NESTED = Limits(slots=3, strangers="xy", only=ALL - CLOCK - HANDS)
PASSING = Limits(slots=3, strangers="x", only=ALL - CLOCK)
#: Everything on three signers; one more added at the rim.
THREE = Limits(slots=3, strangers="x", rim=True)
#: ``make hunt`` asks for more examples: here for all there are.
WHOLE_HERE = int(os.environ.get("CREDENTRY_EXAMPLES") or "1") > 1
MODES = list(Mode)
deep = pytest.mark.deep


@pytest.mark.parametrize("mode", MODES)
def test_one_signer_and_one_added_everything(mode: Mode) -> None:
    counts = explore(opened(mode, "a", recallable=True), WHOLE)
    assert counts["states"] > 150
    missing = [code for code in Op if not counts.get(code) and code not in exploring.QUIET]
    assert not set(missing) - {Op.CLAIM, Op.READ}, missing


@pytest.mark.parametrize(
    "mode", [Mode.VOTE, *(pytest.param(mode, marks=deep) for mode in MODES if mode is not Mode.VOTE)]
)
def test_two_signers_everything(mode: Mode) -> None:
    counts = explore(opened(mode, "ab", recallable=True), WHOLE)
    assert counts["states"] > 200
    assert counts[Op.HAND_OVER] > 5


@pytest.mark.parametrize("mode", MODES)
def test_two_signers_and_one_added(mode: Mode) -> None:
    counts = explore(opened(mode, "ab"), BY_PEOPLE)
    assert counts["states"] > 300
    assert counts[Op.ADD_BEFORE] > 5


@pytest.mark.parametrize(
    "mode",
    [Mode.PARALLEL, Mode.VOTE, *(pytest.param(mode, marks=deep) for mode in (Mode.ANY, Mode.SEQUENTIAL))],
)
def test_added_within_added(mode: Mode) -> None:
    counts = explore(opened(mode, "a"), NESTED)
    assert counts["states"] > 100
    assert counts[Op.REMOVE_SIGNER] > 20


@pytest.mark.parametrize(
    "mode",
    [Mode.SEQUENTIAL, Mode.PARALLEL, *(pytest.param(mode, marks=deep) for mode in (Mode.ANY, Mode.VOTE))],
)
def test_three_signers_and_one_added(mode: Mode) -> None:
    counts = explore(opened(mode, "abc"), ADDING)
    assert counts["states"] > 200
    assert counts[Op.TAKE_BACK] > 5


@pytest.mark.parametrize("mode", MODES)
def test_three_signers_through_all_hands(mode: Mode) -> None:
    counts = explore(opened(mode, "abc"), PASSING)
    assert counts["states"] > 40
    assert counts[Op.DELEGATE] > 2


@pytest.mark.parametrize(
    ("mode", "settings"),
    [
        (Mode.PARALLEL, {"regulated": True}),
        (Mode.SEQUENTIAL, {"regulated": True}),
        (Mode.PARALLEL, {"on_change": OnChange.REOPEN}),
        (Mode.ANY, {"allow_author": True}),
        (Mode.VOTE, {"quota": Quota(2, 3, False)}),
        (Mode.VOTE, {"quota": Quota(1, 1, False)}),
    ],
)
def test_other_rules(mode: Mode, settings: dict[str, object]) -> None:
    limits = Limits(slots=3, strangers="x", only=ALL - CLOCK - HANDS)  # adding only
    assert explore(opened(mode, "ab", **settings), limits)["states"] > 50


def with_veto() -> StepState:
    people = [Signer("a"), Signer("b"), Signer("c", veto=True)]
    return open_step("step", Mode.VOTE, people, initiator="i", authors=("i",), content_hash="H").state


def to_claim(mode: Mode) -> StepState:
    people = [Signer(pool=("p", "q")), Signer("b")]
    return open_step("step", mode, people, initiator="i", authors=("i",), content_hash="H").state


def test_a_veto() -> None:
    assert explore(with_veto(), Limits(slots=3, strangers="x", only=ALL - CLOCK - HANDS))["states"] > 20


@pytest.mark.parametrize("mode", MODES)
def test_tasks_to_claim(mode: Mode) -> None:
    counts = explore(to_claim(mode), Limits(slots=2, strangers="x", only=ALL - CLOCK))
    assert counts[Op.CLAIM] > 2


@pytest.mark.hunt
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mode", MODES)
def test_three_signers_everything(mode: Mode) -> None:
    """Whole with ``make hunt`` (sequential 91,036 states and 868,020 transitions, parallel 77,110 and 697,156, any
    16,534, vote 1,137: some ten minutes of one processor); else whole for a vote and the nearest states of the rest."""
    most = 0 if WHOLE_HERE or mode is Mode.VOTE else 200
    counts = explore(opened(mode, "abc", recallable=True), THREE, most)
    assert counts["states"] > 500
    if most == 0:
        assert not {code for code in Op if not counts.get(code)} - {Op.READ, Op.CLAIM}


@deep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("mode", MODES)
def test_delegations_within_delegations(mode: Mode) -> None:
    limits = Limits(slots=2, frames=2, strangers="xy", only=ALL - CLOCK)
    assert explore(opened(mode, "ab"), limits)["states"] > 90


# ---------------------------------------------------------------------- the explorer itself
def test_renamed_people_are_the_same_state() -> None:
    assert key(do(opened(), Op.APPROVE, "a").state) == key(do(opened(people="pqr"), Op.APPROVE, "p").state)
    assert key(do(opened(), Op.APPROVE, "a").state) != key(opened())
    one = after(opened("sequential"), ("delegate", "a", {"to": "x"}))
    other = after(opened("sequential"), ("delegate", "a", {"to": "x", "decide": True}))
    assert key(one) != key(other)


def test_the_laws_see_what_is_broken() -> None:
    """Guards the guard: states that no operation makes are refused by the laws."""
    start = opened()
    stuck = replace(start, slots=tuple(replace(one, status=Status.WAITING) for one in start.slots))
    with pytest.raises(Broken, match="live task"):
        laws.sound(stuck)
    alone = replace(start, slots=tuple(replace(one, holder="") for one in start.slots))
    with pytest.raises(Broken, match="without a person"):
        laws.sound(alone)
    own = replace(start, slots=(replace(start.slots[0], holder="i"), *start.slots[1:]))
    with pytest.raises(Broken, match="author"):
        laws.sound(own)
    twice = opened("vote")
    twice = replace(twice, slots=(replace(twice.slots[0], holder="b"), *twice.slots[1:]))
    with pytest.raises(Broken, match="twice"):
        laws.sound(twice)
    op = wish(Op.APPROVE, "a")
    result = apply(start, op)
    with pytest.raises(Broken, match="history"):
        laws.lawful(start, op, replace(result, state=replace(result.state, log=())))
    with pytest.raises(Broken, match="effect"):
        laws.lawful(start, op, replace(result, effects=result.effects[1:]))
    late = after(opened("vote"), ("approve", "a"), ("approve", "b"))
    late = replace(late, outcome=None, slots=(*late.slots[:2], replace(late.slots[2], status=Status.LIVE)))
    with pytest.raises(Broken, match="later"):
        laws.sound(late)
    early = after(opened("sequential"), ("approve", "a"))
    first = replace(early.slots[0], status=Status.LIVE, decision=None)
    given = replace(early.slots[1], status=Status.APPROVED, decision=early.slots[0].decision)
    with pytest.raises(Broken, match="order"):
        laws.sound(replace(early, slots=(first, given, early.slots[2])))
