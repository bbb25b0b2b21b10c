"""What users of Chinese office systems expect, case by case.

A case reads: title · the step (mode, signers in order, settings) · what happens · how it stands afterwards.
``a approve`` is an operation; ``xy`` behind it the people named, ``@s2`` the task, ``name=value`` a parameter, ``!code``
the refusal that is expected, ``~`` that it is told and nothing happens. Standing: ✓ approved ✗ rejected ● live ○ waiting
− removed · not needed; ``a|b●`` waits to be claimed. ``i`` started it and is its author, ``sys`` is the machine.
"""

from typing import Any

import pytest

from credentry.capabilities.approvals.step.effects import Told
from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.state import Quota, StepState
from credentry.capabilities.approvals.step.stored import dump, load
from credentry.capabilities.approvals.step.tests.scene import ADMIN, SYSTEM, do, shown
from credentry.capabilities.approvals.step.vocabulary import Mode, Op
from credentry.foundation.errors import DomainError

Case = tuple[str, str, str, str]

MODES: list[Case] = [
    ("顺序会签: one after the other", "sequential abc", "a approve | b approve", "a✓ b✓ c●"),
    ("顺序会签: not before one's turn", "sequential abc", "c approve !not_your_turn", "a● b○ c○"),
    ("顺序会签: all yes", "sequential ab", "a approve | b approve", "a✓ b✓ → approved"),
    ("顺序会签: one no ends it, the rest need not act", "sequential abc", "a approve | b reject", "a✓ b✗ c· → rejected"),
    ("并行会签: in any order", "parallel abc", "c approve | a approve", "a✓ b● c✓"),
    ("并行会签: one no ends it", "parallel abc", "c approve | a reject", "a✗ b· c✓ → rejected"),
    ("或签: the first yes is enough", "any abc", "b approve", "a· b✓ c· → approved"),
    ("或签: the first no as well", "any abc", "c reject", "a· b· c✗ → rejected"),
    ("或签: too late is told who was first", "any abc", "b approve | a approve !step_ended", "a· b✓ c· → approved"),
    ("票签: decided as soon as the majority stands", "vote abc", "a approve | c approve", "a✓ b· c✓ → approved"),
    ("票签: lost as soon as it cannot be won", "vote abc", "a reject | b reject", "a✗ b✗ c· → rejected"),
    ("票签: one no does not end it", "vote abc", "a reject | b approve", "a✗ b✓ c●"),
    ("票签 2/3: two of three", "vote abc 2/3", "a approve | b approve", "a✓ b✓ c· → approved"),
    ("票签 2/3 of four needs three", "vote abcd 2/3", "a approve | b approve", "a✓ b✓ c● d●"),
    ("票签: half is not a majority", "vote abcd", "a approve | b approve | c reject | d reject", "a✓ b✓ c✗ d✗ → rejected"),
    ("一票否决: the veto ends it", "vote abc veto=c", "a approve | c reject", "a✓ b· c✗ → rejected"),
    ("一票否决: who has a veto is heard before it passes", "vote abc veto=c", "a approve | b approve", "a✓ b✓ c●"),
]  # fmt: skip

