"""BPMN files of other tools: read, named line by line where something is unsupported, run where they can."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from credentry.capabilities.approvals import node_settings
from credentry.capabilities.approvals.bpmn import building, chain, checking, compiling, expressions, reading
from credentry.capabilities.approvals.bpmn.findings import Finding
from credentry.capabilities.approvals.bpmn.model import Model
from credentry.capabilities.approvals.engine import spiff
from credentry.foundation.errors import DomainError

FILES = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "bpmn"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t"><process id="p">{}</process></definitions>'
)
PLAIN = (
    '<startEvent id="s"/>{}<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
    '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
)
REPEATED = HEAD.replace("targetNamespace", 'xmlns:x="urn:x" targetNamespace').format(
    '<startEvent id="s"/><endEvent id="e"/><subProcess id="each"><multiInstanceLoopCharacteristics '
    'isSequential="false" x:collection="${parts}" x:elementVariable="part"/><startEvent id="is"/><userTask id="test"/>'
    '<userTask id="sign"/><endEvent id="ie"/><sequenceFlow id="i1" sourceRef="is" targetRef="test"/><sequenceFlow '
    'id="i2" sourceRef="test" targetRef="sign"/><sequenceFlow id="i3" sourceRef="sign" targetRef="ie"/></subProcess>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="each"/><sequenceFlow id="f2" sourceRef="each" targetRef="e"/>'
)


def sample(name: str) -> bytes:
    path = FILES / name
    if not path.exists():
        pytest.skip("the sample files are not here")
    return path.read_bytes()


def read(raw: str | bytes) -> tuple[Model, dict[str, Any], list[Finding]]:
    model, findings = building.build(reading.parse(raw))
    settings = node_settings.merged(model, {})
    return model, settings, findings + checking.Checker(model, settings).run()


def codes(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.code, one.element) for one in findings}


#: file → elements that keep it from running: (code, element or part of it)
NAMED = {
    "camunda_invoice_approval.bpmn": set(),
    "camunda_loan_granting.bpmn": {"process.no_service"},
    "miwg_A.1.0.bpmn": {"process.nobody"},
    "miwg_A.2.0.bpmn": {"process.nobody"},
    "miwg_A.3.0.bpmn": {"process.nobody"},
    "miwg_A.4.0.bpmn": {"process.nobody"},
    "miwg_B.1.0.bpmn": {"process.nobody", "process.no_service", "process.no_called", "process.no_condition"},
    "miwg_C.1.1.bpmn": {"process.condition", "process.no_service"},
    "miwg_C.3.0.bpmn": {"process.condition", "process.nobody"},
    "miwg_C.7.0.bpmn": {"process.unsupported", "process.loop", "process.no_service"},
    "research_dispatch_solution.bpmn": {"process.no_condition"},
    "zh_付款_payment.bpmn": set(),
    "zh_请假_leave.bpmn": set(),
    "zh_请假_动态表单.bpmn": set(),
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_file_is_read_and_what_it_lacks_is_named_with_its_line(name: str) -> None:
    _, _, findings = read(sample(name))
    errors = [one for one in findings if one.level == "error"]
    assert {one.code for one in errors} == NAMED[name]
    assert all(one.line > 0 and one.element for one in errors)
    for one in findings:
        assert one.message("zh") != one.code
        assert one.message("en") != one.code


@pytest.mark.parametrize("name", sorted(NAMED))
def test_every_element_of_a_file_is_in_the_model_or_named(name: str) -> None:
    raw = sample(name)
    root = reading.parse(raw)
    model, findings = building.build(root)
    process = next(one for one in root.iter(f"{{{reading.BPMN}}}process") if one.get("id") == model.process)
    named = {(one.line, one.params.get("tag")) for one in findings}
    owners = [process, *process.iter(f"{{{reading.BPMN}}}subProcess")]
    for owner in owners:
        for one in owner:
            tag = reading.local(one)
            if not tag or not reading.is_bpmn(one) or tag in building.QUIET:
                continue
            assert one.get("id") in model.nodes or (one.sourceline, tag) in named, etree.tostring(one)[:80]


def test_leave_approval_runs_as_its_drawing_says() -> None:
    """销假 after both approvals; back to 调整申请 when one refuses."""
    model, settings, _ = read(sample("zh_请假_leave.bpmn"))
    assert settings["deptLeaderAudit"]["result"] == "deptLeaderPass"
    assert settings["deptLeaderAudit"]["approvers"][0]["code"] == "deptLeader"
    values: dict[str, Any] = {"deptLeaderPass": False}
    run = started(model, values)
    assert nodes(run) == ["deptLeaderAudit"]
    run.complete(run.works()[0].id)
    assert nodes(run) == ["modifyApply"]
    values |= {"reApply": True, "deptLeaderPass": True, "hrPass": True}
    for expected in ("deptLeaderAudit", "hrAudit", "reportBack"):
        run.complete(run.works()[0].id)
        assert nodes(run) == [expected]
    run.complete(run.works()[0].id)
    assert run.ended


def started(model: Model, values: dict[str, Any]) -> spiff.SpiffRun:
    def decide(text: str, extra: Any) -> Any:
        kind, _, body = text.partition(":")
        assert kind == "expression"
        return expressions.parse(body).evaluate({**values, **extra})

    return spiff.SpiffRun.start(compiling.compile_model(model), decide, dict)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_run_is_restored_whatever_order_a_database_keeps_keys_in(backwards: bool) -> None:
    """jsonb sorts keys, and the engine's are random: what a step knew was lost when it came before its parent."""
    model, _, _ = read(REPEATED)
    compiled = compiling.compile_model(model)

    def collections() -> dict[str, Any]:
        return {"each": ["灯", "线"]}

    def decide(text: str, extra: Any) -> Any:
        raise AssertionError(text)

    run = spiff.SpiffRun.start(compiled, decide, collections)
    for node in ("test", "sign"):
        for n in (2, 1):
            kept = keys_ordered(run.dump(), backwards)
            run = spiff.SpiffRun.restore(compiled, kept, decide, collections)
            open_now = [one for one in run.works() if one.node == node]
            assert sorted(one.item["part"] for one in open_now) == ["灯", "线"][2 - n :]
            run.complete(min(open_now, key=lambda one: ["灯", "线"].index(one.item["part"])).id)
    assert run.ended


