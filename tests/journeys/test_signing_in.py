"""Getting in, choosing a language, getting out."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import PASSWORD
from tests.journeys.conftest import Opening


@pytest.mark.parametrize(
    ("name", "phone"), [("xu.jianing", False), ("zhou.yifan", True)], ids=["desktop", "phone"]
)
def test_wrong_password_then_in_then_other_language_then_out(visit: Opening, name: str, phone: bool) -> None:
    person = visit(None, phone=phone)
    page = person.page
    person.go("/r/credential")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/r/credential"))
    expect(page.get_by_role("heading", level=1)).to_have_text("证书台账")
    page.get_by_role("button", name="切换为 English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Credentials")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Credentials")
    page.get_by_role("button", name="切换为中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("证书台账")
    page.get_by_role("button", name="账户").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    status, _ = person.call("POST", "/records/credential/query", {})
    assert status == 401
