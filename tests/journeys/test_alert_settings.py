"""Arranging how one is told: the digest, a policy tried out before it is saved, the weekly pack by mail."""

import re
from time import time_ns

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.test_finding import EVERY_WAY


@EVERY_WAY
def test_everybody_chooses_their_digest(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page = person.page
    person.go("/notifications")
    expect(page.get_by_text(person.say("待决事项汇总邮件", "Decision digest by mail"))).to_be_visible()
    page.get_by_label(person.say("频率", "How often")).click()
    page.locator(".ant-select-item-option", has_text=person.say("每周", "Weekly")).click()
    page.get_by_label(person.say("星期", "Weekday")).click()
    page.locator(".ant-select-item-option", has_text=person.say("周四", "Thursday")).click()
    page.get_by_role("button", name=re.compile(person.say("保\\s*存", "Save"))).click()
    expect(page.get_by_text(re.compile(person.say("下一封：", "Next: ")))).to_be_visible()
    page.reload()
    expect(page.get_by_text(person.say("周四", "Thursday"))).to_be_visible()


@pytest.mark.demand("R-000-41")
def test_a_policy_is_tried_out_before_it_is_saved(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    person.go("/r/alert_policy/new")
    expect(page.get_by_text("填写完整后，这里用一句话说明策略会做什么。")).to_be_visible()
    page.get_by_label("名称", exact=True).fill("提前一百二十天")
    stages = page.get_by_label(re.compile("提醒节点"))
    stages.fill("120")
    stages.press("Enter")
    expect(page.locator(".policy-sentence")).to_contain_text("到期日前 120 天提醒责任人")
    page.get_by_role("button", name="用过去一年试算").click()
    expect(page.get_by_role("status").filter(has_text="条提醒")).to_be_visible()
    assert page.url.endswith("/r/alert_policy/new")


@EVERY_WAY
def test_a_weekly_pack_is_ordered_and_sent_at_once(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page = person.page
    person.go("/r/weekly_pack/new")
    name = f"例会 {lang} {int(phone)}"
    page.get_by_label(person.say("名称", "Name"), exact=True).fill(name)
    readers = page.get_by_label(person.say("收件人", "Readers"), exact=True)
    readers.click()
    readers.fill("lin")
    page.locator(".ant-select-item-option").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=person.say("新增例会材料", "Add a meeting pack")).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text(person.say("尚未发送", "Nothing was sent yet"))).to_be_visible()


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_work_that_comes_round_is_set_up_done_and_comes_round_again(
    visit: Opening, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    person.go("/r/routine/new")
    name = f"{say('月度自查', 'Monthly self-check')} {time_ns()}"
    page.get_by_label(say("编码", "Code"), exact=True).fill(f"check-{time_ns()}")
    page.get_by_label(say("名称", "Name"), exact=True).fill(name)
    page.get_by_label(say("每隔几个月", "Every so many months"), exact=True).fill("1")
    first = page.get_by_label(re.compile(say("首期开始日", "First period begins")))
    first.fill("2026-01-01")
    first.press("Enter")
    page.get_by_role("button", name=say("新增定期工作", "Add recurring work")).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text(say("尚未完成任何一期", "No period was done yet"))).to_be_visible()
    if phone:
        page.get_by_role("button", name=say("更多", "More")).click()
        page.get_by_role("menuitem", name=say("登记完成", "Record as done")).click()
    else:
        page.get_by_role("button", name=say("登记完成", "Record as done"), exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label(say("结果", "What came of it")).fill("312 / 312")
    form.get_by_role("button", name=say("登记完成", "Record as done")).click()
    expect(page.get_by_role("listitem").filter(has_text="312 / 312")).to_be_visible()
    assert person.troubles == []
