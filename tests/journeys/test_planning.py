"""Entering Brazil and Saudi Arabia with a line of wireless mains-powered products: asked, read, printed."""

import re
from datetime import date, timedelta
from time import time_ns
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visit, choose
from tests.journeys.conftest import Opening

FACTS = {
    "product_has_radio": True,
    "product_mains_powered": True,
    "product_saso_regulated": True,
    "product_gmark_list2": False,
}


def line(person: Visit) -> str:
    """A line of wireless mains-powered products with one model; its name."""
    name = f"无线网关系列 {time_ns()}"
    status, made = person.call("POST", "/records/product", {"title": name, "level": "series"})
    assert status == 201, made
    model = {"title": f"{name} M1", "level": "model", "parent": made["id"]}
    assert person.call("POST", "/records/product", model)[0] == 201
    answers = {"answers": FACTS, "source": "规格书"}
    status, said = person.call("POST", f"/coverage/questions/{made['id']}", answers)
    assert status == 200, said
    return name


def pick(page: Page, label: str, text: str, option: str = "") -> None:
    """Choose in the select of that name by typing."""
    choose(page, page.get_by_role("combobox", name=label, exact=True), text, option)


@pytest.mark.demand("R-000-98")
@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_brazil_and_saudi_arabia_are_planned_and_printed(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    name = line(person)
    person.go("/coverage")
    page.get_by_role("link", name=say("准入计划", "Market plan"), exact=True).click()
    pick(page, say("产品系列或型号", "Product line or model"), name)
    pick(page, say("目标市场", "Markets"), "BR", say("巴西", "Brazil"))
    pick(page, say("目标市场", "Markets"), "SA", say("沙特", "Saudi"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name=say("试算", "Work it out"), exact=True).click()
    summary = page.locator(".plan-summary")
    expect(summary).to_contain_text(say("最早合法日期", "Earliest lawful day"))
    rows = page.locator(".plan-cards > li" if phone else ".plan-table tbody tr")
    for code in ("BR-ANATEL", "SA-SABER-PC"):
        expect(rows.filter(has_text=code).first).to_be_visible()
    expect(page.locator(".plan-gantt").first).to_be_visible()
    expect(page.locator(".plan-reasons").first).to_contain_text("RQ-PRD-")
    expect(summary).to_contain_text(say("已知费用", "Known cost"))
    expect(rows.filter(has_text="BR-ANATEL").last).to_contain_text(
        say("例中位数", "median of")
    )  # learned from our own
    routes = page.locator(".plan-routes > li" if phone else ".plan-routes tbody tr")
    quickest = routes.filter(has_text=say("最快", "Quickest"))
    quickest.get_by_role("button", name=say("选用", "Choose")).click()
    expect(quickest).to_have_attribute("aria-current", "true")
    assert "prefer=quickest" in page.url  # a colleague sees the same
    assert person.axe() == []
    page.emulate_media(media="print")
    expect(page.locator(".plan-form")).to_be_hidden()
    expect(summary).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    if not phone:  # a sheet of paper cuts off nothing
        page.locator(".content").evaluate("one => { one.style.width = '700px' }")
        wide = (
            "some => some.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel)"
        )
        assert page.locator(".scroll-x").evaluate_all(wide) == []
        page.locator(".content").evaluate("one => { one.style.width = '' }")
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    page.emulate_media(media="screen")
    if phone:
        waived(person, name)
    else:
        applied(person)
    kept(person, phone, name)
    assert person.troubles == []


def applied(person: Visit) -> None:
    """A chosen certificate becomes a case; the plan links to it and offers it no more."""
    page = person.page
    items = page.locator(".plan-table tbody tr", has=page.get_by_role("checkbox"))
    row = items.filter(has_text="BR-ANATEL")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="为所选证书发起申请（1）").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("已发起 1 件")
    number = dialog.get_by_role("link", name=re.compile("^CASE-")).inner_text()
    assert person.axe() == []
    dialog.get_by_role("button", name="关闭").last.click()
    expect(row.get_by_role("link", name=number)).to_be_visible()
    expect(row.get_by_role("checkbox")).to_be_disabled()


def waived(person: Visit, name: str) -> None:
    """A cell asks for a waiver, and says that it awaits a second person."""
    page, back = person.page, person.page.url
    product, market = subject_of(back), person.ask("market", "code:SA")["items"][0]["id"]
    form = {"context": "market", "subject": product, "market": market}
    assert person.call("POST", "/records/engagement", form)[0] == 201
    person.go(f"/coverage?subject={product}")
    card = page.locator(".coverage-card", has_text=name).first
    card.locator("[data-state=missing]").first.click()
    rule = page.locator(".coverage-rule", has_text="RQ-PRD-037")
    rule.get_by_role("button", name="Ask for a waiver").click()
    asked = page.get_by_role("dialog", name="Ask for a waiver")
    asked.get_by_label("Reason").fill("Launch stock only")
    asked.get_by_label("Until").fill((date.today() + timedelta(days=30)).isoformat())
    asked.get_by_label("Until").press("Enter")
    asked.get_by_role("button", name="Ask for a waiver").click()
    expect(rule).to_contain_text("Waiver awaits approval")
    expect(rule.get_by_role("link", name=re.compile("^WVR-"))).to_be_visible()
    person.go(back.removeprefix(person.url))


def kept(person: Visit, phone: bool, name: str) -> None:
    """The question is kept as a scenario, and set beside another one."""
    page, say = person.page, person.say
    title = f"只进巴西 {name}"
    other = {"title": title, "subject": subject_of(page.url), "markets": ["BR"]}
    status, made = person.call("POST", "/records/scenario", other)
    assert status == 201, made
    save = say("存为方案", "Save as scenario")
    page.get_by_role("button", name=save).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("方案名称", "Name of the scenario")).fill(f"{name} BR+SA")
    dialog.get_by_role("button", name=save, exact=True).click()
    shown = page.locator(".scenario-cards" if phone else ".scenario-table")
    expect(shown).to_contain_text("SA-SABER-PC")
    expect(page.get_by_role("dialog")).to_have_count(0)
    beside(person, title)
    # Saudi Arabia's paper is not needed where only Brazil is entered
    expect(shown).to_contain_text(say("不需要", "Not needed"))
    expect(shown).to_contain_text(say("有差异", "Differs"))
    assert person.axe() == []


