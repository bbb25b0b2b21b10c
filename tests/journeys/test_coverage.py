"""What is required where: the matrix of a line, its models, a cell with its reasons, a fact answered in place."""

import re
from pathlib import Path
from time import time_ns

import openpyxl  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import AXE, choose
from tests.journeys.conftest import Opening


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
@pytest.mark.demand("R-000-96", "R-000-97")
def test_a_line_opens_to_its_models_and_a_cell_to_its_reasons(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    person.go("/coverage?market=EU")
    if phone:
        row = page.locator(".coverage-card", has_text="SK5 无线音箱系列").first
        row.get_by_role("button", name="Show models").click()
        expect(row.locator(".coverage-card")).to_have_count(2)
    else:
        row = page.locator(".coverage-matrix tbody tr", has_text="SK5 无线音箱系列")
        row.get_by_role("button", name="展开 SK5 无线音箱系列").click()
        expect(page.locator("tr[data-depth='1']", has_text="无线音箱 SK5-B")).to_be_visible()
    row.locator("[data-state=unknown_fact]").first.click()
    drawer = page.get_by_role("dialog")
    asked = drawer.get_by_role("form", name=say("补充事实", "What is not known yet"))
    expect(asked.get_by_role("group").first).to_be_visible()
    expect(
        drawer.get_by_role("list", name=say("要求", "Requirements")).locator("> li").first
    ).to_contain_text("RQ-")
    if AXE.is_file():
        assert person.axe() == []
    assert person.troubles == []


def test_a_fact_answered_in_the_cell_decides_it(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    title = f"覆盖旅程样机 {time_ns() % 10**8}"
    unit = person.ask("unit", "", limit=1)["items"][0]["id"]
    market = person.ask("market", "code:MX")["items"][0]["id"]
    status, made = person.call("POST", "/records/product", {"title": title, "unit": unit})
    assert status == 201, made
    product = made["id"]
    form = {"context": "market", "subject": product, "market": market}
    status, meant = person.call("POST", "/records/engagement", form)
    assert status == 201, meant
    person.go(f"/coverage?subject={product}")
    page.get_by_role("button", name=f"{title} · 墨西哥").click()
    drawer = page.get_by_role("dialog")
    asked = drawer.get_by_role("group", name="NOM列管")
    asked.get_by_role("radio", name="是").check()
    drawer.get_by_role("textbox", name="信息来源").fill("规格书 V2")
    drawer.get_by_role("button", name="保存并重新判断").click()
    rule = drawer.locator(".coverage-rule", has_text="RQ-PRD-047")
    expect(rule.locator("[data-state=missing]").first).to_be_visible()
    expect(asked).to_have_count(0)
    rule.get_by_role("link", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("证书")
    expect(page.locator("form")).to_contain_text(title)
    assert person.troubles == []


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_what_a_limit_waits_for_is_filled_in_above_the_matrix(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    stamp = time_ns() % 10**8
    firm = person.ask("organisation", "is_own:true", limit=1)["items"][0]
    kind = person.ask("credential_type", "code:P-SAFE-REG", limit=1)["items"][0]["id"]

    def made(what: str, form: dict[str, object]) -> str:
        status, told = person.call("POST", f"/records/{what}", form)
        assert status == 201, told
        return str(told["id"])

    who = made("person", {"title": f"无注册单位 {stamp}", "employer": firm["id"]})
    paper = {
        "title": f"安全 {stamp}",
        "type": kind,
        "holder": who,
        "credential_no": f"ZA-2024-{stamp % 10**6:06}",
    }
    made("credential", {**paper, "valid_from": "2024-01-01", "valid_to": "2039-12-31"})
    made("engagement", {"context": "post", "subject": who, "role": "safety_engineer"})
    person.go(f"/coverage?context=post&subject={who}")
    note = page.get_by_role("list", name=say("证书是否计入无法判断", "nobody can say whether papers count"))
    expect(note).to_contain_text(say("1 人未填写注册单位", "No registration unit for 1 person"))
    expect(page.locator(".coverage-page [data-state=unknown_fact]").last).to_be_visible()
    note.get_by_role("button", name=say("补填", "Fill in")).click()
    drawer = page.get_by_role("dialog")
    choose(page, drawer.get_by_role("combobox"), firm["title"])
    drawer.get_by_role("textbox", name=say("信息来源", "Where this is known from")).fill("register")
    if AXE.is_file():
        assert person.axe() == []
    drawer.get_by_role("button", name=say("保存并重新判断", "Save and decide again")).click()
    expect(note).to_have_count(0)
    assert person.troubles == []


@pytest.mark.demand("R-000-99")
def test_the_report_says_coverage_and_expiry_and_leads_to_the_matrix(visit: Opening, tmp_path: Path) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/coverage/report")
    row = page.locator(".coverage-report tbody tr", has_text="巴西")
    expect(row).to_contain_text("0.0%")
    expect(page.locator(".coverage-report thead")).to_contain_text("90 天内到期")
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel 文件").click()
    kept = tmp_path / "report.xlsx"
    download.value.save_as(kept)
    names = [one[0] for one in openpyxl.load_workbook(kept).worksheets[0].iter_rows(values_only=True)]
    assert "巴西" in names
    row.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile(r"/coverage\?.*market=BR"))
    expect(page.locator(".coverage-matrix [data-state=missing]").first).to_be_visible()
    assert person.troubles == []


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_a_rule_is_read_in_words_and_says_whom_its_change_reaches(
    visit: Opening, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    rule = person.ask("requirement_rule", "code:RQ-PRD-004", limit=1)["items"][0]["id"]
    person.go(f"/r/requirement_rule/{rule}")
    panel = page.locator(
        "section", has=page.get_by_role("heading", name=say("规则说明", "What the rule says"))
    )
    expect(panel).to_contain_text(say("中国", "China"))
    expect(panel).to_contain_text(say("带无线", "radio"))
    page.get_by_role("button", name=say("修改", "Amend"), exact=True).click()
    form = page.get_by_role("dialog")
    needed = form.get_by_role("combobox", name=say("全部需要", "All of"))
    expect(form).to_contain_text(say("微功率", "micro-power"))  # the form has grown to its length
    choose(page, needed, "CN-CQC", "CQC")
    page.keyboard.press("Escape")
    if AXE.is_file():
        assert person.axe() == []
    form.get_by_role("button", name=say("修改", "Amend"), exact=True).click()
    reached = form.get_by_role("region", name=say("受影响的对象", "Whose requirements change"))
    expect(form).to_contain_text(say("项要求的状况", "It changes how"))
    expect(reached.get_by_role("listitem").first).to_contain_text("→")
    form.get_by_role("button", name=say("返回修改", "Back")).click()
    expect(needed).to_be_visible()
    assert person.troubles == []


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_the_page_of_a_product_says_what_is_required_of_it(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page, say = person.page, person.say
    line = person.ask("product", 'title:"SK5 无线音箱系列"', limit=1)["items"][0]["id"]
    person.go(f"/r/product/{line}")
    page.get_by_role("link", name=say("巴西 · 缺少", "Brazil · Missing")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text(say("SK5 无线音箱系列 · 巴西", "SK5 无线音箱系列 · Brazil"))
    expect(drawer).to_contain_text("RQ-PRD-045")
    assert person.troubles == []
