"""Channels are set up and tried out in the browser; everybody says where they are told; a button in a message answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.test_finding import EVERY_WAY


@pytest.mark.demand("R-000-43")
def test_a_channel_is_set_up_its_secret_shown_once_and_tried_out(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    person.go("/settings")
    page.get_by_role("link", name=re.compile("提醒渠道")).click()
    card = page.get_by_role("article", name="Webhook 回调")
    card.get_by_role("button", name="配置").click()
    form = page.get_by_role("dialog")
    form.get_by_label("地址", exact=True).fill("http://127.0.0.1:9/hook")
    form.get_by_role("button", name=re.compile("保\\s*存")).click()
    expect(form.get_by_role("status")).to_contain_text("whsec_")
    page.keyboard.press("Escape")
    expect(card.get_by_text("可用")).to_be_visible()
    card.get_by_role("button", name="发送测试").click()
    trial = page.get_by_role("dialog", name=re.compile("发送测试"))
    trial.get_by_role("button", name="发送测试").click()
    expect(trial.get_by_role("alert")).to_contain_text("CREDENTRY_PRIVATE_HOSTS")
    page.keyboard.press("Escape")
    card.get_by_role("button", name="修改").click()
    expect(form.get_by_label(re.compile("签名密钥"))).to_have_value("")
    assert "whsec_" not in page.content().replace("whsec_…", "")


@EVERY_WAY
def test_everybody_says_where_they_are_told(visit: Opening, lang: str, phone: bool) -> None:
    person = visit("lin.zhixia", lang=lang, phone=phone)
    page = person.page
    person.go("/notifications")
    wecom = page.get_by_role("group", name=person.say("企业微信", "WeCom"))
    field = wecom.get_by_label(person.say("企业微信账号（userid）", "WeCom user id"))
    field.fill(f"lin-{lang}{int(phone)}")
    page.get_by_role("button", name=re.compile(person.say("保\\s*存", "Save"))).click()
    expect(page.get_by_text(person.say("已保存", "Saved"))).to_be_visible()
    page.reload()
    expect(field).to_have_value(f"lin-{lang}{int(phone)}")
