"""A step is set in the drawing and published; several tasks of several processes are agreed to at once."""

from time import time_ns
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening


def step(node: str, name: str, *people: str, **more: Any) -> dict[str, Any]:
    """A step of a chain that people are named for."""
    approvers = [{"by": "person", "code": one} for one in people]
    return {"type": "work", "id": node, "name": name, "settings": {"approvers": approvers, **more}}


def defined(admin: Visit, name: str, *items: dict[str, Any], publish: bool = False, **start: Any) -> str:
    """A process about certificates."""
    code = f"journey-{time_ns()}"
    chain = {"id": code.replace("-", "_"), "name": name, "items": list(items), "start": start}
    form = {"code": code, "name": name, "subject_kind": "credential", "chain": chain, "publish": publish}
    status, made = admin.call("POST", "/records/process", form)
    assert status == 201, made
    return str(made["id"])


@pytest.mark.demand("R-000-55")
def test_a_step_is_set_in_the_drawing_and_published(visit: Opening) -> None:
    admin = visit("admin", lang="en")
    page = admin.page
    process = defined(
        admin,
        f"Budget {time_ns()}",
        step("check", "Check", "feng.liqun"),
        step("agree", "Countersign", "tang.yutong", "han.muyang", mode="parallel"),
    )
    admin.go(f"/processes/{process}")
    page.locator('[data-element-id="agree"]').first.click()
    panel = page.locator(".process-node")
    expect(panel.get_by_role("heading")).to_have_text("Countersign")
    expect(panel).to_contain_text("韩沐阳")
    panel.get_by_label("Time limit", exact=True).fill("2")
    rules = panel.locator("fieldset").first
    for sort, name in (("A role", "Quality engineer"), ("Head of the unit", "")):
        rules.get_by_role("button", name="Add a rule").click()
        rules.get_by_label("Sort of rule").last.click()
        page.locator(".ant-select-dropdown:visible").get_by_text(sort, exact=True).click()
        if name:
            rules.get_by_role("combobox", name=sort).fill(name)
            page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=name).first.click()
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved to the draft").first).to_be_visible()
    page.get_by_role("button", name="Save the drawing").click()
    page.get_by_role("link", name="Back to the process").click()
    expect(page.get_by_text("Nothing is wrong: it can be published.")).to_be_visible()
    expect(page.locator(".chain")).to_contain_text("2 working days")
    for who in ("A role Quality engineer", "Head of the unit", "韩沐阳"):
        expect(page.locator(".chain")).to_contain_text(who)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("v1", exact=True)).to_be_visible()
    assert admin.troubles == []


OFFICE = """<?xml version="1.0" encoding="GBK"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="oa">
<process id="oa_budget" name="预算审批"><startEvent id="Start"/><userTask id="manager" name="经理审批" flowable:assignee="feng.liqun"/>
<scriptTask id="count" name="算一算" scriptFormat="groovy"><script>1 + 1</script></scriptTask><endEvent id="End"/>
<sequenceFlow id="f1" sourceRef="Start" targetRef="manager"/><sequenceFlow id="f2" sourceRef="manager" targetRef="count"/>
<sequenceFlow id="f3" sourceRef="count" targetRef="End"/></process></definitions>"""


@pytest.mark.demand("R-000-79")
def test_a_file_of_an_office_system_without_a_drawing_is_taken_in_shown_and_what_it_lacks_named(
    visit: Opening,
) -> None:
    admin = visit("admin")
    page = admin.page
    admin.go(f"/processes/{defined(admin, f'OA {time_ns()}', step('check', 'Check', 'feng.liqun'))}")
    expect(page.locator('[data-element-id="check"]').first).to_be_visible()
    office = FilePayload(name="oa.bpmn", mimeType="text/xml", buffer=OFFICE.encode("gbk"))
    page.locator("input[type=file]").set_input_files(office)
    expect(page.locator('[data-element-id="manager"]').first).to_contain_text("经理审批")
    page.get_by_role("button", name="保存图形").click()
    expect(page.get_by_text("已保存到草稿").first).to_be_visible()
    named = page.locator("aside").get_by_role("listitem").filter(has_text="不允许脚本")
    expect(named).to_contain_text("行")
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="a.bpmn", mimeType="text/xml", buffer=b"<html/>")
    )
    expect(page.get_by_role("alert").filter(has_text="BPMN")).to_be_visible()
    assert [one for one in admin.troubles if "409" not in one] == []


