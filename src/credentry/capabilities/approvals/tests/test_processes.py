"""Processes as records: drawn, set, published; what was published never changes."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from credentry.capabilities.approvals.models import Process, ProcessVersion
from credentry.capabilities.approvals.tests.test_files import CHAIN, sample
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.foundation.errors import DomainError, Forbidden, Invalid

pytestmark = pytest.mark.django_db
STEP = {"approvers": [{"by": "role", "code": "compliance"}]}
SIMPLE = {"id": "simple", "name": "简单", "items": [{"id": "check", "name": "审核", "settings": STEP}]}


@pytest.fixture
def company() -> Company:
    return make_company()


def defined(code: str = "release", **more: Any) -> Process:
    made: Process = perform(SYSTEM, "process", "define", None, {"code": code, "name": "流程", **more}).record
    return made


@pytest.mark.demand("R-000-75")
def test_publishing_freezes_a_version_and_says_what_changes(company: Company) -> None:
    process = defined(chain=SIMPLE)
    perform(company.admin, "process", "publish", process.pk, {"note": "第一版"})
    first = ProcessVersion.objects.get(process=process)
    longer = {**SIMPLE, "items": [*SIMPLE["items"], {"id": "sign", "name": "批准", "settings": STEP}]}
    perform(company.admin, "process", "set_chain", process.pk, {"chain": longer})
    shown = detail(company.admin, kinds.get("process"), process.pk).extra["impact"]
    assert (shown["version"], shown["added"], shown["removed"]) == (2, ["批准"], [])
    perform(company.admin, "process", "publish", process.pk)
    assert [one.n for one in ProcessVersion.objects.order_by("n")] == [1, 2]
    first.refresh_from_db()
    assert "sign" not in first.compiled
    with pytest.raises(DomainError, match=r"process\.unchanged"):
        perform(company.admin, "process", "publish", process.pk)


def test_a_published_version_cannot_change_behind_the_ledger() -> None:
    process = defined(chain=SIMPLE)
    perform(SYSTEM, "process", "publish", process.pk)

    def tampered() -> None:
        with transaction.atomic():
            ProcessVersion.objects.update(compiled="x")
            transaction.get_connection().check_constraints()

    with pytest.raises(DatabaseError):
        tampered()


def test_publishing_names_the_first_reason_with_line_and_element() -> None:
    raw = sample("miwg_C.7.0.bpmn").decode()
    process = defined(bpmn=raw)
    with pytest.raises(DomainError) as caught:
        perform(SYSTEM, "process", "publish", process.pk)
    assert caught.value.code == "process.not_ready"
    assert caught.value.params["line"] > 0
    assert Process.objects.get().published == 0


@pytest.mark.demand("R-000-79")
def test_export_and_import_keep_drawing_and_settings(company: Company) -> None:
    process = defined(bpmn=sample("zh_请假_leave.bpmn").decode())
    given = {**STEP, "limit": "2WD", "result": "deptLeaderPass", "on_reject": "continue"}
    perform(SYSTEM, "process", "set_node", process.pk, {"node": "deptLeaderAudit", "settings": given})
    shown = detail(company.admin, kinds.get("process"), process.pk).extra
    again = defined("again", bpmn=shown["bpmn"])
    other = detail(company.admin, kinds.get("process"), again.pk).extra
    assert other["settings"] == shown["settings"]
    assert [one["code"] for one in other["findings"]] == [one["code"] for one in shown["findings"]]
    perform(SYSTEM, "process", "publish", again.pk)


def test_what_was_drawn_here_keeps_what_was_set_since(company: Company) -> None:
    process = defined(chain=CHAIN)
    old = detail(company.admin, kinds.get("process"), process.pk).extra["bpmn"]
    perform(
        SYSTEM, "process", "set_node", process.pk, {"node": "check", "settings": {**STEP, "limit": "2WD"}}
    )
    perform(SYSTEM, "process", "draw", process.pk, {"bpmn": old, "keep": True})
    assert Process.objects.get().settings["check"]["limit"] == "2WD"
    perform(SYSTEM, "process", "draw", process.pk, {"bpmn": old})
    assert Process.objects.get().settings["check"].get("limit") != "2WD"


def test_a_chain_comes_back_as_it_was_given(company: Company) -> None:
    process = defined(chain=CHAIN)
    shown = detail(company.admin, kinds.get("process"), process.pk).extra
    assert shown["chain"]["items"][0]["settings"] == CHAIN["items"][0]["settings"]  # type: ignore[index]
    assert [one["id"] for one in shown["chain"]["items"]] == ["check", "both", "amount", "do"]


def test_bad_input_is_refused_in_words_and_nothing_changes(company: Company) -> None:
    before = Entry.objects.count()
    twice = {"id": "x", "name": "x", "items": [{"id": "a", "name": "a"}, {"id": "a", "name": "b"}]}
    for payload in (
        {"bpmn": "<a/>"},
        {"bpmn": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'},
        {"chain": {"items": []}},
        {"chain": twice},
        {"chain": SIMPLE, "bpmn": "<a/>"},
        {"subject_kind": "nothing"},
    ):
        with pytest.raises(DomainError):
            defined("bad", **payload)
    with pytest.raises(Forbidden):
        perform(company.east_editor, "process", "define", None, {"code": "x", "name": "x", "chain": SIMPLE})
    assert Entry.objects.count() == before


def test_wrong_settings_of_a_node_are_refused() -> None:
    process = defined(chain=SIMPLE)
    for node, settings in (
        ("nowhere", STEP),
        ("check", {"mode": "all"}),
        ("check", {"approvers": [{"by": "x"}]}),
    ):
        with pytest.raises(Invalid):
            perform(SYSTEM, "process", "set_node", process.pk, {"node": node, "settings": settings})
    regulated = {**STEP, "regulated": True, "late": "approve"}
    perform(SYSTEM, "process", "set_node", process.pk, {"node": "check", "settings": regulated})
    with pytest.raises(DomainError, match=r"process\.not_ready"):
        perform(SYSTEM, "process", "publish", process.pk)


def test_a_called_process_is_pinned_when_published() -> None:
    inner = defined("inner", chain={**SIMPLE, "id": "inner"})
    perform(SYSTEM, "process", "publish", inner.pk)
    outer = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="o">'
        '<startEvent id="s"/><callActivity id="c" calledElement="inner"/><endEvent id="e"/>'
        '<sequenceFlow id="1f" sourceRef="s" targetRef="c"/><sequenceFlow id="2f" sourceRef="c" targetRef="e"/>'
        "</process></definitions>"
    )
    caller = defined("outer", bpmn=outer)
    perform(SYSTEM, "process", "publish", caller.pk)
    version = ProcessVersion.objects.get(process=caller)
    assert version.plan["nodes"]["c__check"]["name"] == "审核"
    assert version.settings["c__check"]["approvers"][0]["code"] == "compliance"
    missing = defined("missing", bpmn=outer.replace("inner", "nobody"))
    with pytest.raises(DomainError, match=r"process\.not_ready"):
        perform(SYSTEM, "process", "publish", missing.pk)
