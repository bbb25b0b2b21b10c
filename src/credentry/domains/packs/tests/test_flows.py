"""Parts of BPMN run by the engine: inclusive branches, errors and timers at the boundary, messages, repetitions."""

from datetime import timedelta
from typing import Any

import pytest

from credentry.capabilities.approvals.actions import tick
from credentry.capabilities.approvals.models import Awaited, Case, Process
from credentry.capabilities.approvals.tests.office import Office, make_office, published
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" xmlns:xsi='
    '"http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">'
)


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat", "dan")


def drawing(*parts: str, before: str = "") -> str:
    """A file of these parts; ``a>b`` is a flow, ``a>b?text`` one with a condition."""
    body = []
    for n, part in enumerate(parts):
        if part.startswith("<"):
            body.append(part)
            continue
        ends, _, condition = part.partition("?")
        source, target = ends.split(">")
        inner = (
            f'<conditionExpression xsi:type="tFormalExpression">${{{condition}}}</conditionExpression>'
            if condition
            else ""
        )
        body.append(
            f'<sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
    return f'{HEAD}{before}<process id="p"><startEvent id="s"/><endEvent id="e"/>{"".join(body)}</process></definitions>'


def work(node: str, who: str, loop: str = "") -> str:
    return f'<userTask id="{node}" name="{node}" x:candidateUsers="{who}">{loop}</userTask>'


def ended(case: Case) -> str:
    case.refresh_from_db()
    return case.state


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"amount": "50", "radio": False}, {"dan": ["rest"]}),
        ({"amount": "500", "radio": False}, {"bob": ["money"]}),
        ({"amount": "500", "radio": True}, {"bob": ["money"], "cat": ["radio"]}),
    ],
    ids=["none", "one", "both"],
)
def test_an_inclusive_gateway_takes_every_way_that_holds_and_waits_for_just_those(
    office: Office, given: dict[str, Any], asked: dict[str, list[str]]
) -> None:
    drawn = drawing(
        '<inclusiveGateway id="g" default="other"/>', '<inclusiveGateway id="j"/>', work("money", "bob"),
        work("radio", "cat"), work("rest", "dan"), work("last", "ann,dan"), "s>g", "g>money?amount > 100",
        "g>radio?radio", '<sequenceFlow id="other" sourceRef="g" targetRef="rest"/>', "money>j", "radio>j", "rest>j",
        "j>last", "last>e",
    )  # fmt: skip
    case = office.start(published("inc", drawn), data=given)
    assert office.lists() == asked
    for who in asked:
        assert all(one != "last" for names in office.lists().values() for one in names)
        office.do(who, "approve")
    assert {name for names in office.lists().values() for name in names} == {"last"}
    office.do("dan", "approve")
    assert ended(case) == "completed"


def test_a_refused_record_action_takes_the_way_of_its_error_event(office: Office) -> None:
    service = {"kind": "product", "action": "register", "payload": {"title": "=title", "unit": "=unit"}}
    drawn = drawing(
        '<serviceTask id="make" name="登记"/>', '<boundaryEvent id="b" attachedToRef="make"><errorEventDefinition/></boundaryEvent>',
        work("repair", "cat"), "s>make", "make>e", "b>repair", "repair>e",
    )  # fmt: skip
    made = perform(SYSTEM, "process", "define", None, {"code": "err", "name": "err", "bpmn": drawn,
                                                       "settings": {"make": {"service": service}}}).record  # fmt: skip
    perform(SYSTEM, "process", "publish", made.pk)
    process = Process.objects.get(pk=made.pk)
    fine = office.start(process, data={"title": "灯"})
    assert ended(fine) == "completed"
    refused = office.start(process, data={"title": ""})
    assert (ended(refused), office.lists()) == ("running", {"cat": ["repair"]})
    office.do("cat", "approve")
    assert ended(refused) == "completed"


