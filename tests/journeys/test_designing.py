"""A process is put together as a chain in the browser, tried, published, and run by four people, one on a phone."""

from time import time_ns

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Visit, choose
from tests.journeys.conftest import Opening

AMOUNT = {"name": "amount", "zh": "预算金额", "en": "Budget", "type": "number", "required": True}
FIRST = {
    "type": "work",
    "id": "check",
    "name": "质量审核",
    "settings": {"approvers": [{"by": "person", "code": "feng.liqun"}], "limit": "3WD"},
}


def named(page: Page, panel: Locator, at: int, name: str) -> None:
    """The ``at``-th rule of a step names a person."""
    choose(page, panel.get_by_role("combobox", name="指定人员").nth(at), name)


def put_together(admin: Visit, process: str) -> None:
    """A branch for large amounts, in it a countersign of two."""
    page = admin.page
    admin.go(f"/processes/{process}/chain")
    page.get_by_role("button", name="在此添加").last.click()
    page.get_by_role("menuitem", name="条件分支").click()
    expect(page.locator(".chain-way").first).to_contain_text("还没有条件")
    page.locator(".chain-way-head").first.click()
    panel = page.locator(".process-node")
    panel.get_by_label("分支名称").fill("大额")
    panel.get_by_role("button", name="加条件", exact=False).first.click()
    panel.get_by_role("combobox", name="选择比较方式").click()
    page.locator(".ant-select-dropdown:visible").get_by_text("至少", exact=True).click()
    panel.get_by_label("值", exact=True).fill("10000")
    expect(page.locator(".chain-way").first).to_contain_text("当 预算金额 至少 10000")
    page.locator(".chain-way").first.get_by_role("button", name="在此添加").click()
    page.locator(".ant-dropdown:visible").get_by_role("menuitem", name="审批步骤").click()
    panel.get_by_label("名称", exact=True).fill("部门会签")
    rules = panel.locator("fieldset").first
    rules.get_by_role("button", name="删除规则").click()
    for at, name in enumerate(("钱若溪", "韩沐阳")):
        rules.get_by_role("button", name="添加规则").click()
        named(page, rules, at, name)
    panel.get_by_label("多人方式").click()
    page.locator(".ant-select-dropdown:visible").get_by_text("并行会签").click()
    expect(page.locator(".chain-way").first).to_contain_text("钱若溪、韩沐阳 · 并行会签")
    page.get_by_role("button", name="保存审批链").click()
    expect(page.get_by_text("没有问题,可以发布。")).to_be_visible()


def tried(admin: Visit) -> None:
    """As 林知夏 with a large amount: both are asked; with a small one nobody else."""
    page = admin.page
    page.get_by_role("button", name="试运行").click()
    dialog = page.get_by_role("dialog")
    choose(page, dialog.get_by_label("假设由谁发起"), "林知夏")
    dialog.get_by_label("预算金额").fill("12000")
    dialog.get_by_role("button", name="运行", exact=True).click()
    entries = dialog.locator(".trial-entries")
    expect(entries).to_contain_text("走“大额”")
    expect(entries.locator("li").filter(has=page.locator(".trial-head")).last).to_contain_text(
        "钱若溪、韩沐阳"
    )
    dialog.get_by_label("预算金额").fill("500")
    dialog.get_by_role("button", name="运行", exact=True).click()
    expect(entries).to_contain_text("不走“大额”")
    expect(entries.locator(".trial-head")).to_have_count(1)


def published(admin: Visit, process: str) -> None:
    """Made the version in force on the page of the process."""
    page = admin.page
    admin.go(f"/r/process/{process}")
    expect(page.locator(".chain-way").first).to_contain_text("当 预算金额 至少 10000")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_label("发布说明").fill("第一版")
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_text("v1", exact=True)).to_be_visible()


def started(person: Visit, name: str) -> str:
    """From the page of a record; the address of the case."""
    page = person.page
    paper = person.ask("credential", "status:valid", fields=["title"])["items"][0]
    person.go(f"/r/credential/{paper['id']}")
    page.get_by_role("button", name="发起流程").click()
    dialog = page.get_by_role("dialog")
    choose(page, dialog.get_by_role("combobox"), name)
    dialog.get_by_label("预算金额").fill("12000")
    dialog.get_by_role("button", name="发起流程").click()
    expect(page.locator(".diagram svg").first).to_be_visible()
    expect(page.locator(".work-steps")).to_contain_text("质量审核")
    return page.url


def opened(person: Visit, name: str) -> None:
    """Found among what is to be done."""
    person.go("/work")
    row = person.page.locator(".work-item", has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("link").click()


def handed(person: Visit, operation: str, field: str, to: str) -> None:
    """Somebody else is asked: an operation from the buttons, with a person."""
    page = person.page
    button = page.get_by_role("button", name=operation, exact=True)
    if button.count() == 0:
        page.locator(".work-buttons").get_by_role("button", name=person.say("更多", "More")).click()
        page.get_by_role("menuitem", name=operation, exact=True).click()
    else:
        button.click()
    dialog = page.get_by_role("dialog")
    choose(page, dialog.get_by_label(field), to)
    dialog.locator(".ant-drawer-title, .ant-modal-title").click()  # the list of several stays open until left
    if person.lang == "zh" and operation == "委派":
        dialog.get_by_label("允许对方代为决定").check()
    dialog.get_by_role("button", name=operation).last.click()
    expect(dialog).to_have_count(0)


def agreed(person: Visit, name: str) -> None:
    """Somebody finds the task, says yes, and it is gone from the list."""
    page = person.page
    opened(person, name)
    page.get_by_role("button", name=person.say("同意", "Approve"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(person.say("审批意见", "Comment")).fill("预算合理")
    dialog.get_by_role("button", name=person.say("同意", "Approve")).click()
    expect(dialog).to_have_count(0)
    person.go("/work")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".work-item", has_text=name)).to_have_count(0)
    assert person.troubles == []


@pytest.mark.demand("R-000-79")
def test_a_chain_is_put_together_tried_and_run_by_its_people(visit: Opening) -> None:
    admin = visit("admin")
    name = f"大额预算{time_ns()}"
    status, made = admin.call(
        "POST",
        "/records/process",
        {
            "code": f"chain-{time_ns()}",
            "name": name,
            "subject_kind": "credential",
            "chain": {"id": "large_budget", "name": name, "start": {"inputs": [AMOUNT]}, "items": [FIRST]},
        },
    )
    assert status == 201, made
    put_together(admin, made["id"])
    tried(admin)
    published(admin, made["id"])
    assert admin.troubles == []

    starter = visit("lin.zhixia")
    case = started(starter, name)
    changed = {"data": {"amount": "15000"}}
    assert starter.call("POST", f"/records/case/{case.rsplit('/', 1)[1]}/fill", changed)[0] == 200
    phone = visit("feng.liqun", lang="en", phone=True)
    opened(phone, name)
    expect(phone.page.locator(".since-list")).to_contain_text("12000→15000")
    handed(phone, "Add a signer before", "People", "郑思远")
    zheng = visit("zheng.siyuan")
    agreed(zheng, name)
    agreed(phone, name)
    delegating = visit("qian.ruoxi")
    opened(delegating, name)
    handed(delegating, "委派", "转给", "郑思远")
    agreed(zheng, name)
    agreed(visit("han.muyang"), name)
    starter.page.goto(case)
    expect(starter.page.get_by_text("已办结").first).to_be_visible()
    steps = starter.page.locator(".work-steps")
    for what in ("前加签", "委派", "代 钱若溪", "预算合理"):
        expect(steps).to_contain_text(what)
    assert starter.troubles == []
