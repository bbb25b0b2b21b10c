"""Repetitions: a sub-process turn after turn, one in the other, side by side. Every operation reads the case anew from
the database, so the engine is restored between all steps."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case, Task
from credentry.capabilities.approvals.queries.definitions import read_draft
from credentry.capabilities.approvals.tests.office import Office, make_office, published

pytestmark = pytest.mark.django_db
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" targetNamespace="t">'
    '<process id="t"><startEvent id="s"/>'
)
TAIL = (
    '<userTask id="z" name="收尾" x:candidateUsers="cat"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="each"/>'
    '<sequenceFlow id="f2" sourceRef="each" targetRef="z"/><sequenceFlow id="f3" sourceRef="z" targetRef="e"/>'
    "</process></definitions>"
)


def loop(over: str, item: str, sequential: bool = True) -> str:
    order = "true" if sequential else "false"
    named = f' x:elementVariable="{item}"' if item else ""
    return f'<multiInstanceLoopCharacteristics isSequential="{order}" x:collection="${{{over}}}"{named}/>'


def inner(tag: str, *nodes: str) -> str:
    """Nodes of a sub-process one after the other; each is written with its id in front: ``id|xml``."""
    parts = [one.split("|", 1) for one in nodes]
    order = [f"{tag}_s", *(one for one, _ in parts), f"{tag}_e"]
    flows = "".join(
        f'<sequenceFlow id="{tag}_{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(order))
    )
    body = "".join(xml for _, xml in parts)
    return f'<startEvent id="{tag}_s"/>{body}<endEvent id="{tag}_e"/>{flows}'


TEST = 'test|<userTask id="test" name="试验" x:candidateUsers="bob"/>'
LOOK = 'look|<userTask id="look" name="复核" x:candidateUsers="cat"/>'


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat")


def ways(office: Office) -> Iterator[tuple[str, list[str]]]:
    """What lies open, step after step, until nothing does: who has which steps; the first of them is done."""
    for _ in range(40):
        task = Task.objects.filter(state="open").order_by("pk").first()
        if task is None:
            return
        held = list(Task.objects.filter(state="open").order_by("pk").values_list("name", flat=True))
        yield task.name, held
        office.do("bob" if task.node == "test" else "cat", "approve", task)


def ran(office: Office, body: str, data: dict[str, Any], code: str) -> tuple[Case, list[str]]:
    case = office.start(published(code, HEAD + body + TAIL), data=data)
    steps = [one for one, _ in ways(office)]
    case.refresh_from_db()
    return case, steps


def test_a_sub_process_is_walked_turn_after_turn(office: Office) -> None:
    body = f'<subProcess id="each" name="每件">{loop("parts", "part")}{inner("i", TEST, LOOK)}</subProcess>'
    case, steps = ran(office, body, {"parts": ["甲", "乙", "丙"]}, "turns")
    turns = [f"{step} · {part}" for part in "甲乙丙" for step in ("试验", "复核")]
    assert (case.state, case.trouble, steps) == ("completed", "", [*turns, "收尾"])


def test_one_repetition_in_the_other(office: Office) -> None:
    each = (
        f'deep|<subProcess id="deep" name="每市">{loop("markets", "market")}{inner("d", TEST)}</subProcess>'
    )
    body = f'<subProcess id="each">{loop("parts", "part")}{inner("i", each, LOOK)}</subProcess>'
    case, steps = ran(office, body, {"parts": ["甲", "乙"], "markets": ["EU", "US"]}, "nested")
    of_one = ["试验 · {0} · EU", "试验 · {0} · US", "复核 · {0}"]
    wanted = [one.format(part) for part in "甲乙" for one in of_one]
    same = [" · ".join(sorted(one.split(" · "))) for one in steps[:-1]]
    assert (case.state, same) == ("completed", [" · ".join(sorted(one.split(" · "))) for one in wanted])


def test_turn_after_turn_inside_of_several_at_once(office: Office) -> None:
    each = f'deep|<subProcess id="deep">{loop("markets", "market")}{inner("d", TEST)}</subProcess>'
    body = f'<subProcess id="each">{loop("parts", "part", sequential=False)}{inner("i", each, LOOK)}</subProcess>'
    case, steps = ran(office, body, {"parts": ["甲", "乙"], "markets": ["EU", "US"]}, "mixed")
    assert (case.state, len(steps), steps[-1]) == ("completed", 2 * 3 + 1, "收尾")
    assert len(set(steps)) == len(steps), "every turn has its own task"


def test_a_task_repeated_inside_of_a_repeated_sub_process(office: Office) -> None:
    vote = (
        f'test|<userTask id="test" name="试验" x:candidateUsers="bob">{loop("markets", "market")}</userTask>'
    )
    body = f'<subProcess id="each">{loop("parts", "part")}{inner("i", vote)}</subProcess>'
    case, steps = ran(office, body, {"parts": ["甲", "乙"], "markets": ["EU", "US"]}, "task-in-turn")
    assert (case.state, len(steps)) == ("completed", 5)


def test_the_same_name_for_both_turns_is_a_finding_in_words() -> None:
    each = f'deep|<subProcess id="deep" name="每市">{loop("markets", "part")}{inner("d", TEST)}</subProcess>'
    body = f'<subProcess id="each" name="每件">{loop("parts", "part")}{inner("i", each)}</subProcess>'
    told = [one.message("zh") for one in read_draft(HEAD + body + TAIL, {}).errors]
    assert len(told) == 1
    assert "part" in told[0]
    assert "每件" in told[0]