ADDED: list[Case] = [
    ("前加签: the adder waits", "parallel ab", "a add_before x", "a○ b● x●"),
    ("前加签: then it is the adder's turn again", "parallel ab", "a add_before x | x approve", "a● b● x✓"),
    ("前加签: the adder cannot pass over it", "parallel ab", "a add_before x | a approve !not_your_turn", "a○ b● x●"),
    ("前加签: the added no is a no", "sequential ab", "a add_before x | x reject", "a· b· x✗ → rejected"),
    ("后加签: after the adder's yes", "parallel ab", "a add_after x | a approve | b approve", "a✓ b✓ x●"),
    ("后加签 in a sequence: before the next signer", "sequential ab", "a add_after x | a approve", "a✓ b○ x●"),
    ("后加签: the adder's no needs nobody else", "vote abc", "a add_after x | a reject", "a✗ b● c● x·"),
    ("并加签 in a sequence: at the same time, both before the next", "sequential ab", "a add_beside x | a approve", "a✓ b○ x●"),
    ("并加签 in 或签: one more who may decide", "any ab", "a add_beside x | x approve", "a· b· x✓ → approved"),
    ("并加签 in 票签: one more vote", "vote abc", "a add_beside x | a approve | b approve", "a✓ b✓ c● x●"),
    ("前加签 of several together", "parallel a", "a add_before xy | y approve", "a○ x● y✓"),
    ("前加签 of several in order", "parallel a", "a add_before xy in_order=1 | y approve !not_your_turn | x approve", "a○ x✓ y●"),
    ("加签 within 加签: before the one added before", "parallel ab", "a add_before x | x add_before y | y approve", "a○ b● x● y✓"),
    ("加签 within 加签: after the one added before, and then the adder", "parallel a", "a add_before x | x add_after y | x approve | y approve", "a● x✓ y✓"),
    ("加签 within 加签: beside the one added after", "parallel a", "a add_after x | a approve | x add_beside y | x approve", "a✓ x✓ y●"),
    ("或签 with 前加签: the added yes is not yet the adder's", "any ab", "a add_before x | x approve", "a● b● x✓"),
    ("或签 with 前加签: another may still be faster", "any ab", "a add_before x | b approve", "a· b✓ x· → approved"),
    ("票签 with 后加签: the seat counts once both said yes", "vote ab 1/1", "a add_after x | a approve | b approve | x approve", "a✓ b✓ x✓ → approved"),
    ("票签: the added no is the seat's no", "vote abc", "a add_before x | x reject", "a· b● c● x✗"),
    ("加签 of who signs already", "parallel ab", "a add_before b !already_signer", "a● b●"),
    ("加签 of oneself", "parallel ab", "a add_after a !already_signer", "a● b●"),
    ("加签 of the author", "parallel ab", "a add_after i !author", "a● b●"),
    ("加签 after deciding", "parallel ab", "a approve | a add_after x @s1 !already_decided", "a✓ b●"),
]  # fmt: skip

REMOVED: list[Case] = [
    ("减签 by who added: the adder is up again", "parallel ab", "a add_before x | a remove_signer @s3", "a● b● x−"),
    ("减签 takes along whom the removed one brought in", "parallel a", "a add_before x | x add_before y | a remove_signer @s2", "a● x− y−"),
    ("减签: what was said below stays in the record", "parallel a", "a add_before x | x add_before y | y approve | a remove_signer @s2", "a● x− y✓"),
    ("减签 by somebody else", "parallel ab", "a add_before x | b remove_signer @s3 !not_your_signer", "a○ b● x●"),
    ("减签 of a signer by rule only by the administrator", "parallel ab", "b remove_signer @s1 !not_your_signer | admin remove_signer @s1", "a− b●"),
    ("减签 of the last signer", "parallel ab", "admin remove_signer @s1 | admin remove_signer @s2 !last_signer", "a− b●"),
    ("减签 of who has decided", "parallel ab", "a approve | admin remove_signer @s1 !already_decided", "a✓ b●"),
    ("减签 of the only one missing completes it", "parallel ab", "a approve | admin remove_signer @s2", "a✓ b− → approved"),
    ("减签 in 票签 may decide the vote", "vote abc", "a approve | b reject | admin remove_signer @s3", "a✓ b✗ c− → rejected"),
    ("减签 in a sequence: the next is up", "sequential abc", "admin remove_signer @s1", "a− b● c○"),
    ("减签 of a required signer of a regulated step", "parallel ab regulated", "admin remove_signer @s1 !required_signer", "a● b●"),
    ("减签 of an added signer of a regulated step", "parallel ab regulated", "a add_before x | a remove_signer @s3", "a● b● x−"),
    ("减签 then 加签 again", "parallel ab", "a add_before x | a remove_signer @s3 | a add_before x | x approve", "a● b● x− x✓"),
]  # fmt: skip

