"""Standing over time: suspended and back, renewed and undone, corrected and looked at as of then, a standard withdrawn."""

import re
from datetime import UTC, date, datetime, timedelta
from time import time_ns
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening

BOTH = pytest.mark.parametrize(
    ("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"]
)


def paper(person: Visit, code: str = "CN-CCC", **more: Any) -> str:
    """A valid credential of one type, this journey's own, so that journeys do not meet."""
    status, types = person.call("POST", "/records/credential_type/query", {"condition": f"code:{code}"})
    assert status == 200, types
    today = date.today()
    payload = {
        "type": types["items"][0]["id"],
        "title": f"旅程 {time_ns()}",
        "credential_no": f"JRN-{time_ns()}",
        "number_confirmed": True,
        "issued_on": (today - timedelta(days=400)).isoformat(),
        "valid_from": (today - timedelta(days=400)).isoformat(),
        "valid_to": (today + timedelta(days=900)).isoformat(),
        **more,
    }
    status, made = person.call("POST", "/records/credential", payload)
    assert status == 201, made
    return str(made["id"])


def fill_day(box: Locator, value: date) -> None:
    box.fill(value.isoformat())
    box.press("Enter")


def choose(page: Page, person: Visit, zh: str, en: str) -> Locator:
    """Open the form of an action from the menu."""
    page.get_by_role("button", name=person.say("更多", "More")).click()
    page.locator(".menu-action > span:first-child").get_by_text(person.say(zh, en), exact=True).click()
    return page.get_by_role("dialog")