def started_for_two(person: Visit, name: str) -> None:
    """Two rows of the list are selected, and a case is started for each."""
    page = person.page
    person.go("/r/credential")
    for at in (0, 1):
        page.locator(".ant-table-row .ant-checkbox-input").nth(at).check()
    page.locator(".selection-bar").get_by_role("button", name="发起流程").click()
    dialog = page.get_by_role("dialog")
    if not dialog.get_by_text(name).count():
        dialog.get_by_role("combobox").click()
        page.locator(".ant-select-item-option", has_text=name).click()
    dialog.get_by_role("button", name="发起流程").click()
    expect(dialog.get_by_text("已发起 2 个案件")).to_be_visible()
    dialog.get_by_role("button", name="关闭").last.click()
    assert person.troubles == []


def chained(admin: Visit, process: str, *items: dict[str, Any]) -> None:
    """The draft of a process anew."""
    chain = {"id": "redrawn", "name": "改", "items": list(items)}
    status, answer = admin.call("POST", f"/records/process/{process}/set_chain", {"chain": chain})
    assert status == 200, answer


@pytest.mark.demand("R-000-75")
def test_a_new_version_is_tried_over_running_cases_and_the_chosen_move(visit: Opening) -> None:
    """A step is added and one removed: who stands before it may move, who stands at it may not and is told why."""
    admin = visit("admin", phone=True)
    page, mark = admin.page, str(time_ns())
    check, sign, file = (
        step("check", "审核", "feng.liqun"),
        step("sign", "签批", "han.muyang"),
        step("file", "归档", "tang.yutong"),
    )
    process = defined(admin, f"改版{mark}", check, sign, file, publish=True)
    starter, feng = visit("lin.zhixia"), visit("feng.liqun")
    papers = starter.ask("credential", "status:valid", fields=["title"], limit=3)["items"]
    for paper in papers:
        status, made = starter.call("POST", "/records/case", {"process": process, "subject": paper["id"]})
        assert status == 201, made
    task = feng.ask("task", f"state:open holders:me case.process:{process}", limit=1)["items"][0]["id"]
    _, detail = feng.call("GET", f"/records/task/{task}")
    extra = detail["extra"]
    status, told = feng.call(
        "POST",
        f"/records/task/{task}/approve",
        {
            "slot": extra["buttons"][0]["slot"],
            "seen": extra["content_hash"],
            "step_version": extra["step_version"],
        },
    )
    assert status == 200, told
    chained(admin, process, check, step("budget", "预算", "qian.ruoxi"), file)
    admin.go(f"/r/process/{process}")
    page.get_by_role("button", name="发布影响").click()
    expect(page.get_by_text("草稿将成为第 2 版。")).to_be_visible()
    expect(page.locator(".publish-changes")).to_contain_text("预算")
    expect(page.locator(".publish-places")).to_contain_text("审核 2")
    cases = page.locator(".publish-cases")
    expect(cases.locator("li.can")).to_have_count(2)
    expect(cases.locator("li.cannot")).to_contain_text("新版本中没有节点“签批”")
    cases.locator("li.can").first.get_by_role("checkbox").check()
    page.get_by_label("发布说明").fill("加预算一步")
    page.get_by_role("button", name="发布并转入 1 个案件").click()
    expect(page.get_by_text("第 2 版已发布 · 1 个案件已转入")).to_be_visible()
    expect(cases.locator("li")).to_have_count(2)
    versions = [
        one["on_version"] for one in admin.ask("case", f"process:{process}", fields=["on_version"])["items"]
    ]
    assert sorted(versions) == [1, 1, 2]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("全选可转入的").check()
    page.get_by_role("button", name="转入 1 个案件").click()
    expect(cases.locator("li.can")).to_have_count(0)
    assert admin.troubles == []


