"""May it be shipped? One question, a pasted list, and an exception that a second person grants."""

import re
from datetime import date, timedelta
from time import time_ns
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening

SUSPENDED = "智能家居网关 GW1-Z"  # its radio approval is suspended


def product(person: Visit, title: str) -> str:
    found = person.ask(
        "product", {"combinator": "and", "rules": [{"field": "title", "operator": "=", "value": title}]}
    )
    return str(found["items"][0]["id"])


def expiring(person: Visit) -> dict[str, Any]:
    """A Chinese product certificate that still holds and has a last day."""
    found = person.ask(
        "credential", "type:CN-CCC status:valid valid_to>=+2m", fields=["title", "products", "valid_to"]
    )
    one: dict[str, Any] = next(row for row in found["items"] if len(row["products"]) == 1)
    return one


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_one_question_says_why(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    person.go("/gate")
    subject = page.get_by_role("combobox", name=say("主体", "Subject"), exact=True)
    subject.fill("GW1-Z")
    page.locator(".ant-select-item-option", has_text=SUSPENDED).first.click()
    page.get_by_role("button", name=say("查询", "Ask"), exact=True).click()
    answer = page.locator(".gate-verdict")
    expect(answer).to_have_attribute("data-answer", "deny")
    expect(answer.locator("header")).to_contain_text(say("拦截", "Blocked"))
    expect(answer).to_be_in_viewport()
    expect(answer.locator("li").first).to_contain_text(say("起暂扣", "withheld since"))
    expect(page).to_have_url(re.compile("subject="))  # a colleague sees the same
    answer.locator("a.gate-paper").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("GW1-Z")
    assert person.troubles == []


@pytest.mark.demand("R-000-15")
def test_a_pasted_shipment_list_shows_late_goods_red(visit: Opening, tmp_path: Any) -> None:
    person = visit("lin.zhixia")
    page = person.page
    paper = expiring(person)
    name, last = paper["products"][0]["label"], paper["valid_to"]
    late = f"{int(last[:4]) + 1}{last[4:8]}01"
    person.go("/gate?tab=list")
    rows = [
        f"S-1\t{name}\t中国\t{last}\t{late}",
        f"S-2\t{name}\t中国\t{last}\t",
        "S-3\t没有这个产品\t中国\t\t",
    ]
    page.get_by_label("或从表格中复制，连表头一起粘贴").fill(
        "\n".join(["单号\t产品\t市场\t发货日期\t到港日期", *rows])
    )
    page.get_by_role("button", name="核对", exact=True).click()
    shown = page.locator(".gate-rows > li")
    expect(shown).to_have_count(3)
    expect(shown.nth(0)).to_contain_text("拦截")
    expect(shown.nth(0)).to_contain_text("货物到港时已失效")
    expect(shown.nth(1)).to_contain_text("即将到期")
    expect(shown.nth(2)).to_contain_text("找不到主体")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载带结论的表").click()
    kept = tmp_path / "answered.xlsx"
    download.value.save_as(kept)
    cells = [row[5] for row in openpyxl.load_workbook(kept).active.iter_rows(values_only=True)]
    assert cells[0] == "放行结论"
    assert cells[1].startswith("拦截")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_exception_takes_two_people(visit: Opening, phone: bool) -> None:
    asking = visit("lin.zhixia", phone=phone)
    page = asking.page
    reason = f"客户停线，先行发货 {time_ns() % 10**8}"
    subject = product(asking, SUSPENDED)
    asking.go(f"/gate?kind=product&subject={subject}&act=import")
    page.locator(".gate-verdict").get_by_role("link", name="申请特批").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("特批放行")
    page.get_by_label("理由").fill(reason)
    until = page.get_by_label("至(含当日)")
    until.fill(soon(asking))
    until.press("Enter")
    page.get_by_role("button", name="申请特批").click()
    expect(page).to_have_url(re.compile(r"/r/gate_override/[0-9a-f-]{36}"))
    asking.go("/gate?tab=overrides")
    mine = page.locator(".gate-rows > li", has_text=reason)
    expect(mine).to_contain_text("待批准")
    expect(mine.get_by_role("button", name="批准")).to_have_count(0)  # not one's own

    boss = visit("admin", phone=phone)
    boss.go("/gate?tab=overrides")
    theirs = boss.page.locator(".gate-rows > li", has_text=reason)
    theirs.get_by_role("button", name="批准").click()
    boss.page.get_by_role("dialog").get_by_role("button", name="批准").click()
    expect(theirs).to_contain_text("已批准")

    asking.go(f"/gate?kind=product&subject={subject}&act=import")
    expect(page.locator(".gate-verdict")).to_have_attribute("data-answer", "warn")
    expect(page.locator(".gate-reasons")).to_contain_text(reason)
    theirs.get_by_role("button", name="撤回").click()
    boss.page.get_by_role("dialog").get_by_label("撤回理由").fill("货已改期")
    boss.page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    expect(theirs).to_contain_text("已撤回")


def soon(person: Visit) -> str:
    """A day of next week in the server's calendar."""
    today = date.fromisoformat(str(person.call("GET", "/session")[1]["today"]))
    return (today + timedelta(days=7)).isoformat()
