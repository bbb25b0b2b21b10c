"""Random walks with up to eight signers, every mode and setting: the laws hold on every step."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.operations import apply
from credentry.capabilities.approvals.step.rules import possible
from credentry.capabilities.approvals.step.settling import settled
from credentry.capabilities.approvals.step.state import Quota, StepState
from credentry.capabilities.approvals.step.stored import dump, load
from credentry.capabilities.approvals.step.tests.exploring import QUIET, Limits, ends, wishes
from credentry.capabilities.approvals.step.tests.laws import lawful, sound
from credentry.capabilities.approvals.step.tests.scene import ADMIN, AT, SYSTEM, wish
from credentry.capabilities.approvals.step.vocabulary import MACHINE, Mode, OnChange, Op, Power
from credentry.foundation.errors import DomainError

PEOPLE = "abcdefgh"
WIDE = Limits(slots=14, frames=3, strangers="uvwxyz")
RARE = (Op.WITHDRAW, Op.TERMINATE, Op.JUMP, Op.RECALL, Op.REJECT, Op.RETURN_TO)


@st.composite
def steps(draw: st.DrawFn) -> StepState:
    mode = draw(st.sampled_from(Mode))
    count = draw(st.integers(1, 8))
    orders = (
        draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)) if draw(st.booleans()) else None
    )
    signers = [
        Signer(
            one,
            veto=mode is Mode.VOTE and draw(st.integers(0, 4)) == 0,
            order=orders[n] if orders else None,
        )
        for n, one in enumerate(PEOPLE[:count])
    ]
    if draw(st.integers(0, 3)) == 0:
        signers.append(Signer(pool=("p", "q")))
    settings_: dict[str, Any] = {
        "quota": draw(st.sampled_from([Quota(), Quota(2, 3, False), Quota(1, 1, False), Quota(1, 4, True)])),
        "regulated": draw(st.booleans()),
        "recallable": draw(st.booleans()),
        "on_change": draw(st.sampled_from(OnChange)),
    }
    return open_step(
        "step", mode, signers, initiator="i", authors=("i",), content_hash="H", **settings_
    ).state


@settings(max_examples=40, deadline=None)
@given(start=steps(), data=st.data())
def test_laws_hold_on_long_walks(start: StepState, data: st.DataObject) -> None:
    state = start
    sound(state)
    for _ in range(data.draw(st.integers(5, 30))):
        # Ends are rare on a walk, or none would be long.
        ends_too = data.draw(st.integers(0, 11)) == 0
        tried = [op for op in wishes(state, WIDE) if ends_too or op.code not in RARE]
        for n in data.draw(st.lists(st.integers(0, len(tried) - 1), min_size=1, max_size=25)):
            try:
                result = apply(state, tried[n])
            except DomainError:
                continue
            if result.state is not state:
                lawful(state, tried[n], result)
                state = result.state
                break
    ends(state, {})
    assert settled(state) == state
    assert load(dump(state)) == state
    assert [one.n for one in state.log] == list(range(1, len(state.log) + 1))


@settings(max_examples=25, deadline=None)
@given(start=steps(), data=st.data())
def test_buttons_are_what_may_be_done(start: StepState, data: st.DataObject) -> None:
    """What ``possible`` lists is let through with fitting words; what is let through is listed."""
    state = start
    for _ in range(data.draw(st.integers(0, 6))):
        tried = [op for op in wishes(state, WIDE) if op.code not in (*RARE, *QUIET)]
        for n in data.draw(st.lists(st.integers(0, len(tried) - 1), min_size=1, max_size=10)):
            try:
                state = apply(state, tried[n]).state
            except DomainError:
                continue
            break
    for actor in (*PEOPLE[:2], "i", "x", ADMIN):
        powers = frozenset({Power.ADMINISTRATOR}) if actor == ADMIN else frozenset()
        listed = {(one.code, one.slot) for one in possible(state, actor, AT, powers, next_untouched=True)}
        for code in set(Op) - set(MACHINE):
            for slot in (*(one.id for one in state.slots), ""):
                if bool(slot) == (code in (Op.WITHDRAW, Op.TERMINATE, Op.JUMP, *QUIET)):
                    continue
                if not slot and code not in (Op.WITHDRAW, Op.TERMINATE, Op.JUMP, *QUIET):
                    continue
                op = wish(
                    code, actor, slot, seen_hash=state.content_hash, to="new", people=["new"], target="t", forward="",
                    next_untouched=True,
                )  # fmt: skip
                if code is Op.RETURN_TO:
                    op = wish(code, actor, slot, seen_hash=state.content_hash)
                try:
                    done = apply(state, op).state is not state
                except DomainError:
                    done = False
                assert done == ((code, slot) in listed), (code, slot, actor)
    assert {one.code for one in possible(state, SYSTEM, AT, frozenset({Power.MACHINE}))} >= (
        {Op.CONTENT_CHANGED} if state.outcome is None else set()
    )