def subject_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["subject"][0]


def supplied(person: Visit) -> tuple[str, dict[str, str]]:
    """A supplier who holds the certificate that a lamp needs in Saudi Arabia; its name, and the ids of both."""
    name = f"电子供方 {time_ns()}"
    ids: dict[str, str] = {}
    for kind, form in (("organisation", {"title": name}), ("product", {"title": f"灯 {name}"})):
        status, made = person.call("POST", f"/records/{kind}", form)
        assert status == 201, made
        ids[kind] = made["id"]
    answers = {"answers": {"product_saso_regulated": True}, "source": "规格书"}
    assert person.call("POST", f"/coverage/questions/{ids['product']}", answers)[0] == 200
    market = person.ask("market", "code:SA")["items"][0]["id"]
    kind = person.ask("credential_type", "code:SA-SABER-PC")["items"][0]["id"]
    meant = {"context": "market", "subject": ids["product"], "market": market}
    paper = {"title": name, "type": kind, "holder": ids["organisation"], "products": [ids["product"]], "markets": [market],
             "issued_on": "2026-01-02", "valid_from": "2026-01-02", "valid_to": "2029-01-01"}  # fmt: skip
    for record, form in (("engagement", meant), ("credential", paper)):
        status, made = person.call("POST", f"/records/{record}", form)
        assert status == 201, made
    return name, ids


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_a_supplier_is_lost_kept_compared_and_printed(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    name, ids = supplied(person)
    early, late = date.today() + timedelta(days=3), date.today() + timedelta(days=300)
    person.go(f"/coverage/losing?kind=organisation&record={ids['organisation']}&on={early}")
    result = page.locator(".plan-result")
    expect(result).to_contain_text("RQ-PRD-037")
    page.get_by_role("button", name=say("预算", "Budget")).click()
    expect(page.get_by_role("dialog")).to_contain_text("SA-SABER-PC")
    page.keyboard.press("Escape")
    keep(person, f"{name} A")
    shown = page.locator(".scenario-cards" if phone else ".scenario-table")
    expect(shown).to_contain_text("SA-SABER-PC")
    # the day changes: asked and kept again
    shown.get_by_role("link", name=say("打开试算", "Open what if")).click()
    expect(result).to_contain_text("RQ-PRD-037")
    day = page.get_by_label(say("自何日起", "From"), exact=True)
    day.fill(late.isoformat())
    day.press("Enter")
    page.get_by_role("button", name=say("试算", "Work it out"), exact=True).click()
    page.wait_for_url(f"**on={late}**")
    expect(result).to_contain_text(say("赶得上", "In time for"))
    keep(person, f"{name} B")
    beside(person, f"{name} A")
    first = shown.get_by_role("link", name=f"{name} A")
    expect(shown).to_contain_text(say("不再满足的要求", "Requirements that fall"))
    page.mouse.move(1, 1)
    assert person.axe() == []
    page.emulate_media(media="print")
    expect(page.locator(".scenario-choice")).to_be_hidden()
    expect(first).to_be_visible()
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    page.emulate_media(media="screen")
    first.click()
    expect(page.get_by_role("heading", name=f"{name} A")).to_be_visible()
    expect(page.locator(".scenario-cards" if phone else ".scenario-table")).to_contain_text("RQ-PRD-037")
    # saving a form in which nothing was changed makes no version
    amend = page.get_by_role("button", name=say("修改", "Amend"), exact=True)
    amend.click()
    page.get_by_role("dialog").get_by_role("button", name=say("修改", "Amend"), exact=True).click()
    expect(
        page.get_by_text(say("没有改动，无需保存", "Nothing was changed, so nothing is saved"))
    ).to_be_visible()
    status, kept = person.call("GET", page.url.removeprefix(person.url).replace("/r/", "/records/"))
    assert (status, kept["version"]) == (200, 1)
    assert person.troubles == []


def beside(person: Visit, title: str) -> None:
    """Set another scenario beside those that are shown; the box is empty again at once."""
    box = person.page.get_by_role(
        "combobox", name=person.say("选择要比较的方案", "Scenarios to compare"), exact=True
    )
    box.fill(title)
    option = person.page.locator(".ant-select-dropdown:visible .ant-select-item-option:not([hidden])").first
    expect(option).to_contain_text(title)
    option.click()
    expect(person.page.get_by_role("link", name=title)).to_be_visible()
    expect(box).to_have_value("")


def keep(person: Visit, title: str) -> None:
    """Save the question that is asked; the comparison opens with it."""
    save = person.say("存为方案", "Save as scenario")
    person.page.get_by_role("button", name=save).click()
    dialog = person.page.get_by_role("dialog")
    dialog.get_by_label(person.say("方案名称", "Name of the scenario")).fill(title)
    dialog.get_by_role("button", name=save, exact=True).click()
    expect(dialog).to_have_count(0)
    expect(person.page.get_by_role("link", name=title)).to_be_visible()


def test_what_falls_with_a_certificate_is_read_before_it_is_lost(visit: Opening) -> None:
    person = visit("lin.zhixia", lang="en", phone=True)
    page = person.page
    name = f"Lost lamp {time_ns()}"
    status, made = person.call("POST", "/records/product", {"title": name})
    assert status == 201, made
    answers = {"answers": {"product_saso_regulated": True}, "source": "data sheet"}
    assert person.call("POST", f"/coverage/questions/{made['id']}", answers)[0] == 200
    market = person.ask("market", "code:SA")["items"][0]["id"]
    kind = person.ask("credential_type", "code:SA-SABER-PC")["items"][0]["id"]
    meant = {"context": "market", "subject": made["id"], "market": market}
    assert person.call("POST", "/records/engagement", meant)[0] == 201
    paper = {"title": name, "type": kind, "products": [made["id"]], "markets": [market], "issued_on": "2026-01-02",
             "valid_from": "2026-01-02", "valid_to": "2029-01-01"}  # fmt: skip
    status, credential = person.call("POST", "/records/credential", paper)
    assert status == 201, credential
    person.go("/coverage/losing")
    pick(page, "Which one", name)
    page.get_by_role("button", name="Work it out", exact=True).click()
    expect(page.locator(".plan-summary")).to_contain_text("Requirements that fall")
    result = page.locator(".plan-result")
    expect(result).to_contain_text("Saudi Arabia")
    expect(result).to_contain_text("The cheapest replacement")
    expect(result.locator(".plan-reasons", has_text="RQ-PRD-037").first).to_be_visible()
    assert f"record={credential['id']}" in page.url
    page.mouse.move(1, 1)  # what only shows under the pointer is not looked at
    assert person.axe() == []
    assert person.troubles == []


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_the_plan_asks_what_its_rules_wait_for(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    status, made = person.call("POST", "/records/product", {"title": f"待答产品 {time_ns()}"})
    assert status == 201, made
    person.go(f"/coverage/plan?subject={made['id']}&markets=SA,SA&begin=2020-01-01")
    expect(page.get_by_text(say("按今天起算", "work begins today"))).to_be_visible()
    expect(page.locator(".plan-market")).to_have_count(1)  # a market named twice is one
    asked = page.get_by_role("form", name=say("补充事实", "What is not known yet"))
    asked.get_by_role("group", name=say("沙特技术法规", "Saudi technical regulation")).get_by_role(
        "radio", name=say("是", "Yes")
    ).check()
    asked.get_by_role("textbox").fill("规格书 V2")
    asked.get_by_role("button", name=say("保存并重新判断", "Save and decide again")).click()
    rows = page.locator(".plan-cards > li" if phone else ".plan-table tbody tr")
    expect(rows.filter(has_text="SA-SABER-PC").first).to_be_visible()
    assert person.axe() == []
    assert person.troubles == []
