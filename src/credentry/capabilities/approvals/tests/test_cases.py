"""Cases from start to end: who has what to do, what conditions decide, what comes back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from credentry.capabilities.approvals.actions import clock as clockwork
from credentry.capabilities.approvals.models import Awaited, Case, Task
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, seen, step
from credentry.capabilities.approvals.tests.test_files import sample
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat", "dan")


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


@pytest.mark.demand("R-000-55")
@pytest.mark.demand("R-000-63")
def test_a_chain_runs_through_its_people_and_every_act_is_on_record(office: Office) -> None:
    process = published("release", chain(step("check", "bob"), step("sign", "cat", "dan", mode="parallel")))
    case = office.start(process)
    assert office.lists() == {"bob": ["check"]}
    office.do("bob", "approve", text="完整")
    assert office.lists() == {"cat": ["sign"], "dan": ["sign"]}
    office.do("cat", "approve")
    assert state(case) == "running"
    office.do("dan", "approve")
    assert (state(case), office.lists()) == ("completed", {})
    shown = detail(office.actor("ann"), kinds.get("case"), case.pk).extra
    said = [(one["name"], line["code"], line["actor"]) for one in shown["tasks"] for line in one["log"]]
    assert said == [("check", "approve", "BOB"), ("sign", "approve", "CAT"), ("sign", "approve", "DAN")]
    assert Revision.objects.filter(kind="case", record_id=case.pk).count() == 4
    assert Entry.objects.filter(kind="task").values("object_id").distinct().count() == 2


def test_a_rejection_ends_the_case_and_a_return_brings_it_back(office: Office) -> None:
    process = published("p1", chain(step("check", "bob"), step("sign", "cat")))
    case = office.start(process)
    with pytest.raises(Invalid):
        office.do("bob", "reject", text="")
    office.do("bob", "reject", text="不合规")
    assert (state(case), office.lists()) == ("rejected", {})
    second = office.start(process)
    office.do("bob", "approve")
    office.do("cat", "return_to", target="previous", way="restart", text="再看")
    assert office.lists() == {"bob": ["check"]}
    office.do("bob", "approve")
    office.do("cat", "return_to", target="initiator", way="resume", text="补一页")
    assert [one.rework for one in office.todo("ann")] == [True]
    office.do("ann", "approve", data={"pages": 2})
    assert office.lists() == {"cat": ["sign"]}
    office.do("cat", "return_to", target="initiator", way="restart", text="重来")
    office.do("ann", "approve")
    assert office.lists() == {"bob": ["check"]}
    office.do("bob", "approve")
    office.do("cat", "approve")
    assert state(second) == "completed"


def test_a_side_branch_goes_on_while_one_step_was_returned(office: Office) -> None:
    ways = {
        "type": "parallel",
        "id": "both",
        "ways": [{"items": [step("a", "bob")]}, {"items": [step("b", "cat"), step("b2", "dan")]}],
    }
    case = office.start(published("par", chain(ways)))
    office.do("bob", "return_to", target="initiator", way="resume", text="补")
    office.do("cat", "approve")
    assert set(office.lists()) == {"ann", "dan"}
    office.do("ann", "approve")
    office.do("dan", "approve")
    assert office.lists() == {"bob": ["a"]}
    office.do("bob", "approve")
    assert state(case) == "completed"


def test_operations_move_tasks_between_lists(office: Office) -> None:
    case = office.start(published("p2", chain(step("check", "bob"))))
    dan = office.users["dan"].pk
    office.do("bob", "transfer", to=dan, text="休假")
    assert office.lists() == {"dan": ["check"]}
    office.do("dan", "add_before", people=[office.users["cat"].pk])
    assert office.lists() == {"cat": ["check"]}
    with pytest.raises(NotFound):
        office.do("boss", "approve", Task.objects.get())
    office.do("cat", "copy", people=[office.users["boss"].pk])
    assert listing(office.actor("boss"), kinds.get("task"), Query()).count == 1
    office.do("cat", "approve")
    office.do("dan", "approve")
    assert state(case) == "completed"


def test_a_word_can_be_taken_back_while_nobody_has_acted_on_it(office: Office) -> None:
    case = office.start(published("p3", chain(step("check", "bob"), step("sign", "cat"))))
    first = office.do("bob", "approve")
    office.do("bob", "take_back", first)
    assert office.lists() == {"bob": ["check"]}
    office.do("bob", "approve")
    assert office.lists() == {"cat": ["sign"]}
    office.do("cat", "transfer", to=office.users["dan"].pk)
    with pytest.raises(DomainError, match=r"approval\.next_step_acted"):
        office.do("bob", "take_back", first)
    office.do("dan", "approve")
    assert state(case) == "completed"


def test_who_started_it_may_not_approve_and_may_withdraw(office: Office) -> None:
    process = published("p4", chain(step("check", "ann", "bob", mode="any")))
    case = office.start(process)
    assert set(office.lists()) == {"bob"}
    with pytest.raises(DomainError):
        office.do("bob", "transfer", to=office.users["ann"].pk)
    with pytest.raises(Forbidden):
        perform(office.actor("bob"), "case", "withdraw", case.pk, {"text": "不要了"})
    perform(office.actor("ann"), "case", "withdraw", case.pk, {"text": "不要了"})
    assert (state(case), office.lists()) == ("withdrawn", {})


@pytest.mark.demand("R-000-79")
def test_a_drawn_leave_process_runs_with_its_conditions(office: Office) -> None:
    for role, who in (("deptLeader", "bob"), ("hr", "cat")):
        made = perform(SYSTEM, "role", "define", None, {"code": role, "name": role, "grants": []}).id
        perform(SYSTEM, "user", "assign", office.users[who].pk, {"role": made, "reach": "all"})
    case = office.start(published("leave", sample("zh_请假_leave.bpmn").decode()))
    task = office.todo("bob")[0]
    office.do("bob", "claim", task)
    office.do("bob", "reject", task, text="太久")
    assert office.lists() == {"ann": ["调整申请"]}
    office.do("ann", "approve")
    for who in ("bob", "cat"):
        office.do(who, "claim")
        office.do(who, "approve")
    assert office.lists() == {"ann": ["销假"]}
    office.do("ann", "approve")
    assert state(case) == "completed"


def test_conditions_choose_and_people_choose(office: Office) -> None:
    either = {
        "type": "either", "id": "amount",
        "ways": [{"name": "大额", "condition": "${amount >= 10000}", "items": [step("boss", "dan")]}, {"items": [step("small", "cat")]}],
    }  # fmt: skip
    process = published("pay", chain(step("check", "bob"), either))
    office.start(process, data={"amount": "12000"})
    office.do("bob", "approve")
    assert office.lists() == {"dan": ["boss"]}
    xml = sample("miwg_A.2.0.bpmn").decode()
    made = perform(SYSTEM, "process", "define", None, {"code": "chosen", "name": "选择", "bpmn": xml}).record
    shown = detail(office.company.admin, kinds.get("process"), made.pk).extra
    for finding in shown["findings"]:
        if finding["code"] == "process.nobody":
            given = {"approvers": [{"by": "person", "code": "cat"}]}
            perform(SYSTEM, "process", "set_node", made.pk, {"node": finding["element"], "settings": given})
    perform(SYSTEM, "process", "publish", made.pk)
    office.start(made)
    with pytest.raises(Invalid):
        office.do("cat", "approve")
    task = office.todo("cat")[0]
    ways = detail(office.actor("cat"), kinds.get("task"), task.pk).extra["choices"]
    assert len(ways) == 3
    office.do("cat", "approve", branch=ways[1]["id"])
    assert [one.name for one in office.todo("cat")] == [
        ways[1]["name"] if ways[1]["name"].startswith("Task") else "Task 3"
    ]


@pytest.mark.demand("R-000-57")
def test_a_step_takes_what_it_asks_for_and_nothing_else(office: Office) -> None:
    asked = [{"name": "amount", "zh": "预算", "type": "number", "required": True}]
    process = published(
        "budget",
        chain(step("check", "bob", inputs=asked, attachments=["报价单"], signature=True), step("end", "cat")),
    )
    case = office.start(process)
    quote = {"papers": {"报价单": [office.paper("bob")]}}
    for payload, wrong in (
        ({}, "case.attachment"),
        ({"papers": {"别的": [office.paper("bob")]}}, "case.attachment"),
        ({"papers": {"报价单": [office.paper("ann")]}}, "form.invalid"),
        (quote, "case.signature"),
        ({**quote, "signature": "bob", "data": {}}, "form.invalid"),
        ({**quote, "signature": "bob", "data": {"amount": "viel"}}, "form.invalid"),
        ({**quote, "signature": "bob", "data": {"amount": "1", "boss": "x"}}, "form.invalid"),
    ):
        with pytest.raises(DomainError) as caught:
            office.do("bob", "approve", **payload)
        assert caught.value.code == wrong
    office.do("bob", "approve", **quote, signature="bob", data={"amount": "12.50"})
    case.refresh_from_db()
    assert case.data["amount"] == "12.50"
    assert office.lists() == {"cat": ["end"]}


def test_a_decision_binds_the_content_it_saw(office: Office) -> None:
    case = office.start(published("p5", chain(step("check", "bob"))), data={"amount": 1})
    seen = detail(office.actor("bob"), kinds.get("task"), office.todo("bob")[0].pk).extra["content_hash"]
    perform(office.actor("ann"), "case", "fill", case.pk, {"data": {"amount": 2}})
    with pytest.raises(StaleVersion):
        office.do("bob", "approve", seen=seen)
    page = detail(office.actor("bob"), kinds.get("task"), office.todo("bob")[0].pk).extra
    office.do("bob", "approve", seen=page["content_hash"])
    assert state(case) == "completed"


def test_a_double_click_has_one_effect_and_a_clear_word(office: Office) -> None:
    case = office.start(published("p6", chain(step("sign", "bob", "cat", mode="parallel"))))
    task = office.todo("bob")[0]
    office.do("bob", "approve", task)
    with pytest.raises(DomainError, match=r"approval\.same_again"):
        office.do("bob", "approve", task)
    with pytest.raises(StaleVersion):
        perform(
            office.actor("cat"), "task", "approve", task.pk, {"seen": seen(task)}, version=task.version - 1
        )
    office.do("cat", "approve", task)
    assert state(case) == "completed"


NINE = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday


@pytest.mark.demand("R-000-56")
def test_a_late_task_is_told_of_and_goes_up(office: Office) -> None:
    process = published("late", chain(step("check", "bob", limit="1WD", late="escalate")))
    with clock.fixed(NINE):
        case = office.start(process)
        assert clockwork.tick() == 0
    assert Task.objects.get().due_at == datetime(2026, 11, 23, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with clock.fixed(NINE + timedelta(days=4)):
        assert clockwork.tick() == 1
        assert clockwork.tick() == 0
        assert set(office.lists()) == {"bob", "boss"}
        log = detail(office.actor("ann"), kinds.get("case"), case.pk).extra["tasks"][0]["log"]
        assert [one["automatic"] for one in log] == [True]


TIMED = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="t">'
    '<startEvent id="s"/><userTask id="a" name="等" xmlns:x="urn:x" x:candidateUsers="bob"/>'
    '<boundaryEvent id="b" attachedToRef="a" {}><timerEventDefinition><timeDuration>PT48H</timeDuration>'
    '</timerEventDefinition></boundaryEvent><userTask id="c" name="超时" xmlns:x="urn:x" x:candidateUsers="cat"/>'
    '<endEvent id="e"/><endEvent id="e2"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
    '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><sequenceFlow id="f3" sourceRef="b" targetRef="c"/>'
    '<sequenceFlow id="f4" sourceRef="c" targetRef="e2"/></process></definitions>'
)


@pytest.mark.parametrize(
    ("how", "left"), [("", {"cat": ["超时"]}), ('cancelActivity="false"', {"bob": ["等"], "cat": ["超时"]})]
)
def test_a_timer_at_the_boundary_fires_by_our_clock(office: Office, how: str, left: dict[str, Any]) -> None:
    process = published("timed", TIMED.format(how))
    with clock.fixed(NINE):
        case = office.start(process)
        assert Awaited.objects.get().due_at == NINE + timedelta(hours=48)
    with clock.fixed(NINE + timedelta(hours=47)):
        assert clockwork.tick() == 0
    with clock.fixed(NINE + timedelta(hours=49)):
        assert clockwork.tick() == 1
        assert office.lists() == left
        for who in left:
            office.do(who, "approve")
    assert state(case) == "completed"


def test_a_message_lets_the_case_go_on(office: Office) -> None:
    waits = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
        '<message id="m" name="受理"/><process id="t"><startEvent id="s"/><intermediateCatchEvent id="w">'
        '<messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="w"/><sequenceFlow id="f2" sourceRef="w" targetRef="e"/>'
        "</process></definitions>"
    )
    case = office.start(published("waits", waits))
    with pytest.raises(DomainError, match=r"case\.no_message"):
        perform(SYSTEM, "case", "message", case.pk, {"name": "别的"})
    perform(SYSTEM, "case", "message", case.pk, {"name": "受理", "data": {"receipt": "R1"}})
    assert state(case) == "completed"
    assert case.data["receipt"] == "R1"


def test_whoever_is_away_is_stood_in_for(office: Office) -> None:
    with clock.fixed(NINE):
        case = office.start(published("away", chain(step("check", "bob"))))
        away = {
            "user": office.users["bob"].pk,
            "from_date": "2026-11-20",
            "to_date": "2026-11-27",
            "deputy": office.users["dan"].pk,
        }
        perform(SYSTEM, "absence", "enter", None, away)
        assert clockwork.tick() == 1
        assert office.lists() == {"dan": ["check"]}
        office.do("dan", "approve")
    assert state(case) == "completed"


def test_running_cases_keep_their_version(office: Office) -> None:
    process = published("v", chain(step("check", "bob")))
    case = office.start(process)
    perform(
        SYSTEM,
        "process",
        "set_chain",
        process.pk,
        {"chain": chain(step("check", "bob"), step("more", "cat"))},
    )
    perform(SYSTEM, "process", "publish", process.pk)
    office.do("bob", "approve")
    assert state(case) == "completed"
    newer = office.start(process)
    office.do("bob", "approve")
    assert (state(newer), office.lists()) == ("running", {"cat": ["more"]})


def test_an_administrator_jumps(office: Office) -> None:
    case = office.start(published("j", chain(step("a", "bob"), step("b", "cat"), step("c", "dan"))))
    perform(office.company.admin, "task", "jump", office.todo("bob")[0].pk, {"target": "c", "text": "急"})
    assert office.lists() == {"dan": ["c"]}
    office.do("dan", "approve")
    assert state(case) == "completed"


def test_a_repetition_opens_one_task_for_each(office: Office) -> None:
    each = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="t">'
        '<startEvent id="s"/><userTask id="a" name="会审" xmlns:x="urn:x" x:candidateUsers="bob">'
        '<multiInstanceLoopCharacteristics x:collection="${parts}" x:elementVariable="part">'
        "<completionCondition>${nrOfCompletedInstances >= 2}</completionCondition>"
        '</multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
        "</process></definitions>"
    )
    case = office.start(published("each", each), data={"parts": ["甲", "乙", "丙"]})
    assert sorted(one.name for one in office.todo("bob")) == ["会审 · 丙", "会审 · 乙", "会审 · 甲"]
    for task in office.todo("bob")[:2]:
        office.do("bob", "approve", task)
    assert (state(case), office.lists()) == ("completed", {})


def test_a_timer_that_cannot_go_on_is_put_off_and_says_why(office: Office) -> None:
    """The branch after the timer needs what nobody filled in: the rest of the clock's work does not wait for it."""
    stuck = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="t">'
        '<startEvent id="s"/><intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        '</timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="g"/><endEvent id="e"/><endEvent id="e2"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="w"/><sequenceFlow id="f2" sourceRef="w" targetRef="g"/>'
        '<sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>${go == 1}</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="f4" sourceRef="g" targetRef="e2"><conditionExpression>${go == 2}'
        "</conditionExpression></sequenceFlow></process></definitions>"
    )
    with clock.fixed(NINE):
        case = office.start(published("stuck", stuck))
    with clock.fixed(NINE + timedelta(hours=2)):
        assert clockwork.tick() == 0
        case.refresh_from_db()
        assert "无法继续" in case.trouble
        assert clockwork.tick() == 0
        perform(office.actor("ann"), "case", "fill", case.pk, {"data": {"go": 2}})
    with clock.fixed(NINE + timedelta(hours=4)):
        assert clockwork.tick() == 1
    assert (state(case), case.trouble) == ("completed", "")


def test_people_see_the_cases_they_have_to_do_with(office: Office) -> None:
    process = published("seen", chain(step("a", "bob"), step("b", "cat")))
    case = office.start(process, "ann")
    office.start(process, "dan")
    office.do("bob", "approve", office.todo("bob")[0])

    def cases(name: str) -> int:
        return listing(office.actor(name), kinds.get("case"), Query()).count or 0

    assert [cases(name) for name in ("ann", "bob", "cat", "dan", "boss")] == [1, 2, 1, 1, 0]
    assert listing(office.company.admin, kinds.get("case"), Query()).count == 2
    with pytest.raises(NotFound):
        detail(office.actor("boss"), kinds.get("case"), case.pk)