HANDS: list[Case] = [
    ("转办: responsibility moves", "parallel ab", "a transfer x | a approve !not_yours @s1 | x approve", "x✓ b●"),
    ("转办 of the transferred", "parallel a", "a transfer x | x transfer y | y approve", "y✓ → approved"),
    ("转办 to a signer of this step", "parallel ab", "a transfer b !already_signer", "a● b●"),
    ("转办 to the author", "parallel ab", "a transfer i !author", "a● b●"),
    ("转办 before one's turn", "sequential ab", "b transfer x !not_your_turn", "a● b○"),
    ("转办 by the administrator, also of a waiting task", "sequential ab", "admin transfer x @s2 | a approve", "a✓ x●"),
    ("转办 while one waits for 前加签", "parallel a", "a add_before x | a transfer y !not_your_turn", "a○ x●"),
    ("委派: the delegate gives back, the owner decides", "parallel ab", "a delegate x | x give_back | a approve", "a✓ b●"),
    ("委派 without the right to decide", "parallel ab", "a delegate x | x approve !delegate_gives_back", "x● b●"),
    ("委派 with the right to decide", "parallel ab", "a delegate x decide=1 | x approve", "x✓ b●"),
    ("委派 onward: given back level by level", "parallel a", "a delegate x | x delegate y | y give_back | x give_back", "a●"),
    ("委派 onward: the right to decide holds only if given on every level", "parallel a", "a delegate x | x delegate y decide=1 | y approve !delegate_gives_back", "y●"),
    ("委派 back to the owner is 交回", "parallel a", "a delegate x | x delegate a !delegation_loop | x transfer a !delegation_loop", "x●"),
    ("转办 of a delegated task: the new one gives back to the owner", "parallel a", "a delegate x | x transfer y | y give_back", "a●"),
    ("交回 without delegation", "parallel a", "a give_back !no_delegation", "a●"),
    ("加签 by a delegate who only advises", "parallel a", "a delegate x | x add_before y !delegate_gives_back", "x●"),
    ("加签 by a delegate who may decide", "parallel a", "a delegate x decide=1 | x add_before y | y approve | x approve", "x✓ y✓ → approved"),
    ("签收: the first takes it", "any pool=xyz", "y claim | x claim !claimed", "y●"),
    ("签收 first, then decide", "any pool=xyz", "x approve !claim_first | x claim | x approve", "x✓ → approved"),
    ("签收 twice", "any pool=xyz", "y claim | y claim ~", "y●"),
    ("签收 and 交回: back to all", "any pool=xyz", "y claim | y give_back", "x|y|z●"),
    ("签收 by a stranger", "any pool=xyz", "a claim @s1 !not_candidate", "x|y|z●"),
    ("超时升级: the superior takes it over", "parallel a", "sys time_out action=escalate to=m | m claim | m approve", "m✓ → approved"),
    ("超时升级: until then it stays where it is", "parallel ab", "sys time_out @s1 action=escalate to=m | m approve @s1 !not_yours | a approve", "a✓ b●"),
    ("超时转交", "parallel ab", "sys time_out @s1 action=transfer to=m", "m● b●"),
    ("超时自动同意 where it is allowed, labelled", "parallel ab", "sys time_out @s1 action=approve", "a✓ b●"),
    ("超时自动同意 in a regulated step: never", "parallel ab regulated", "sys time_out @s1 action=approve !no_silent_consent", "a● b●"),
    ("缺勤: the deputy acts for the absent", "parallel ab", "sys absent d @s1 | d approve", "d✓ b●"),
    ("缺勤: not through the author", "parallel ab", "sys absent i @s1 !author", "a● b●"),
    ("缺勤 in a vote: nobody votes twice", "vote abc", "sys absent b @s1 !one_person_once", "a● b● c●"),
    ("缺勤 in a vote: who is stood in for takes no second vote", "vote abc", "sys absent d @s1 | b transfer a !one_person_once", "d● b● c●"),
    ("委派 by a deputy in a vote: all who stand behind a word sign no second time", "vote abc", "sys absent d @s1 | d delegate x decide=1 | x approve @s1 | b transfer d !one_person_once", "x✓ b● c●"),
    ("the delegate leaves: back to the owner", "parallel a", "a delegate x | sys absent @s1 | a approve", "a✓ → approved"),
    ("the delegate is away: the stand-in gives back to the owner", "parallel a", "a delegate x | sys absent y @s1 | y give_back", "a●"),
    ("交接: waiting tasks go along", "sequential ab", "sys hand_over from=b to=x | a approve", "a✓ x●"),
    ("交接 of the owner of a delegated task: given back to the successor", "parallel a", "a delegate x | sys hand_over from=a to=m | x give_back", "m●"),
    ("交接 to the delegate: nothing left to give back", "parallel a", "a delegate x | sys hand_over from=a to=x | x approve", "x✓ → approved"),
    ("交接 of nothing", "parallel a", "sys hand_over from=q to=x !nothing_to_hand_over", "a●"),
]  # fmt: skip