@pytest.mark.demand("R-000-25")
@BOTH
def test_suspended_means_it_may_not_be_used_and_reinstated_it_may(
    visit: Opening, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    person.go(f"/r/credential/{paper(person)}")
    standing = page.get_by_role("region", name=say("效力", "Standing"))
    allowed, refused = standing.locator(".acts-row.may"), standing.locator(".acts-row.may-not")
    expect(allowed).to_contain_text(say("销售", "Sell"))
    expect(refused).to_have_count(0)
    form = choose(page, person, "暂停", "Suspend")
    expect(form.locator(".state-head")).to_contain_text(say("什么都不可以做", "nothing is permitted"))
    form.get_by_label(say("原因", "Reason"), exact=True).fill("监督检查不合格")
    form.get_by_label(say("文书编号", "Document number")).fill("ZT-2026-7")
    form.get_by_role("button", name=say("暂停", "Suspend"), exact=True).click()
    expect(form).to_be_hidden()
    expect(standing).to_contain_text(say("暂停", "Suspended"))
    expect(standing).to_contain_text("监督检查不合格")
    expect(allowed).to_contain_text(say("任何行为都不允许", "nothing"))
    expect(refused).to_contain_text(say("销售", "Sell"))
    assert person.axe() == []
    page.get_by_role("button", name=say("恢复", "Reinstate"), exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label(say("原因", "Reason"), exact=True).fill("整改完成")
    form.get_by_role("button", name=say("恢复", "Reinstate"), exact=True).click()
    expect(form).to_be_hidden()
    expect(allowed).to_contain_text(say("销售", "Sell"))
    expect(refused).to_have_count(0)
    expect(standing.locator(".standing-changes")).to_contain_text("ZT-2026-7")


@pytest.mark.demand("R-000-34")
@BOTH
def test_a_renewal_proposes_its_dates_is_told_in_words_and_undone(
    visit: Opening, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    ends = date.today() + timedelta(days=30)
    chosen = paper(person, valid_to=ends.isoformat())
    number = f"JRN-{time_ns()}"
    person.go(f"/r/credential/{chosen}")
    page.get_by_role("button", name=say("续期", "Renew"), exact=True).click()
    form = page.get_by_role("dialog")
    _, detail = person.call("GET", f"/records/credential/{chosen}")
    proposed = detail["extra"]["renewal"]["proposed_valid_to"]
    rows = form.locator(".renew-table tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_contain_text(detail["values"]["credential_no"])
    form.get_by_label(say("证书编号", "Credential number")).fill(number)
    expect(rows.nth(0)).to_contain_text(number)
    form.get_by_label(say("编号已核对", "Number checked")).check()
    form.get_by_role("button", name=say("续期", "Renew"), exact=True).click()
    expect(form).to_be_hidden()
    expect(page.locator(".term-list > li")).to_have_count(2)
    _, renewed = person.call("GET", f"/records/credential/{chosen}")
    assert renewed["values"]["valid_to"] == proposed
    assert renewed["values"]["valid_from"] == (ends + timedelta(days=1)).isoformat()
    page.get_by_role("button", name=say("撤销此操作", "Undo")).click()
    expect(page.locator(".term-list > li")).to_have_count(1)
    _, undone = person.call("GET", f"/records/credential/{chosen}")
    assert undone["values"]["valid_to"] == ends.isoformat()
    page.get_by_role("tab", name=say("历史", "History")).click()
    history = page.locator(".history")
    expect(history).to_contain_text(say("续期", "Renew"))
    expect(history).to_contain_text(say("撤回续期", "Take back a renewal"))
    expect(history).to_contain_text(number)


@pytest.mark.demand("R-000-08")
@BOTH
def test_a_late_correction_and_the_page_as_of_then_and_now(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    today = date.today()
    chosen = paper(person, valid_to=(today + timedelta(days=900)).isoformat())
    page.wait_for_timeout(1100)
    between = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    page.wait_for_timeout(1100)
    wrong, asked = today - timedelta(days=60), today - timedelta(days=30)
    status, done = person.call(
        "POST", f"/records/credential/{chosen}/correct_term",
        {"valid_to": wrong.isoformat(), "reason": "到期日录入有误"},
    )  # fmt: skip
    assert status == 200, done
    standing = page.get_by_role("region", name=say("效力", "Standing"))
    person.go(f"/r/credential/{chosen}")
    expect(standing).to_contain_text(say("已过期", "Expired"))
    expect(page.locator(".term-versions summary")).to_contain_text(say("更正过 1 次", "corrected once"))
    # the day asked about is chosen on the page, and the address carries it
    page.get_by_role("button", name=say("查询时点", "As of")).click()
    picker = page.locator(".as-of-form")
    fill_day(picker.get_by_label(say("在哪一天", "On which day")), asked)
    picker.get_by_role("button", name=say("查看", "Show"), exact=True).click()
    banner = page.locator(".as-of-banner")
    expect(banner).to_be_visible()
    assert f"on={asked.isoformat()}" in page.url
    expect(standing).to_contain_text(say("已过期", "Expired"))
    # the same day as it was believed before the correction: the link reproduces it, nothing can be done
    person.go(f"/r/credential/{chosen}?on={asked.isoformat()}&known={between}")
    expect(banner).to_contain_text(say("按", "as known on"))
    expect(standing).to_contain_text(say("有效", "Valid"))
    expect(page.locator(".detail-actions")).to_have_count(0)
    assert person.axe() == []
    # list and export agree
    rule = {"field": "credential_no", "operator": "notNull", "value": None}
    title = {"field": "title", "operator": "=", "value": page.locator("h1").inner_text()}
    for known, expected in ((between, "valid"), (None, "expired")):
        found = person.ask(
            "credential", {"combinator": "and", "rules": [rule, title]}, fields=["status"],
            on=asked.isoformat(), **({"known": known} if known else {}),
        )  # fmt: skip
        assert [row["status"] for row in found["items"]] == [expected]
    banner.get_by_role("button", name=say("回到今天", "Back to today")).click()
    expect(banner).to_have_count(0)
    expect(standing).to_contain_text(say("已过期", "Expired"))


@BOTH
def test_a_withdrawn_standard_shows_whom_it_reaches_before_it_is_confirmed(
    visit: Opening, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    code = f"GB {time_ns()}-2020"
    status, edition = person.call("POST", "/records/standard", {"code": code, "name_zh": "旅程标准"})
    assert status == 201, edition
    first, second = (paper(person, standards=[code]) for _ in range(2))
    person.go(f"/r/standard/{edition['id']}")
    expect(
        page.get_by_role("region", name=say("依据此标准的证书", "Credentials based on it"))
    ).to_contain_text("2")
    form = choose(page, person, "废止", "Withdraw")
    fill_day(form.get_by_label(say("废止日期", "Withdrawn on")), date.today())
    form.get_by_label(say("原因", "Reason"), exact=True).fill("新版实施")
    form.get_by_role("button", name=say("查看影响", "See what it affects")).click()
    expect(form.locator(".impact-total")).to_contain_text("2")
    expect(form.locator(".impact-items li")).to_have_count(2)
    expect(form.locator(".impact-counts")).to_contain_text(say("依据标准废止", "Standard withdrawn"))
    assert person.axe() == []
    _, before = person.call("GET", f"/records/credential/{first}")
    assert before["values"]["status"] == "valid"
    form.get_by_role("button", name=re.compile(say("确认", "Confirm"))).click()
    expect(form).to_be_hidden()
    person.go(f"/r/credential/{second}")
    standing = page.get_by_role("region", name=say("效力", "Standing"))
    expect(standing).to_contain_text(say("依据标准废止", "Standard withdrawn"))
    needs = page.get_by_role("region", name=say("依赖", "Depends on"), exact=True)
    expect(needs).to_contain_text(code)
    expect(needs).to_contain_text(say("不满足", "Not met"))
    listed = person.ask("credential", f'status:standard_withdrawn standards:"{code}"')
    assert {row["id"] for row in listed["items"]} == {first, second}
