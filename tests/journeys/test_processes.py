"""A process is drawn, published, started from a record and run by four people, one of them on a phone."""

from time import time_ns

from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening

CHAIN = {
    "id": "budget_check",
    "name": "证书预算审批",
    "start": {
        "inputs": [
            {"name": "amount", "zh": "预算金额", "en": "Budget", "type": "number", "required": True},
        ]
    },
    "items": [
        {
            "type": "work",
            "id": "check",
            "name": "质量审核",
            "settings": {"approvers": [{"by": "person", "code": "feng.liqun"}], "limit": "3WD"},
        },
        {
            "type": "work",
            "id": "agree",
            "name": "部门会签",
            "settings": {
                "approvers": [
                    {"by": "person", "code": "tang.yutong"},
                    {"by": "person", "code": "han.muyang"},
                ],
                "mode": "parallel",
                "signature": True,
            },
        },
    ],
}


def defined(person: Visit, name: str) -> str:
    status, made = person.call(
        "POST",
        "/records/process",
        {
            "code": f"budget-check-{time_ns()}",
            "name": name,
            "category": "other",
            "subject_kind": "credential",
            "chain": CHAIN,
        },
    )
    assert status == 201, made
    return str(made["id"])


def shape(page: Page, node: str) -> None:
    """Pick a step in the drawing."""
    page.locator(f'[data-element-id="{node}"]').first.click()


def test_a_process_from_the_drawing_to_the_last_signature(visit: Opening) -> None:
    admin = visit("admin")
    page = admin.page
    name = f"证书预算审批{time_ns()}"
    process = defined(admin, name)
    admin.go(f"/processes/{process}")
    shape(page, "agree")
    panel = page.locator(".process-node")
    expect(panel.get_by_role("heading")).to_have_text("部门会签")
    panel.get_by_label("时限", exact=True).fill("2")
    panel.get_by_role("button", name="保存设置").click()
    expect(page.get_by_text("已保存到草稿").first).to_be_visible()
    page.get_by_role("button", name="保存图形").click()
    page.get_by_role("link", name="返回流程").click()
    expect(page.get_by_text("没有问题,可以发布。")).to_be_visible()
    expect(page.locator(".chain")).to_contain_text("2 个工作日")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_label("发布说明").fill("第一版")
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_text("v1", exact=True)).to_be_visible()
    assert admin.troubles == []

    starter = visit("lin.zhixia")
    page = starter.page
    paper = starter.ask("credential", "status:valid", fields=["title"])["items"][0]
    starter.go(f"/r/credential/{paper['id']}")
    page.get_by_role("button", name="发起流程").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.locator(".ant-select-item-option", has_text=name).click()
    dialog.get_by_label("预算金额").fill("12000")
    dialog.get_by_role("button", name="发起流程").click()
    expect(page.locator(".diagram svg").first).to_be_visible()
    expect(page.locator(".work-steps")).to_contain_text("质量审核")
    address = page.url
    assert starter.troubles == []

    signed(visit("feng.liqun", lang="en", phone=True), name, None)
    signed(visit("tang.yutong"), name, "唐语桐")
    signed(visit("han.muyang"), name, "韩沐阳")
    page.goto(address)
    expect(page.locator(".work-steps")).to_contain_text("预算合理")
    expect(page.get_by_text("已办结").first).to_be_visible()
    assert starter.troubles == []


def signed(person: Visit, process: str, name: str | None) -> None:
    """Somebody finds the task in the to-do list, says yes, and it is gone from there."""
    page, say = person.page, person.say
    person.go("/work")
    row = page.locator(".work-item", has_text=process)
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    page.get_by_role("button", name=say("同意", "Approve"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("审批意见", "Comment")).fill("预算合理")
    if name is not None:
        dialog.get_by_label("签名(输入姓名)").fill(name)
    dialog.get_by_role("button", name=say("同意", "Approve")).click()
    expect(dialog).to_have_count(0)
    person.go("/work")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(row).to_have_count(0)
    assert person.troubles == []