BACK: list[Case] = [
    ("拿回 after part of a countersign", "parallel abc", "a approve | b approve | a take_back", "a● b✓ c●"),
    ("拿回 in a sequence while the next has not acted", "sequential abc", "a approve | a take_back", "a● b○ c○"),
    ("拿回 in a sequence once the next has acted", "sequential abc", "a approve | b approve | a take_back !next_acted", "a✓ b✓ c●"),
    ("拿回 once the next has passed it on", "sequential ab", "a approve | b transfer x | a take_back !next_acted", "a✓ x●"),
    ("拿回 once the next has brought in somebody", "sequential ab", "a approve | b add_before x | a take_back !next_acted", "a✓ b○ x●"),
    ("拿回 by the added signer while the adder has not acted", "parallel a", "a add_before x | x approve | x take_back", "a○ x●"),
    ("拿回 by the adder while the one after has not acted", "parallel a", "a add_after x | a approve | a take_back", "a● x○"),
    ("拿回 of a vote already cast", "vote abc", "a reject | a take_back | a approve", "a✓ b● c●"),
    ("拿回 of a delegation", "parallel a", "a delegate x | a take_back", "a●"),
    ("拿回 of a delegation handed on", "parallel a", "a delegate x | x delegate y | a take_back | y give_back !not_yours @s1", "a●"),
    ("拿回 of a transfer nobody has touched", "parallel a", "a transfer x | a take_back", "a●"),
    ("拿回 of a transfer that went on", "parallel a", "a transfer x | x transfer y | a take_back !nothing_to_take_back", "y●"),
    ("拿回 of a transfer once the new one brought in somebody", "parallel a", "a transfer x | x add_before y | a take_back !next_acted", "x○ y●"),
    ("拿回 of somebody else's decision", "parallel ab", "a approve | b take_back @s1 !nothing_to_take_back", "a✓ b●"),
    ("拿回 after the end while the next step is untouched", "parallel ab", "a approve | b approve | b take_back next_untouched=1", "a✓ b●"),
    ("拿回 after the end once the next step has acted", "parallel ab", "a approve | b approve | b take_back !next_step_acted", "a✓ b✓ → approved"),
    ("拿回 after the end only by who ended it", "any ab", "a approve | b take_back next_untouched=1 !nothing_to_take_back", "a✓ b· → approved"),
    ("拿回 in 或签 opens it for all again", "any ab", "a approve | a take_back next_untouched=1", "a● b●"),
    ("拿回 of a return nobody has worked on", "parallel ab", "a return_to | a take_back next_untouched=1", "a● b●"),
    ("拿回 of the submission", "parallel ab recallable", "i take_back", "a· b· → recalled"),
    ("拿回 of the submission once somebody has acted", "parallel ab recallable", "a approve | i take_back !not_recallable", "a✓ b●"),
    ("the step before takes back: this one closes untouched", "parallel ab", "sys recall", "a· b· → recalled"),
    ("the step before cannot once somebody here acted", "parallel ab", "a delegate x | sys recall !not_recallable", "x● b●"),
]  # fmt: skip