def test_what_starts_a_process_by_itself_is_seen_added_and_switched_off(visit: Opening) -> None:
    """The shipped one is read in words; one's own is added, works after it is published, and is switched off."""
    admin = visit("admin")
    page, name = admin.page, f"暂停后{time_ns()}"
    process = defined(admin, name, step("look", "看", "feng.liqun"), publish=True)
    shipped = admin.ask("process", "code:product-surveillance")["items"][0]["id"]
    admin.go(f"/r/process/{shipped}")
    expect(page.get_by_text("“义务到期”到期前 90 天")).to_be_visible()
    admin.go(f"/r/process/{process}")
    expect(page.get_by_text("只由人发起。")).to_be_visible()
    page.get_by_role("button", name="设置自动发起").click()
    page.get_by_role("button", name="添加自动发起").click()
    page.get_by_label("由什么发起").click()
    page.locator(".ant-select-dropdown:visible").get_by_text("对记录执行了操作").click()
    page.get_by_label("操作", exact=True).click()
    page.locator(".ant-select-dropdown:visible").get_by_text("暂停", exact=True).click()
    page.get_by_role("button", name="保存审批链").click()
    expect(page.get_by_text("已保存到草稿").first).to_be_visible()
    assert admin.call("POST", f"/records/process/{process}/publish", {})[0] == 200
    paper = admin.ask("credential", "status:valid", fields=["title"], sort="-title")["items"][0]
    notice = {"reason": "整改", "document_no": "暂1"}
    assert admin.call("POST", f"/records/credential/{paper['id']}/suspend", notice)[0] == 200
    assert admin.call("POST", f"/records/credential/{paper['id']}/reinstate", notice)[0] == 200
    admin.go(f"/r/process/{process}")
    expect(page.get_by_text("执行“暂停”之后")).to_be_visible()
    expect(reloaded(page, page.locator(".work-cases", has_text="对记录执行了操作"))).to_contain_text("CASE-")
    page.get_by_role("button", name="设置自动发起").click()
    page.get_by_role("switch", name="启用").click()
    page.get_by_role("button", name="保存审批链").click()
    expect(page.get_by_text("已保存到草稿").first).to_be_visible()
    assert admin.call("POST", f"/records/process/{process}/publish", {})[0] == 200
    admin.go(f"/r/process/{process}")
    expect(page.locator(".starts-shown .off")).to_contain_text("已停用")
    assert admin.troubles == []


def reloaded(page: Page, what: Locator) -> Locator:
    """What the worker does in its own time: the page is read again until it is there."""
    for _ in range(40):
        if what.count():
            break
        page.reload()
        page.wait_for_load_state("networkidle")
    return what


def test_several_tasks_are_agreed_to_with_one_word(visit: Opening) -> None:
    """Three of two processes go; one that has to be signed is named and stays."""
    admin = visit("admin")
    mark = str(time_ns())
    look = step("look", "看", "feng.liqun")
    defined(admin, f"甲{mark}", look, publish=True, starts=[{"on": "list"}])
    others = [
        defined(admin, f"乙{mark}", look, publish=True),
        defined(admin, f"丙{mark}", step("sign", "签", "feng.liqun", signature=True), publish=True),
    ]
    starter = visit("lin.zhixia")
    started_for_two(starter, f"甲{mark}")
    paper = starter.ask("credential", "status:valid", fields=["title"])["items"][0]["id"]
    for process in others:
        status, made = starter.call("POST", "/records/case", {"process": process, "subject": paper})
        assert status == 201, made
    feng = visit("feng.liqun", phone=True)
    page = feng.page
    feng.go("/work")
    rows = page.locator(".work-item", has_text=mark)
    expect(rows).to_have_count(4)
    for row in rows.all():
        row.get_by_role("checkbox").check()
    page.get_by_role("button", name="同意所选").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".bulk-left")).to_contain_text(f"丙{mark}")
    expect(dialog.locator(".bulk-left")).to_contain_text("需要签名")
    dialog.get_by_label("审批意见").fill("一并同意")
    dialog.get_by_role("button", name="同意 3 项").click()
    expect(dialog.get_by_text("已同意 3 项")).to_be_visible()
    dialog.get_by_role("button", name="关闭").last.click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("丙")
    cases = starter.ask("case", "initiator:me", fields=["title", "state"], limit=20)["items"]
    states = sorted((one["title"][0], one["state"]) for one in cases if mark in one["title"])
    assert states == [("丙", "running"), ("乙", "completed"), ("甲", "completed"), ("甲", "completed")]
    assert feng.troubles == []
