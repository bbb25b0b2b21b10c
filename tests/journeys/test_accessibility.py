"""WCAG 2.2 AA as axe reads it, on the pages people use, at both widths; and the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import AXE, Visit
from tests.journeys.conftest import Opening

PAGES = {
    "home": "/",
    "list": "/r/credential",
    "calendar": "/r/credential?mode=calendar",
    "new": "/r/organisation/new",
    "import": "/import?kind=credential",
    "inbox": "/inbox",
    "papers": "/papers",
    "gate": "/gate",
    "coverage": "/coverage",
    "coverage report": "/coverage/report",
    "gate list": "/gate?tab=list",
    "settings": "/settings",
    "channels": "/settings/channels",
    "notifications": "/notifications",
    "types": "/r/credential_type",
    "work": "/work",
    "measures": "/processes/measures",
}


def _look(person: Visit, name: str, path: str) -> list[str]:
    person.go(path)
    return [f"{name}: {one}" for one in person.axe()]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make web")
@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["desktop", "phone"])
def test_axe_finds_nothing(visit: Opening, lang: str, phone: bool) -> None:
    outside = visit(None, lang=lang, phone=phone)
    found = _look(outside, "sign-in", "/sign-in")
    person = visit("lin.zhixia", lang=lang, phone=phone)
    for name, path in PAGES.items():
        found += _look(person, name, path)
    record = person.ask("credential", "status:expiring_soon", limit=1)["items"][0]["id"]
    for tab in ("overview", "files", "history", "related"):
        found += _look(person, tab, f"/r/credential/{record}?tab={tab}")
    person.go("/r/credential")
    person.page.get_by_role("button", name=person.say("筛选", "Filter")).click()
    expect(person.page.get_by_role("dialog")).to_be_visible()
    person.page.get_by_role("button", name=person.say("6 个月内到期", "Expires within 6 months")).click()
    person.rest()
    found += [f"filter: {one}" for one in person.axe()]
    assert found == []


def test_the_keyboard_alone_reaches_a_record(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/r/credential")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="在列表中搜索")).to_be_focused()
    page.get_by_role("link", name="智能插座 SP2-US CCC").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("智能插座 SP2-US CCC")
