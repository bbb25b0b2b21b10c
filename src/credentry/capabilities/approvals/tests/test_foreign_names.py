"""What other tools call things: ids the engine keeps for itself, ids a chain cannot carry, namespaces that are no address."""

import pytest

from credentry.capabilities.approvals.bpmn import building, chain, compiling, reading
from credentry.capabilities.approvals.bpmn.model import Model
from credentry.capabilities.approvals.engine import moving, spiff
from credentry.capabilities.approvals.tests.test_files import HEAD, nodes

pytestmark = pytest.mark.demand("R-000-79")
DRAWN = HEAD.format(
    '<startEvent id="Start"/><userTask id="Root"/><userTask id="Fertig&#252;ck"/><endEvent id="End"/>'
    '<sequenceFlow id="f1" sourceRef="Start" targetRef="Root"/>'
    '<sequenceFlow id="f2" sourceRef="Root" targetRef="Fertig&#252;ck"/>'
    '<sequenceFlow id="f3" sourceRef="Fertig&#252;ck" targetRef="End"/>'
)


def model_of(text: str) -> Model:
    model, findings = building.build(reading.parse(text))
    assert [one for one in findings if one.level == "error"] == []
    return model


def started(compiled: bytes) -> spiff.SpiffRun:
    return spiff.SpiffRun.start(compiled, lambda text, extra: True, dict)


def test_nodes_may_be_called_as_the_engine_calls_its_own() -> None:
    compiled = compiling.compile_model(model_of(DRAWN))
    assert spiff.check(compiled) == ""
    run = started(compiled)
    assert nodes(run) == ["Root"]
    run.complete(run.works()[0].id)
    assert nodes(run) == ["Fertigück"]
    assert run.back_to("Root")
    assert nodes(run) == ["Root"]
    assert run.jump(run.works()[0].id, "Fertigück")
    assert run.jump(run.works()[0].id, "Root")
    run = spiff.SpiffRun.restore(compiled, run.dump(), lambda text, extra: True, dict)
    for node in ("Root", "Fertigück"):
        assert nodes(run) == [node]
        run.complete(run.works()[0].id)
    assert run.ended


def test_a_case_that_stands_at_such_a_node_says_so_when_it_cannot_move() -> None:
    compiled = compiling.compile_model(model_of(DRAWN))
    shorter = compiling.compile_model(model_of(DRAWN.replace('"Root"', '"Other"')))
    hindered = moving.hindrance(compiled, shorter, started(compiled).dump())
    assert hindered == moving.Hindrance("gone", "Root")


@pytest.mark.parametrize("old", ["p", "a"])
def test_ids_that_a_chain_cannot_carry_make_no_chain(old: str) -> None:
    text = HEAD.format(
        '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    )
    assert chain.from_model(model_of(text)) is not None
    long = "_" + "8c7a9099-b5dd-4cee-8b15-f99059a9ffdc" * 2
    assert chain.from_model(model_of(text.replace(f'"{old}"', f'"{long}"'))) is None


def test_a_namespace_need_not_be_an_address() -> None:
    text = DRAWN.replace("targetNamespace", 'xmlns:own="http://A.3.0/Initial Import/Process" targetNamespace')
    assert set(model_of(text).nodes) == set(model_of(DRAWN).nodes)