def keys_ordered(value: Any, backwards: bool) -> Any:
    """The same value, its keys sorted as another database would."""
    if isinstance(value, dict):
        return {name: keys_ordered(value[name], backwards) for name in sorted(value, reverse=backwards)}
    return [keys_ordered(one, backwards) for one in value] if isinstance(value, list) else value


def nodes(run: spiff.SpiffRun) -> list[str]:
    return sorted(one.node for one in run.works())


@pytest.mark.parametrize(
    "raw",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD.format("&x;"),
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD.format("&b;"),
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/evil.dtd">' + HEAD.format(""),
        "<a",
        "<a/>",
        "",
        HEAD.format("<subProcess id='x'>" * 70 + "</subProcess>" * 70),
    ],
)
def test_hostile_and_broken_files_are_refused_in_words(raw: str) -> None:
    with pytest.raises(DomainError) as caught:
        reading.parse(raw)
    assert caught.value.code.startswith("process.")


def test_scripts_are_refused() -> None:
    task = '<scriptTask id="a" name="算"><script>import os; os.system("id")</script></scriptTask>'
    _, _, findings = read(HEAD.format(PLAIN.format(task)))
    assert ("process.script", "a") in codes(findings)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ('<complexGateway id="a"/>', "process.unsupported"),
        ('<adHocSubProcess id="a"/>', "process.unsupported"),
        ('<businessRuleTask id="a"/>', "process.unsupported"),
        ('<userTask id="a"><standardLoopCharacteristics/></userTask>', "process.loop"),
        (
            '<intermediateCatchEvent id="a"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>'
            "</intermediateCatchEvent>",
            "process.timer_cycle",
        ),
        (
            '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>bald</timeDuration>'
            "</timerEventDefinition></intermediateCatchEvent>",
            "process.timer",
        ),
        (
            '<intermediateCatchEvent id="a"><linkEventDefinition/></intermediateCatchEvent>',
            "process.unsupported",
        ),
        ('<userTask id="a"/><userTask id="b"/>', "process.unreachable"),
    ],
)
def test_what_is_not_supported_is_an_error(part: str, code: str) -> None:
    _, _, findings = read(HEAD.format(PLAIN.format(part)))
    assert code in {one.code for one in findings if one.level == "error"}


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("${amount >= 10000}", {"amount": "10000.00"}, True),
        ("${amount >= 10000}", {}, False),
        ("${!passed}", {"passed": False}, True),
        ("${passed == 'true'}", {"passed": True}, True),
        ("a == 1 or b == 2 and c == 3", {"b": 2, "c": 3}, True),
        ("not (a > 1)", {"a": 2}, False),
        ("a + 2 * b > 7 && steps.x.decision != 'rejected'", {"a": 2, "b": 3}, True),
        ("day < '2026-12-01'", {"day": "2026-11-30"}, True),
        ("= a and true", {"a": "否"}, True),
        ("a / b > 1 or a * a > 1", {"a": "1e999999", "b": 0}, False),
    ],
)
def test_expressions(text: str, values: dict[str, Any], holds: bool) -> None:
    assert expressions.parse(text).holds(values) is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('id')",
        "a.b()",
        "x[0]",
        "a ; b",
        "${",
        "(" * 60 + "a" + ")" * 60,
        "a" * 3000,
        "1 +",
        "",
    ],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(expressions.NotUnderstood):
        expressions.parse(text)


