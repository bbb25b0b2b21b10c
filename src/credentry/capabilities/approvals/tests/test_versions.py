"""A new version over running cases: they keep theirs, the draft is tried over them, and they move where that is safe."""

from typing import Any

import pytest

from credentry.capabilities.approvals.content import steps_done
from credentry.capabilities.approvals.models import Case, Process, Task
from credentry.capabilities.approvals.queries.rehearsing import rehearse
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
TWO = {
    "type": "parallel",
    "id": "both",
    "ways": [{"items": [step("x", "bob")]}, {"items": [step("y", "cat")]}],
}


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat", "dan")


def redrawn(process: Process, *items: dict[str, Any], publish: bool = True) -> None:
    perform(SYSTEM, "process", "set_chain", process.pk, {"chain": chain(*items)})
    if publish:
        perform(SYSTEM, "process", "publish", process.pk)


def moved(case: Case) -> Case:
    perform(SYSTEM, "case", "migrate", case.pk)
    case.refresh_from_db()
    return case


def rehearsed(process: Process) -> dict[str, Any]:
    process.refresh_from_db()
    return rehearse(SYSTEM, process)


@pytest.mark.demand("R-000-75")
def test_the_draft_is_tried_over_running_cases_and_they_move_where_it_is_safe(office: Office) -> None:
    process = published("v1", chain(step("check", "bob"), step("sign", "cat"), step("file", "dan")))
    early, late = office.start(process), office.start(process)
    office.do("bob", "approve", Task.objects.get(case=late))
    # ``sign`` goes, a further step comes: who stands before it can go on, who stands at it cannot.
    redrawn(process, step("check", "bob"), step("budget", "dan"), step("file", "dan"), publish=False)
    told = rehearsed(process)
    assert (told["to"], told["draft"], told["can"], told["cannot"], told["errors"]) == (2, True, 1, 1, [])
    by = {one["number"]: one for one in told["cases"]}
    assert by[early.number]["ok"]
    assert "sign" in by[late.number]["reason"]["zh"]
    places = {one["node"]: one["open"] for one in told["from"][0]["nodes"]}
    assert {node: one["count"] for node, one in places.items()} == {"check": 1, "sign": 1}
    for one in places.values():
        assert listing(SYSTEM, kinds.get("task"), Query(condition=one["condition"])).count == one["count"]
    assert {one.process_version.n for one in Case.objects.all()} == {1}, "nothing was changed"
    perform(SYSTEM, "process", "publish", process.pk)
    rows = [{"id": one.pk, "payload": {}} for one in (early, late)]
    outcome = perform_many(SYSTEM, "case", "migrate", rows)
    assert (list(outcome.done), [one.error.code for one in outcome.errors]) == ([0], ["case.not_movable"])
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.process_version.n, late.process_version.n) == (2, 1)
    told = rehearsed(process)
    assert (told["to"], told["draft"], told["running"]) == (2, False, 1), (
        "who is there already is not asked about"
    )
    assert [(one["number"], one["version"], one["ok"]) for one in told["cases"]] == [(late.number, 1, False)]
    office.do("bob", "approve")
    assert set(office.lists()) == {"cat", "dan"}
    office.do("dan", "approve")
    office.do("dan", "approve")
    early.refresh_from_db()
    assert (early.state, list(steps_done(early.data))) == ("completed", ["check", "budget", "file"])
    office.do("cat", "approve")
    office.do("dan", "approve")
    late.refresh_from_db()
    assert late.state == "completed", "what stays on its version runs by it"
    assert detail(SYSTEM, kinds.get("case"), early.pk).extra["version"] == 2
    assert fsck()["ok"]


def test_where_only_settings_changed_every_case_can_move(office: Office) -> None:
    process = published("v2", chain(TWO, step("end", "dan")))
    case = office.start(process)
    office.do("bob", "approve")
    both = {**TWO, "ways": [{"items": [step("x", "dan")]}, {"items": [step("y", "dan")]}]}
    redrawn(process, both, step("end", "bob"))
    moved(case)
    assert office.lists() == {"cat": ["y"]}, "open steps keep their people"
    office.do("cat", "approve")
    assert office.lists() == {"bob": ["end"]}
    office.do("bob", "approve")
    case.refresh_from_db()
    assert (case.state, case.process_version.n) == ("completed", 2)


def test_a_case_at_several_places_stays_when_the_flow_changed(office: Office) -> None:
    process = published("v3", chain(TWO, step("end", "dan")))
    case = office.start(process)
    redrawn(process, TWO, step("more", "dan"), step("end", "dan"))
    with pytest.raises(DomainError) as refused:
        moved(case)
    assert (refused.value.code, "多个节点" in refused.value.message("zh")) == ("case.not_movable", True)
    assert "several nodes" in refused.value.message("en")
    office.do("bob", "approve")
    office.do("cat", "approve")
    moved(case)  # the branches have met
    assert office.lists() == {"dan": ["end"]}


def test_what_is_in_force_or_over_does_not_move(office: Office) -> None:
    process = published("v4", chain(step("check", "bob")))
    case = office.start(process)
    with pytest.raises(DomainError, match=r"case\.newest"):
        moved(case)
    office.do("bob", "approve")
    with pytest.raises(DomainError):
        moved(case)


def test_a_timer_that_is_waited_for_moves_along(office: Office) -> None:
    from credentry.capabilities.approvals.tests.test_cases import TIMED

    process = published("v5", TIMED.format(""))
    case = office.start(process)
    longer = TIMED.format("").replace('name="超时"', 'name="逾期"')
    perform(SYSTEM, "process", "draw", process.pk, {"bpmn": longer})
    perform(SYSTEM, "process", "publish", process.pk)
    moved(case)
    assert case.awaited.count() == 1
    elsewhere = longer.replace('attachedToRef="a"', 'attachedToRef="c"')
    elsewhere = elsewhere.replace('sourceRef="b" targetRef="c"', 'sourceRef="b" targetRef="e2"')
    elsewhere = elsewhere.replace('sourceRef="a" targetRef="e"', 'sourceRef="a" targetRef="c"').replace(
        '<endEvent id="e"/>', ""
    )
    perform(SYSTEM, "process", "draw", process.pk, {"bpmn": elsewhere})
    told = rehearsed(process)
    assert (told["errors"], told["can"], told["cannot"]) == ([], 0, 1)
    assert "等" in told["cases"][0]["reason"]["zh"]
    other = office.start(published("v6", elsewhere))
    perform(SYSTEM, "process", "draw", other.process_id, {"bpmn": longer})
    told = rehearsed(other.process)
    assert (told["errors"], told["can"], told["cannot"]) == ([], 0, 1)
