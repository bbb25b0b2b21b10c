"""Rules of single operations that the scenario table does not show: parameters, staleness, once and only once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.effects import Decided, Differs, Notice, Reached, TaskMoved, Told
from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.operations import HANDLERS, Operation, apply
from credentry.capabilities.approvals.step.rules import FORMS, form_of, possible
from credentry.capabilities.approvals.step.settling import settled
from credentry.capabilities.approvals.step.state import Quota
from credentry.capabilities.approvals.step.stored import dump, load
from credentry.capabilities.approvals.step.tests.scene import ADMIN, AT, after, do, opened, shown
from credentry.capabilities.approvals.step.vocabulary import (
    END_WORDS,
    HAND_WORDS,
    LATE_WORDS,
    MODE_WORDS,
    ON_CHANGE_WORDS,
    OP_WORDS,
    PLACE_WORDS,
    STATUS_WORDS,
    TARGET_WORDS,
    WAY_WORDS,
    End,
    Hand,
    Late,
    Mode,
    OnChange,
    Op,
    Place,
    Power,
    Status,
    Target,
    Way,
)
from credentry.foundation.canonical import dumps
from credentry.foundation.errors import DomainError, Forbidden, Invalid, StaleVersion, codes, message


def refused(code: str, *args: object, **params: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        do(*args, **params)  # type: ignore[arg-type]
    assert caught.value.code == code
    return caught.value


def test_every_operation_is_handled_and_named() -> None:
    assert set(HANDLERS) == set(Op) == set(OP_WORDS)
    for words, values in (
        (MODE_WORDS, Mode), (STATUS_WORDS, Status), (END_WORDS, End), (PLACE_WORDS, Place), (TARGET_WORDS, Target),
        (WAY_WORDS, Way), (HAND_WORDS, Hand), (LATE_WORDS, Late), (ON_CHANGE_WORDS, OnChange),
    ):  # fmt: skip
        assert set(words) == set(values)
        assert all(label.zh and label.en for label in words.values())


def test_every_refusal_speaks_both_languages() -> None:
    mine = [value for name, value in vars(refusals).items() if name.isupper() and isinstance(value, str)]
    assert len(mine) >= 40
    assert set(mine) <= set(codes())
    for code in mine:
        assert message(code, "zh") != message(code, "en") != code


def test_the_same_decision_twice_is_told_and_changes_nothing() -> None:
    state = do(opened(), Op.APPROVE, "a").state
    again = do(state, Op.APPROVE, "a")
    assert again.state is state
    assert [type(one) for one in again.effects] == [Told]
    assert refused(refusals.ALREADY_DECIDED, state, Op.REJECT, "a", "s1").params["by"] == "a"


def test_one_decision_has_one_effect_and_names_what_was_seen() -> None:
    result = do(opened(people="a"), Op.APPROVE, "a", text="fine", signature="sig-1")
    decided = [one for one in result.effects if isinstance(one, Decided)]
    assert len(decided) == 1
    assert decided[0].decision.seen_hash == "H"
    assert decided[0].decision.signature == "sig-1"
    assert [one.outcome.kind for one in result.effects if isinstance(one, Reached)] == [End.APPROVED]


def test_content_that_changed_since_it_was_seen_is_not_decided() -> None:
    state = do(opened(), Op.CONTENT_CHANGED, "system", hash="H2").state
    with pytest.raises(StaleVersion) as caught:
        do(state, Op.APPROVE, "a")
    assert caught.value.code == refusals.STALE_CONTENT
    with pytest.raises(Invalid):
        do(state, Op.APPROVE, "a", seen_hash="")
    assert shown(do(state, Op.APPROVE, "a", seen_hash="H2").state) == "a✓ b● c●"


def test_a_version_is_stale_only_when_the_task_itself_changed() -> None:
    start = opened()
    other = do(start, Op.APPROVE, "b").state
    assert shown(do(other, Op.APPROVE, "a", version=start.version).state) == "a✓ b✓ c●"
    there_and_back = after(start, ("transfer", "a", {"to": "x"}), ("take_back", "a"))
    refused(refusals.STALE_TASK, there_and_back, Op.APPROVE, "a", version=start.version)


def test_a_change_shows_on_decisions_or_asks_again() -> None:
    kept = do(do(opened(), Op.APPROVE, "a").state, Op.CONTENT_CHANGED, "system", hash="H2")
    assert [one.id for one in kept.state.differing] == ["s1"]
    assert Differs(("s1",)) in kept.effects
    again = opened(on_change=OnChange.REOPEN)
    again = after(again, ("approve", "a"), ("content_changed", "system", {"hash": "H2"}))
    assert shown(again) == "a● b● c●"
    strict = after(opened(regulated=True), ("approve", "a"), ("content_changed", "system", {"hash": "H2"}))
    assert shown(strict) == "a● b● c●"
    assert [one.code for one in strict.log] == [Op.APPROVE, Op.CONTENT_CHANGED]


def test_who_fills_in_asks_their_peers_again_and_not_who_came_before() -> None:
    peers = after(
        opened(regulated=True), ("approve", "a"), ("content_changed", "system", "s2", {"hash": "H2"})
    )
    assert shown(peers) == "a● b● c●"
    row = after(opened("sequential", regulated=True), ("approve", "a"))
    row = after(
        row, ("content_changed", "system", "s2", {"hash": "H2"}), ("approve", "b", {"seen_hash": "H2"})
    )
    assert shown(row) == "a✓ b✓ c●"
    assert [one.id for one in row.differing] == ["s1"], "and it shows that the first saw another content"
    added = after(opened("vote", regulated=True), ("add_before", "a", {"people": "x"}), ("approve", "x"))
    added = after(added, ("approve", "b"), ("content_changed", "system", "s1", {"hash": "H2"}))
    assert shown(added) == "a● b● c● x✓"


def test_what_was_said_below_a_removed_signer_is_not_asked_again() -> None:
    state = after(
        opened("parallel", "a", regulated=True),
        ("add_before", "a", {"people": "x"}),
        ("add_before", "x", {"people": "y"}),
        ("approve", "y"),
        ("remove_signer", "a", "s2"),
        ("content_changed", "system", {"hash": "H2"}),
    )
    assert shown(state) == "a● x− y✓"


def test_reasons_are_demanded() -> None:
    for code in (Op.REJECT, Op.RETURN_TO):
        with pytest.raises(Invalid) as caught:
            do(opened(), code, "a", text=" ")
        assert [one.field for one in caught.value.errors] == ["text"]
        assert form_of(code)[-1].required
    with pytest.raises(Invalid):
        do(opened(), Op.TRANSFER, "a")
    with pytest.raises(Invalid):
        do(opened(), Op.RETURN_TO, "a", way="sideways")
    with pytest.raises(Invalid):
        do(opened(), Op.TIME_OUT, "system", "s1", action="shrug")


def test_who_has_two_tasks_says_which() -> None:
    state = do(opened(), Op.ABSENT, "system", "s1", to="b").state
    assert shown(state) == "b● b● c●"
    refused(refusals.WHICH_TASK, state, Op.APPROVE, "b")
    state = do(state, Op.APPROVE, "b", "s1").state
    assert state.slots[0].decision is not None
    assert state.slots[0].decision.on_behalf == "a"
    assert shown(do(state, Op.APPROVE, "b").state) == "b✓ b✓ c●"


def test_a_deputy_signs_for_the_holder_only_when_verified() -> None:
    refused(refusals.NOT_DEPUTY, opened(), Op.APPROVE, "d", "s1", on_behalf="a")
    result = do(opened(), Op.APPROVE, "d", on_behalf="a", powers=[Power.DEPUTY])
    decision = result.state.slots[0].decision
    assert decision is not None
    assert (decision.by, decision.on_behalf) == ("d", "a")
    refused(refusals.AUTHOR, opened(), Op.APPROVE, "i", on_behalf="a", powers=[Power.DEPUTY])


def test_nobody_else_acts() -> None:
    with pytest.raises(Forbidden):
        do(opened(), Op.APPROVE, "x")
    assert refused(refusals.NOT_YOURS, opened(), Op.APPROVE, "b", "s1").params == {"who": "a"}
    assert refused(refusals.NOT_YOUR_TURN, opened("sequential"), Op.APPROVE, "b").params == {"who": "a"}
    for code in (Op.TERMINATE, Op.JUMP):
        refused(refusals.ONLY_ADMINISTRATOR, opened(), code, "i", target="t")


def test_only_the_machine_keeps_time() -> None:
    for code in (Op.TIME_OUT, Op.ABSENT, Op.CONTENT_CHANGED, Op.RESUME, Op.RECALL, Op.HAND_OVER):
        with pytest.raises(Forbidden):
            apply(opened(), Operation(code, "a", AT, slot="s1", params={"to": "x", "hash": "H2"}))


def test_a_barred_operation_is_not_offered() -> None:
    state = opened(barred=(Op.TRANSFER,))
    refused(refusals.BARRED, state, Op.TRANSFER, "a", to="x")
    assert Op.TRANSFER not in [one.code for one in possible(state, "a", AT)]
    assert Op.TRANSFER in [one.code for one in possible(opened(), "a", AT)]


def test_urging_keeps_a_pace() -> None:
    state = do(opened(), Op.URGE, "i").state
    assert refused(refusals.URGED_ALREADY, state, Op.URGE, "i").params == {"minutes": 10}
    later = do(state, Op.URGE, "a", at=AT + timedelta(minutes=10))
    assert [one.to for one in later.effects if isinstance(one, Notice)] == [("b", "c")]


@pytest.mark.parametrize(
    ("quota", "votes", "needed"),
    [
        (Quota(1, 2), 3, 2), (Quota(1, 2), 4, 3), (Quota(2, 3, False), 3, 2), (Quota(2, 3, False), 4, 3),
        (Quota(1, 1, False), 5, 5), (Quota(1, 100, False), 3, 1), (Quota(60, 100, False), 5, 3), (Quota(0, 1), 4, 1),
    ],
)  # fmt: skip
def test_ratio_is_counted_in_whole_votes(quota: Quota, votes: int, needed: int) -> None:
    assert quota.needed(votes) == needed


@pytest.mark.parametrize(
    ("signers", "settings"),
    [
        ([], {}),
        ([Signer("")], {}),
        ([Signer("a"), Signer("a")], {}),
        ([Signer("a"), Signer("b", holder="a")], {}),
        ([Signer("i")], {"authors": ("i",)}),
        ([Signer("a", holder="i")], {"authors": ("i",)}),
        ([Signer(pool=("i",))], {"authors": ("i",)}),
        ([Signer("a")], {"barred": (Op.APPROVE,)}),
        ([Signer("a")], {"quota": Quota(1, 1, True)}),
        ([Signer("a")], {"quota": Quota(3, 2, False)}),
        ([Signer("a")], {"quota": Quota(0, 2, False)}),
    ],
)
def test_an_unsound_step_never_begins(signers: list[Signer], settings: dict[str, object]) -> None:
    with pytest.raises(DomainError) as caught:
        open_step("step", Mode.VOTE, signers, **settings)
    assert caught.value.code in (refusals.UNSOUND_STEP, refusals.AUTHOR)


def test_authors_are_no_candidates_unless_allowed() -> None:
    pool = [Signer(pool=("i", "a"))]
    assert open_step("k", Mode.ANY, pool, authors=("i",)).state.slots[0].pool == ("a",)
    both = open_step("k", Mode.ANY, pool, authors=("i",), allow_author=True).state
    assert both.slots[0].pool == ("i", "a")


def test_stored_and_read_again_it_is_the_same() -> None:
    state = after(
        opened("vote", quota=Quota(2, 3, False), regulated=True, barred=(Op.URGE,)),
        ("add_before", "a", {"people": "xy", "in_order": True}),
        ("delegate", "x", {"to": "z", "decide": True}),
        ("copy", "b", {"people": "pq"}),
        ("read", "p"),
        ("comment", "b", {"people": "q"}),
        ("approve", "b"),
        ("time_out", "system", "s4", {"action": "escalate", "to": "m"}),
        ("return_to", "c", {"target": "previous", "way": "resume"}),
    )
    text = json.dumps(dump(state))
    assert load(json.loads(text)) == state
    assert dumps(json.loads(text))
    assert settled(state) == state
    with pytest.raises(DomainError):
        load({**dump(state), "v": 2})


def test_two_hundred_signers_stay_small() -> None:
    state = open_step("k", Mode.PARALLEL, [Signer(f"person-{n}") for n in range(200)], content_hash="H").state
    for n in range(199):
        state = do(state, Op.APPROVE, f"person-{n}", text="").state
    assert len(state.live) == 1
    assert len(json.dumps(dump(state))) < 100_000
    assert load(dump(state)) == state


def test_moves_say_from_whom_to_whom() -> None:
    result = do(opened(), Op.TRANSFER, "a", to="x")
    assert TaskMoved("s1", ("a",), ("x",), Hand.TRANSFER) in result.effects
    assert result.state.slots[0].principal == "a"
    assert result.state.log[-1].people == ("x",)


def test_forms_ask_only_of_known_operations() -> None:
    assert set(FORMS) <= set(Op)
    buttons = {one.code: one for one in possible(opened(), "a", AT)}
    assert [one.name for one in buttons[Op.RETURN_TO].form] == ["target", "way", "text"]
    assert {one.code for one in possible(opened(), ADMIN, AT, frozenset({Power.ADMINISTRATOR}))} >= {
        Op.TERMINATE,
        Op.JUMP,
        Op.REMOVE_SIGNER,
    }
    assert not possible(replace(opened(), initiator=""), "stranger", AT)
