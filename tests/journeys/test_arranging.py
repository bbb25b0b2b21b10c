"""What an administrator arranges without a programmer, and what others are refused."""

import re
from time import time_ns

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening


@pytest.mark.demand("R-000-29")
def test_a_field_of_ones_own_is_in_form_list_and_filter_at_once(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    batch = f"批次 {time_ns()}"
    code, name = f"jrn{time_ns() % 10**9}", f"出口批次 {time_ns() % 10**6}"
    kind = person.ask("credential_type", None, q="CB测试证书", limit=1)["items"][0]
    person.go(f"/r/credential_type/{kind['id']}")
    page.get_by_role("button", name="为此类型加字段").click()
    form = page.get_by_role("dialog")
    form.get_by_label("编码").fill(code)
    form.get_by_label("中文名称").fill(name)
    form.get_by_label("英文名称").fill("Batch")
    form.get_by_role("button", name="新增字段").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text(name)).to_be_visible()

    owner = person.ask("credential", {"combinator": "and", "rules": [
        {"field": "type", "operator": "=", "value": kind["id"]}]}, limit=1)["items"][0]  # fmt: skip
    person.go(f"/r/credential/{owner['id']}")
    page.get_by_role("button", name="修改", exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label(name).fill(batch)
    form.get_by_role("button", name="修改", exact=True).click()
    expect(form).to_be_hidden()
    expect(page.get_by_text(batch)).to_be_visible()
    typed = {"combinator": "and", "rules": [{"field": f"x_{code}", "operator": "=", "value": batch}]}
    assert [one["id"] for one in person.ask("credential", typed)["items"]] == [owner["id"]]

    person.go("/r/credential")
    page.get_by_role("button", name="更多").first.click()
    page.get_by_role("menuitem", name="列").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("checkbox", name=name).check()
    drawer.get_by_role("button", name="确定").click()
    expect(page.get_by_role("columnheader", name=name)).to_be_visible()


@pytest.mark.demand("R-000-38")
def test_another_units_record_is_not_there_and_nothing_is_offered(visit: Opening) -> None:
    everyone, local = visit("admin"), visit("tang.yutong")
    own = local.ask("credential", None, limit=1)
    every = everyone.ask("credential", None, limit=1)
    assert 0 < own["count"] < every["count"]
    seen = {one["id"] for one in local.ask("credential", None, limit=200)["items"]}
    other = next(
        one["id"] for one in everyone.ask("credential", None, limit=200)["items"] if one["id"] not in seen
    )
    local.go(f"/r/credential/{other}")
    expect(local.page.get_by_text("没有这条记录")).to_be_visible()
    local.go("/")
    assert local.page.get_by_role("link", name="角色与权限").count() == 0
    status, _ = local.call("POST", "/records/user", {"username": "x", "name": "x"})
    assert status in (403, 404)


def test_a_token_is_shown_once(visit: Opening) -> None:
    person = visit("admin", lang="en")
    page = person.page
    person.go("/r/api_token/new")
    page.get_by_label("Purpose").fill(f"journey {time_ns()}")
    scope = page.get_by_label("Scope")
    scope.fill("credential.read")
    scope.press("Enter")
    page.get_by_role("button", name="New token").click()
    shown = page.get_by_role("dialog").locator("code")
    expect(shown).to_have_text(re.compile(r"\S{20,}"))
    secret = shown.inner_text().strip()
    page.get_by_role("button", name="I have kept it").click()
    expect(page.locator("code", has_text=secret)).to_have_count(0)
    assert secret not in page.content()


def test_offline_says_so_and_retry_brings_it_back(visit: Opening) -> None:
    person = visit("lin.zhixia")
    page = person.page
    person.go("/r/organisation")
    products = page.get_by_role("navigation", name="主导航").get_by_role("link", name="产品", exact=True)
    expect(products).to_be_visible()
    expect(page.locator(".page-count")).to_be_visible()  # everything this page needs has come
    page.context.set_offline(True)
    products.click()
    expect(page.get_by_role("alert")).to_contain_text("连不上服务器", timeout=30_000)
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".page-count")).to_be_visible()


def test_an_address_that_does_not_exist_leads_home(visit: Opening) -> None:
    person = visit("lin.zhixia", lang="en")
    person.go("/no/such/page")
    expect(person.page.get_by_text("There is no such page")).to_be_visible()
    person.go("/r/nothing")
    expect(person.page.get_by_text("There is no such page")).to_be_visible()