ENDS: list[Case] = [
    ("退回 to the initiator, all steps again", "parallel abc", "a approve | b return_to", "a✓ b· c· → returned initiator restart"),
    ("退回 to the previous step", "sequential ab", "a return_to target=previous", "a· b· → returned previous restart"),
    ("退回 to a chosen step", "sequential ab", "a return_to target=check way=resume", "a· b· → returned check resume"),
    ("退回 to this very step", "sequential ab", "a return_to target=step !field.choice", "a● b○"),
    ("退回 with resume inside a countersign: words given stand", "parallel abc", "a approve | b return_to way=resume | sys resume", "a✓ b● c●"),
    ("退回 with resume in a sequence: straight back to who returned it", "sequential abc", "a approve | b return_to way=resume | sys resume", "a✓ b● c○"),
    ("退回 with resume, changed meanwhile: earlier words stand and show the other version", "parallel ab", "a approve | b return_to way=resume | sys resume hash=H2", "a✓ b●"),
    ("退回 with resume, changed meanwhile, asked again", "parallel ab reopen", "a approve | b return_to way=resume | sys resume hash=H2", "a● b●"),
    ("退回 with resume, changed, regulated: asked again in order", "sequential ab regulated", "a approve | b return_to way=resume | sys resume hash=H2", "a● b○"),
    ("退回 with restart does not come straight back", "parallel ab", "a return_to | sys resume !not_returned", "a· b· → returned initiator restart"),
    ("退回 by an added signer", "parallel ab", "a add_before x | x return_to way=resume | sys resume", "a○ b● x●"),
    ("退回 by a delegate who only advises", "parallel a", "a delegate x | x return_to !delegate_gives_back", "x●"),
    ("退回 twice is told", "parallel ab", "a return_to | a return_to ~", "a· b· → returned initiator restart"),
    ("退回 after somebody else ended it", "any ab", "a approve | b return_to !step_ended", "a✓ b· → approved"),
    ("撤销 by the initiator", "sequential ab", "a approve | i withdraw", "a✓ b· → withdrawn"),
    ("撤销 by somebody else", "sequential ab", "a withdraw !only_initiator", "a● b○"),
    ("撤销 after the end", "any ab", "a approve | i withdraw !step_ended", "a✓ b· → approved"),
    ("撤销 where it is not offered", "any ab fixed", "i withdraw !not_withdrawable", "a● b●"),
    ("终止 by the administrator", "parallel ab", "a approve | admin terminate", "a✓ b· → terminated"),
    ("跳转 by the administrator", "parallel ab", "admin jump target=file", "a· b· → jumped file"),
    ("跳转 forward over a regulated step", "parallel ab regulated", "admin jump target=file !no_silent_consent", "a● b●"),
    ("跳转 back out of a regulated step", "parallel ab regulated", "admin jump target=check forward=", "a· b· → jumped check"),
    ("nothing after the end", "parallel a", "a approve | a transfer x !step_ended | a add_after x !step_ended", "a✓ → approved"),
    ("double click", "parallel ab", "a approve | a approve ~", "a✓ b●"),
    ("changed one's mind without 拿回", "parallel ab", "a approve | a reject @s1 !already_decided", "a✓ b●"),
    ("抄送 gives no right to decide", "parallel ab", "a copy p | p read | p approve !no_task", "a● b●"),
    ("抄送 and 已阅 twice are told", "parallel ab", "a copy p | b copy p ~ | p read | p read ~", "a● b●"),
    ("抄送 after the end", "parallel a", "a approve | i copy p", "a✓ → approved"),
    ("沟通: who is asked may answer, not decide", "parallel ab", "a comment q | q comment | q approve !no_task", "a● b●"),
    ("沟通 by a stranger", "parallel ab", "q comment !not_involved", "a● b●"),
    ("催办 twice in a minute", "parallel ab", "i urge | i urge !urged_already", "a● b●"),
    ("催办 when only oneself is missing", "parallel ab", "b approve | a urge !nobody_to_urge", "a● b✓"),
]  # fmt: skip

