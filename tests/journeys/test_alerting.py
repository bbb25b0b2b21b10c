"""Whoever keeps the alerting: a policy made without code, a channel tried out, gaps closed, a drill, a calendar feed."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from credentry.capabilities.alerts.tests import platforms
from tests.journeys.browsing import AXE, DIST, Visit, visiting
from tests.journeys.test_story import SUCCESSOR, TOLD, keep, small_company
from tests.server import Instance, serving

WAYS = pytest.mark.parametrize(
    ("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"]
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small company on the day its certificate is first told of; its server may call this machine."""
    if not DIST.is_file():
        pytest.skip("the web client is not built: make web")
    home = tmp_path_factory.mktemp("alerting") / "home"
    with small_company(home, {"CREDENTRY_PRIVATE_HOSTS": "127.0.0.1"}) as made:
        then = Instance(home, {**made.environment, "CREDENTRY_NOW": f"{TOLD}T09:30:00"})
        with serving(then, ("serve", "--workers", "1")) as server:
            yield server.url


@pytest.fixture(params=[("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def admin(request: pytest.FixtureRequest, address: str, browser: Browser) -> Iterator[Visit]:
    lang, phone = request.param
    with visiting(browser, address, "admin", lang, phone) as opened:
        yield opened


@pytest.mark.demand("R-000-41", "R-000-74")
def test_a_policy_is_made_without_code_read_in_words_and_tried_on_last_year(admin: Visit) -> None:
    page, say = admin.page, admin.say
    code = f"weekly-{admin.lang}"
    admin.go("/r/alert_policy/new")
    form = page.get_by_role("main")
    form.get_by_label(say("编码", "Code"), exact=True).fill(code)
    form.get_by_label(say("名称", "Name"), exact=True).fill(say("每周一次", "Every week"))
    keep(admin, f"policy-form-{admin.lang}")
    stages = form.get_by_label(say("提醒节点（到期前天数）", "Stages (days before)"))
    for days in ("28", "21"):
        stages.fill(days)
        stages.press("Enter")
    form.get_by_role("button", name=say("新增策略", "Add policy"), exact=True).click()
    words = page.locator(".policy-sentence")
    expect(words).to_contain_text("28")
    expect(words).to_contain_text("21")
    page.get_by_role("button", name=say("用过去一年试算", "Try it on last year")).click()
    # A year of the whole register is worked out: it takes what it takes on a busy machine.
    expect(page.get_by_role("status").filter(has_text=re.compile(r"\d"))).to_be_visible(timeout=45_000)
    keep(admin, f"policy-{admin.lang}")


@pytest.mark.demand("R-000-43", "R-000-46")
def test_a_channel_is_set_up_and_its_test_message_arrives(admin: Visit) -> None:
    page, say = admin.page, admin.say
    with platforms.running(platforms.Sink()) as sink:
        admin.go("/settings/channels")
        card = page.get_by_role("article", name=say("Webhook 回调", "Webhook"))
        card.get_by_role("button", name=re.compile(say("配置|修改", "Set up|Edit"))).first.click()
        form = page.get_by_role("dialog")
        form.get_by_label(say("地址", "Address"), exact=True).fill(f"{sink.url}/hook")
        form.get_by_role("button", name=re.compile(say("保\\s*存", "Save"))).click()
        expect(card.get_by_text(say("可用", "Working"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(form).to_be_hidden()
        card.get_by_role("button", name=say("发送测试", "Send a test")).click()
        trial = page.get_by_role("dialog", name=re.compile(say("发送测试", "Send a test")))
        trial.get_by_role("button", name=say("发送测试", "Send a test")).click()
        expect(trial.get_by_text(re.compile(say("对方已接收", "Taken by the other side")))).to_be_visible()
        keep(admin, f"channel-{admin.lang}")
        assert [one.path for one in sink.asked] == ["/hook"]
        assert sink.asked[0].headers["webhook-signature"].startswith("v1,")


@pytest.mark.demand("R-000-85")
def test_gaps_are_listed_and_a_drill_shows_a_day_to_come(admin: Visit) -> None:
    page, say = admin.page, admin.say
    _, known = admin.call("POST", "/records/credential/query", {"condition": 'title:"无人负责"', "limit": 1})
    if not known["items"]:
        (kind,) = admin.ask("credential_type", "code:SAFE", limit=1)["items"]
        paper = {"title": "无人负责的证书", "type": kind["id"], "credential_no": "N-1", "issued_on": "2024-06-01",
                 "valid_from": "2024-06-01", "valid_to": "2027-06-15"}  # fmt: skip
        status, made = admin.call("POST", "/records/credential", paper)
        assert status in (200, 201), made
    admin.go("/settings/alerting")
    gaps = page.get_by_role("region", name=say("无人可通知的记录", "Records nobody would be told about"))
    expect(gaps).to_contain_text("无人负责的证书")
    drill = page.get_by_role("region", name=say("提醒演练", "Drill"))
    day = drill.get_by_label(say("演练日期", "Day of the drill"))
    day.fill("2027-03-31")
    day.press("Enter")
    expect(drill).to_contain_text("智能网关安全认证")
    expect(drill).to_contain_text("吴岚")
    admin.rest()
    if AXE.is_file():
        assert admin.axe() == []
    keep(admin, f"watch-{admin.lang}")


@WAYS
def test_a_calendar_program_reads_the_feed_until_it_is_revoked(
    address: str, browser: Browser, lang: str, phone: bool
) -> None:
    with visiting(browser, address, SUCCESSOR, lang, phone) as zhou:
        page, say = zhou.page, zhou.say
        zhou.go("/r/calendar_feed/new")
        form = page.get_by_role("main")
        form.get_by_label(say("名称", "Name"), exact=True).fill(f"mine-{lang}")
        form.get_by_role("button", name=say("新建订阅", "New feed"), exact=True).click()
        shown = page.get_by_role("textbox", name=say("订阅地址", "Address of the calendar"))
        link = shown.input_value()
        keep(zhou, f"feed-{lang}")
        with urllib.request.urlopen(link) as answer:
            assert answer.read().startswith(b"BEGIN:VCALENDAR")
        page.get_by_role("button", name=say("吊销", "Revoke")).click()
        sure = page.get_by_role("dialog")
        sure.get_by_role("button", name=say("吊销", "Revoke")).click()
        expect(page.get_by_text(say("该订阅已吊销", "This feed was revoked"))).to_be_visible()
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(link)