def test_a_timer_at_the_boundary_interrupts_or_goes_beside(office: Office) -> None:
    for how, left in (("true", {"cat": ["late"]}), ("false", {"bob": ["do"], "cat": ["late"]})):
        drawn = drawing(
            work("do", "bob"), work("late", "cat"), '<endEvent id="e2"/>',
            f'<boundaryEvent id="b" attachedToRef="do" cancelActivity="{how}"><timerEventDefinition>'
            "<timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>",
            "s>do", "do>e", "b>late", "late>e2",
        )  # fmt: skip
        case = office.start(published(f"timer-{how}", drawn))
        with clock.fixed(clock.now() + timedelta(hours=1)):
            tick()
            assert office.lists() == {"bob": ["do"]}
        with clock.fixed(clock.now() + timedelta(hours=3)):
            tick()
            assert office.lists() == left
            for who in left:
                office.do(who, "approve")
        assert ended(case) == "completed"


def test_messages_are_caught_on_the_way_and_at_the_boundary(office: Office) -> None:
    drawn = drawing(
        '<intermediateCatchEvent id="w" name="等回执"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>',
        work("do", "bob"), '<boundaryEvent id="b" attachedToRef="do"><messageEventDefinition messageRef="stop"/></boundaryEvent>',
        work("tidy", "cat"), "s>w", "w>do", "do>e", "b>tidy", "tidy>e",
        before='<message id="m" name="受理回执"/><message id="stop" name="撤件"/>',
    )  # fmt: skip
    case = office.start(published("msg", drawn))
    assert (list(Awaited.objects.values_list("name", flat=True)), office.lists()) == (["受理回执"], {})
    with pytest.raises(DomainError, match=r"case\.no_message"):
        perform(SYSTEM, "case", "message", case.pk, {"name": "撤件"})
    perform(SYSTEM, "case", "message", case.pk, {"name": "受理回执", "data": {"receipt": "R-1"}})
    assert office.lists() == {"bob": ["do"]}
    perform(SYSTEM, "case", "message", case.pk, {"name": "撤件"})
    assert office.lists() == {"cat": ["tidy"]}
    office.do("cat", "approve")
    assert ended(case) == "completed"
    assert case.data["receipt"] == "R-1"


@pytest.mark.parametrize("how", ["true", "false"])
def test_a_repetition_asks_once_for_each_in_turn_or_at_once(office: Office, how: str) -> None:
    loop = f'<multiInstanceLoopCharacteristics isSequential="{how}" x:collection="${{parts}}" x:elementVariable="part"/>'
    drawn = drawing(work("test", "bob", loop), work("sum", "cat"), "s>test", "test>sum", "sum>e")
    case = office.start(published("multi", drawn), data={"parts": ["灯", "线", "座"]})
    seen: set[str] = set()
    while office.todo("bob"):
        now = office.todo("bob")
        assert len(now) == (1 if how == "true" else 3 - len(seen))
        seen.add(now[0].name)
        office.do("bob", "approve", now[0])
    assert seen == {"test · 灯", "test · 线", "test · 座"}
    assert office.lists() == {"cat": ["sum"]}
    office.do("cat", "approve")
    assert ended(case) == "completed"


def test_a_repeated_sub_process_walks_its_steps_for_all_at_once(office: Office) -> None:
    loop = '<multiInstanceLoopCharacteristics isSequential="false" x:collection="${parts}" x:elementVariable="part"/>'
    inner = (
        f'<subProcess id="each" name="逐项">{loop}<startEvent id="is"/>{work("test", "bob")}{work("sign", "dan")}'
        '<endEvent id="ie"/><sequenceFlow id="i1" sourceRef="is" targetRef="test"/>'
        '<sequenceFlow id="i2" sourceRef="test" targetRef="sign"/><sequenceFlow id="i3" sourceRef="sign" targetRef="ie"/>'
        "</subProcess>"
    )
    drawn = drawing(inner, work("sum", "cat"), "s>each", "each>sum", "sum>e")
    case = office.start(published("multi-sub", drawn), data={"parts": ["灯", "线"]})
    seen: list[str] = []
    for _ in range(4):
        name = "bob" if office.todo("bob") else "dan"
        task = office.todo(name)[0]
        seen.append(task.name)
        office.do(name, "approve", task)
    assert sorted(seen) == sorted(["test · 灯", "sign · 灯", "test · 线", "sign · 线"])
    assert office.lists() == {"cat": ["sum"]}
    office.do("cat", "approve")
    assert ended(case) == "completed"