CASES = [*MODES, *ADDED, *REMOVED, *HANDS, *BACK, *ENDS]


def begin(words: str) -> StepState:
    """``vote abc 2/3 veto=c``, ``any pool=xyz``, ``parallel ab regulated recallable reopen fixed``."""
    mode, first, *rest = words.split()
    settings: dict[str, Any] = {"initiator": "i", "authors": ("i",), "content_hash": "H"}
    veto = next((one[5:] for one in rest if one.startswith("veto=")), "")
    for one in rest:
        if "/" in one:
            settings["quota"] = Quota(*map(int, one.split("/")), more_than=False)
        known = {"regulated": {"regulated": True}, "recallable": {"recallable": True}}
        known |= {"reopen": {"on_change": "reopen"}, "fixed": {"withdrawable": False}}
        settings |= known.get(one, {})
    people = [Signer(pool=tuple(first[5:]))] if first.startswith("pool=") else []
    people = people or [Signer(one, veto=one in veto) for one in first]
    return open_step("step", Mode(mode), people, **settings).state


def play(state: StepState, line: str) -> StepState:
    """One operation of a case, checked against what it expects."""
    who, code, *rest = line.split()
    expected, told, slot, params = "", False, "", {}
    for one in rest:
        if one.startswith("!"):
            expected = one[1:]
        elif one.startswith("@"):
            slot = one[1:]
        elif one == "~":
            told = True
        elif "=" in one:
            name, value = one.split("=", 1)
            params[name] = value
        elif code in (Op.TRANSFER, Op.DELEGATE, Op.ABSENT):
            params["to"] = one
        else:
            params["people"] = one
    actor = {"sys": SYSTEM, "admin": ADMIN}.get(who, who)
    if expected:
        with pytest.raises(DomainError) as caught:
            do(state, code, actor, slot, **params)
        found = {caught.value.code, *(each.code for each in caught.value.errors)}
        assert found & {expected, f"approval.{expected}"}, f"{line}: {found}"
        assert caught.value.message("zh") != caught.value.message("en")
        return state
    result = do(state, code, actor, slot, **params)
    assert told == any(isinstance(one, Told) for one in result.effects), line
    assert not told or result.state is state
    return load(dump(result.state))


@pytest.mark.demand("R-000-57", "R-000-63")
@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_case(case: Case) -> None:
    _, start, lines, expected = case
    state = begin(start)
    steps = [line.strip() for line in lines.split("|")]
    for line in steps:
        state = play(state, line)
    assert shown(state) == expected
    done = [line for line in steps if "!" not in line and not line.endswith("~")]
    assert [one.code for one in state.log] == [line.split()[1] for line in done], "history tells it all"


def test_the_table_covers_every_operation_and_is_long_enough() -> None:
    used = {line.split()[1] for _, _, lines, _ in CASES for line in lines.split("|")}
    assert used | {Op.CONTENT_CHANGED} == set(Op)
    assert len(CASES) >= 60
    assert len({case[0] for case in CASES}) == len(CASES)


def test_a_decision_for_somebody_names_both() -> None:
    state = play(play(begin("parallel a"), "a delegate x decide=1"), "x approve")
    decision = state.slots[0].decision
    assert decision is not None
    assert (decision.by, decision.on_behalf, state.log[-1].on_behalf) == ("x", "a", "a")
    state = play(play(begin("parallel ab"), "sys absent d @s1"), "d approve")
    assert state.slots[0].decision is not None
    assert state.slots[0].decision.on_behalf == "a"
    assert [one.automatic for one in state.log] == [True, False]
