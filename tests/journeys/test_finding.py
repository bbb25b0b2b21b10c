"""The register: a typed sentence, built conditions, columns, links that reproduce, calendar, palette."""

import re
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening

SENTENCE = "所有销往欧盟市场、且将在未来6个月内到期的安规证书"
EVERY_WAY = pytest.mark.parametrize(
    ("lang", "phone"),
    [("zh", False), ("zh", True), ("en", False), ("en", True)],
    ids=["zh-desktop", "zh-phone", "en-desktop", "en-phone"],
)


def counted(person: Visit) -> int:
    """The number beside the heading of a list."""
    shown = person.page.locator(".page-count.num")
    expect(shown).to_be_visible()
    return int(re.sub(r"\D", "", shown.inner_text()))


@pytest.mark.demand("R-000-05")
@pytest.mark.demand("R-000-40")
@EVERY_WAY
def test_a_typed_sentence_becomes_conditions(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page = person.page
    person.go("/r/credential")
    everything = counted(person)
    page.get_by_role("combobox", name=person.say("在列表中搜索", "Search this list")).fill(SENTENCE)
    expect(page.get_by_text(person.say("已理解为", "Understood as"))).to_be_visible()
    page.keyboard.press("Enter")
    status, parsed = person.call("POST", "/conditions/parse", {"kind": "credential", "text": SENTENCE})
    assert (status, parsed["unknown"]) == (200, [])
    expect(page.locator(".chip")).to_have_count(len(parsed["condition"]["rules"]))
    person.rest()
    narrowed = counted(person)
    assert person.ask("credential", parsed["condition"])["count"] == narrowed
    assert 0 < narrowed < everything
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    person.rest()
    assert counted(person) == narrowed


@pytest.mark.demand("R-000-31")
def test_a_number_is_found_however_it_is_typed(visit: Opening) -> None:
    person = visit("lin.zhixia")
    row = person.ask("credential", None, fields=["title", "credential_no"], limit=1)["items"][0]
    person.go("/r/credential")
    box = person.page.get_by_role("combobox", name="在列表中搜索")
    box.fill(row["credential_no"].lower().replace("-", " "))
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("link", name=row["title"]).first).to_be_visible()


def test_conditions_are_built_counted_and_taken_away(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/r/credential")
    everything = counted(person)
    page.get_by_role("button", name="筛选").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="6 个月内到期").click()
    expect(drawer.get_by_text(re.compile(r"符合 \d+ 条"))).to_be_visible()
    drawer.get_by_role("button", name="应用").click()
    expect(page.locator(".chip")).to_have_count(2)
    person.rest()
    assert 0 < counted(person) < everything
    page.get_by_role("button", name=re.compile("去掉条件")).first.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_role("button", name=re.compile("去掉条件")).first.click()
    person.rest()
    assert counted(person) == everything


def test_columns_are_chosen_and_kept(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/r/credential")
    expect(page.get_by_role("columnheader", name="费用")).to_have_count(0)
    page.get_by_role("button", name="更多").first.click()
    page.get_by_role("menuitem", name="列").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("checkbox", name="费用").check()
    drawer.get_by_role("button", name="确定").click()
    expect(page.get_by_role("columnheader", name="费用")).to_be_visible()
    page.reload()
    expect(page.get_by_role("columnheader", name="费用")).to_be_visible()


@pytest.mark.demand("R-000-39")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_calendar_shows_what_falls_due(visit: Opening, phone: bool) -> None:
    person = visit("lin.zhixia", phone=phone)
    person.go("/r/credential?mode=calendar")
    page = person.page
    shown = page.locator(".calendar a.due")
    for _ in range(6):
        if shown.count():
            break
        page.get_by_role("button", name="下个月").click()
        person.rest()
    assert shown.count() > 0
    title = shown.first.locator(".due-title").inner_text()
    shown.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_palette_goes_anywhere_by_keyboard(visit: Opening) -> None:
    person = visit("lin.zhixia", lang="en")
    page = person.page
    person.go("/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog").get_by_role("combobox")
    box.fill("Products")
    wanted = page.get_by_role("option", name="Go to Products")
    expect(wanted).to_be_visible()
    person.rest()
    for _ in range(page.get_by_role("option").count()):
        if wanted.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Products")


@pytest.mark.demand("R-000-06")
def test_sales_have_a_products_certificate_in_three_clicks(visit: Opening) -> None:
    """A customer asks: the file of a product's certificate, in at most three clicks and five seconds."""
    person = visit("emma.clarke", lang="en")
    page = person.page
    papers = person.ask("document", None, fields=["title", "owner_title"], limit=50)["items"]
    wanted = next(one["owner_title"] for one in papers if one.get("owner_title"))
    seconds = []
    for _ in range(3):  # the best of three: the machine may be busy with other tests
        person.go("/")
        began = monotonic()
        page.keyboard.press("Control+k")
        page.get_by_role("dialog").get_by_role("combobox").fill(wanted)
        expect(page.locator(".palette-title").first).to_have_text(re.compile("^Records"))
        page.get_by_role("option", name=wanted).first.click()  # one
        expect(page.get_by_role("heading", level=1)).to_contain_text(wanted)
        with page.expect_download() as paper:
            page.get_by_role("button", name=re.compile("^Download ")).first.click()  # two
        assert Path(paper.value.path()).stat().st_size > 0
        seconds.append(monotonic() - began)
    assert min(seconds) < 5, seconds