WORK = {"approvers": [{"by": "role", "code": "compliance"}], "limit": "3WD"}
CHAIN = {
    "id": "release",
    "name": "文件发布",
    "items": [
        {"type": "work", "id": "check", "name": "审核", "settings": WORK},
        {
            "type": "parallel",
            "id": "both",
            "ways": [
                {"items": [{"id": "hr", "name": "人事", "settings": WORK}]},
                {"items": [{"id": "dept", "name": "部门", "settings": WORK}, {"id": "d2", "name": "再审"}]},
            ],
        },
        {
            "type": "either",
            "id": "amount",
            "ways": [
                {
                    "name": "大额",
                    "condition": "${amount >= 10000}",
                    "items": [{"id": "boss", "name": "总经理"}],
                },
                {"name": "其他"},
            ],
        },
        {"type": "service", "id": "do", "name": "执行", "settings": {"service": {"action": "archive"}}},
    ],
}


def test_chain_and_drawing_are_two_views_of_one_model() -> None:
    given = chain.Chain.model_validate(CHAIN)
    raw = chain.to_xml(given)
    model, found = building.build(reading.parse(raw))
    assert found == []
    assert chain.from_model(model) == given
    shapes = {one.get("bpmnElement") for one in etree.fromstring(raw).iter(f"{{{reading.BPMNDI}}}BPMNShape")}
    assert shapes == set(model.nodes)
    boxes = list(chain_boxes(raw))
    assert len(boxes) == len(set(boxes))


def chain_boxes(raw: bytes) -> Any:
    for one in etree.fromstring(raw).iter(f"{{{reading.DC}}}Bounds"):
        yield one.get("x"), one.get("y")


def test_a_chain_runs_with_its_branches() -> None:
    model = chain.to_model(chain.Chain.model_validate(CHAIN))
    run = started(model, {"amount": 20000})
    run.complete(run.works()[0].id)
    assert nodes(run) == ["dept", "hr"]
    for node in ("hr", "dept", "d2"):
        run.complete(next(one.id for one in run.works() if one.node == node))
    assert nodes(run) == ["boss"]


@pytest.mark.parametrize("name", ["zh_请假_leave.bpmn", "miwg_A.3.0.bpmn", "miwg_A.4.0.bpmn"])
def test_more_than_a_chain_is_not_shown_as_one(name: str) -> None:
    model, _, _ = read(sample(name))
    assert chain.from_model(model) is None


def test_a_plain_file_of_another_tool_is_a_chain() -> None:
    model, _, _ = read(sample("miwg_A.1.0.bpmn"))
    found = chain.from_model(model)
    assert found is not None
    assert [one.name for one in found.items] == ["Task 1", "Task 2", "Task 3"]


def test_text_that_names_another_encoding_is_read_as_text() -> None:
    said = '<?xml version="1.0" encoding="GB2312"?>' + HEAD.format(
        PLAIN.format('<userTask id="a" name="审批"/>')
    )
    assert read(said)[0].nodes["a"].name == "审批"
