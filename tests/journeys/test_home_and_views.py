"""Home numbers open what they count; views are saved, found again and shared; lists go out as files; alerts are answered."""

import csv
import io
import re
from time import time_ns

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.test_finding import EVERY_WAY, counted


@pytest.mark.demand("R-000-26")
@EVERY_WAY
def test_every_number_of_the_home_page_opens_its_records(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page = person.page
    person.go("/")
    cards = page.locator(".attention-card")
    expect(cards.first).to_be_visible()
    wanted = [
        (at, int(re.sub(r"\D", "", cards.nth(at).locator(".attention-count").inner_text())))
        for at in range(cards.count())
    ]
    for at, number in [one for one in wanted if one[1] > 0][:3]:
        cards.nth(at).click()
        expect(page).to_have_url(re.compile("/r/credential"))
        person.rest()
        assert counted(person) == number
        page.go_back()
        expect(cards.first).to_be_visible()


def test_a_view_is_saved_shared_and_changed(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    name = f"旅程 {time_ns()}"
    person.go("/r/credential")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("dialog").get_by_role("button", name="已过期").click()
    page.get_by_role("dialog").get_by_role("button", name="应用").click()
    person.rest()
    number = counted(person)
    page.get_by_role("button", name="保存为视图").click()
    form = page.get_by_role("dialog")
    form.get_by_label("名称", exact=True).fill(name)
    form.get_by_role("button", name=re.compile("保存")).click()
    expect(form).to_be_hidden()
    page.goto(f"{person.url}/r/credential")
    views = page.get_by_role("navigation", name="视图")
    views.get_by_role("button", name=name).click()
    person.rest()
    assert counted(person) == number
    stranger = visit("tang.yutong")
    stranger.go("/r/credential")
    expect(stranger.page.get_by_role("navigation", name="视图")).to_be_visible()
    assert stranger.page.get_by_role("button", name=name).count() == 0


def test_a_list_goes_out_as_it_is_seen(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/r/credential")
    page.get_by_role("navigation", name="视图").get_by_role("button", name="已过期").click()
    person.rest()
    number = counted(person)
    for words, ending in (("导出 Excel", ".xlsx"), ("导出 CSV", ".csv")):
        page.get_by_role("button", name="更多").first.click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=words).click()
        assert download.value.suggested_filename.endswith(ending)
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(io.StringIO(file.read())))
    assert len(rows) == number + 1
    assert "证书编号" in rows[0]


@pytest.mark.demand("R-000-44")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_alert_is_answered_in_the_inbox(visit: Opening, phone: bool) -> None:
    person = visit("chen.shuyan", phone=phone)
    page = person.page
    person.go("/inbox")
    cards = page.locator(".alert-card")
    expect(cards.first).to_be_visible()
    before = person.ask("alert", "state:open recipient:me", limit=1)["count"]
    cards.first.get_by_role("button", name="处理").click()
    form = page.get_by_role("dialog")
    form.get_by_label("处理决定").click()
    page.locator(".ant-select-dropdown:visible").get_by_text("正在办理续期").click()
    form.get_by_role("button", name="处理").click()
    expect(form).to_be_hidden()
    assert person.ask("alert", "state:open recipient:me", limit=1)["count"] == before - 1
