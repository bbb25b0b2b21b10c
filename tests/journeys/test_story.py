"""Two people, one leaving: told, not answered, passed up, taken over, renewed; each day on a server at that day."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import DIST, PASSWORD, Visit, visiting
from tests.prepared import prepared, run_well
from tests.server import Instance, serving

#: A Monday; thirty days later the certificate ends.
TOLD = date(2027, 3, 1)
UNANSWERED, TAKEN_OVER, AFTER = TOLD + timedelta(days=4), TOLD + timedelta(days=16), TOLD + timedelta(days=31)
ENDS = TOLD + timedelta(days=30)
OWNER, SUCCESSOR = "wu.lan", "zhou.qi"

FILL = f"""
import django
django.setup()
from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.core.records.principals.bootstrap import ensure_user
system = Actor.system("test")
unit = perform(system, "unit", "define", None, {{"code": "CERT", "name": "认证部", "name_en": "Certification"}}).id
chief = ensure_user("gao.yuan", {PASSWORD!r}, "compliance", name="高远", email="gao@example.com")
second = ensure_user("{SUCCESSOR}", {PASSWORD!r}, "editor", name="周齐", email="zhou@example.com", manager=chief.pk)
owner = ensure_user("{OWNER}", {PASSWORD!r}, "editor", name="吴岚", email="wu@example.com", manager=chief.pk, deputy=second.pk)
policy = {{"code": "story", "name": "到期提醒", "name_en": "Expiry", "stages": [30, 14, 0, -7], "rank": 50,
           "ladder": [{{"relation": "responsible", "wait": 3}}, {{"relation": "deputy", "wait": 3, "requires": "action_plan"}},
                      {{"relation": "line", "wait": 3, "requires": "decision"}}]}}
perform(system, "alert_policy", "define", None, policy)
kind = perform(system, "credential_type", "register", None,
               {{"code": "SAFE", "name_zh": "安全认证证书", "name_en": "Safety certificate"}}).id
perform(system, "credential", "register", None, {{
    "title": "智能网关安全认证", "type": str(kind), "credential_no": "CQC-2027-0301", "unit": str(unit),
    "responsible": str(owner.pk), "issued_on": "2024-04-01", "valid_from": "2024-04-01", "valid_to": "{ENDS}"}})
"""


@contextmanager
def small_company(home: Path, more: dict[str, str]) -> Iterator[Instance]:
    """A small company with one certificate, made a month before anybody is told of it."""
    test = {"CREDENTRY_TEST_MODE": "1"}
    before = {**test, "CREDENTRY_NOW": str(TOLD - timedelta(days=30))}
    with prepared(home, with_one_certificate, before, {**test, **more}) as made:
        yield made


def with_one_certificate(empty: Instance) -> None:
    run_well(empty, "init", "--password", PASSWORD, "--json")
    environment = {**empty.environment, "DJANGO_SETTINGS_MODULE": "credentry.config.settings"}
    subprocess.run([sys.executable, "-c", FILL], env=environment, cwd=empty.home, check=True)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    if not DIST.is_file():
        pytest.skip("the web client is not built: make web")
    with small_company(tmp_path_factory.mktemp("story") / "home", {}) as made:
        yield made


@contextmanager
def on(ready: Instance, day: date) -> Iterator[str]:
    """The server on that day, after the sweep has run."""
    then = Instance(ready.home, {**ready.environment, "CREDENTRY_NOW": f"{day}T09:30:00"})
    swept = then.run("alerts", "tick", "--json")
    assert swept.returncode == 0, swept.stderr
    with serving(then, ("serve", "--workers", "1")) as server:
        yield server.url


def open_inbox(person: Visit) -> None:
    person.go("/inbox")
    expect(person.page.locator(".alert-card").first).to_be_visible()


def leave(admin: Visit, username: str) -> None:
    """An administrator switches the account of a leaver off."""
    (leaver,) = admin.ask("user", f"username:{username}", limit=1)["items"]
    admin.go(f"/r/user/{leaver['id']}")
    admin.page.get_by_role("button", name="更多").click()
    admin.page.get_by_role("menuitem", name="停用").click()
    sure = admin.page.get_by_role("dialog")
    sure.get_by_role("button", name="停用").click()
    expect(sure).to_be_hidden()
    owed = admin.page.get_by_role("region", name="待移交的职责")
    expect(owed).to_contain_text("智能网关安全认证")


def asked_for_a_plan(person: Visit, asked: str, answer: str, by: str) -> None:
    """What a message links to: the form that asks for the plan, refuses less than one, and is left unanswered."""
    page = person.page
    expect(page.locator(".alert-card")).to_contain_text(asked)
    (alert,) = person.ask("alert", "state:open", limit=1)["items"]
    person.go(f"/inbox?answer={alert['id']}")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("alert").first).to_contain_text(asked)
    expect(form.get_by_label(by)).to_be_visible()
    keep(person, f"2-plan-{person.lang}")
    form.get_by_label(person.say("处理决定", "Decision")).click()
    page.locator(".ant-select-item-option", has_text=person.say("正在办理续期", "Renewing")).click()
    form.get_by_role("button", name=re.compile("\\s*".join(answer) + "$")).last.click()
    refused = form.locator(".ant-form-item-explain-error")
    expect(refused).to_contain_text(person.say("做什么、何时完成", "what is done and by when"))
    keep(person, f"2-plan-refused-{person.lang}")
    page.keyboard.press("Escape")


def renew(person: Visit) -> None:
    """The new paper is registered on the page of the certificate."""
    page = person.page
    page.get_by_role("button", name="Renew", exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label("Credential number").fill("CQC-2030-0301")
    until = form.get_by_label("New expiry date")
    until.fill("2030-03-31")
    until.press("Enter")
    form.get_by_role("button", name="Renew", exact=True).click()
    expect(form).to_be_hidden()


def hand_over(person: Visit) -> None:
    """What the leaver answered for, from the reminder to the page that lists it and on to the certificate."""
    open_inbox(person)
    card = person.page.locator(".alert-card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Hand-over of what a leaver answered for")
    keep(person, "5-owed")
    card.get_by_role("link").first.click()
    owed = person.page.get_by_role("region", name="To be handed over")
    expect(owed).to_contain_text("Everything needs other people by")
    keep(person, "5-what-is-owed")
    owed.get_by_role("link", name="智能网关安全认证").click()
    expect(person.page.get_by_role("region", name="Who will be told when")).to_be_visible()
    (heir,) = person.ask("user", f"username:{SUCCESSOR}", limit=1)["items"]
    record = person.page.url.rsplit("/", 1)[1].split("?")[0]
    status, answer = person.call(
        "POST", f"/records/credential/{record}/hand_over", {"responsible": heir["id"]}
    )
    assert status == 200, answer
    person.go("/inbox")
    expect(person.page.locator(".alert-card")).to_have_count(0)


@pytest.mark.demand("R-000-14", "R-000-48", "R-000-49", "R-000-85")
def test_nobody_answers_somebody_leaves_and_the_certificate_is_renewed_in_time(
    ready: Instance, browser: Browser
) -> None:
    with on(ready, TOLD) as url, visiting(browser, url, OWNER, "zh") as wu:
        open_inbox(wu)
        card = wu.page.locator(".alert-card")
        expect(card).to_have_count(1)
        expect(card).to_contain_text("智能网关安全认证")
        expect(card).to_contain_text("责任人")
        keep(wu, "1-told")

    with on(ready, UNANSWERED) as url:
        with visiting(browser, url, SUCCESSOR, "en", phone=True) as zhou:
            open_inbox(zhou)
            expect(zhou.page.locator(".alert-card")).to_contain_text("did not answer in time")
            keep(zhou, "2-passed-on")
            asked_for_a_plan(zhou, "An action plan is asked for", "Answer", "Plan done by")
        with visiting(browser, url, OWNER, "zh") as wu:
            open_inbox(wu)
            wu.page.get_by_role("checkbox", name="智能网关安全认证").check()
            expect(wu.page.locator(".demand-many")).to_contain_text("所选中有 1 项须填写行动计划")
            keep(wu, "2-in-bulk")
            asked_for_a_plan(wu, "须填写行动计划", "处理", "计划完成日")
        with visiting(browser, url, "admin", "zh") as admin:
            leave(admin, OWNER)
            keep(admin, "3-left")

    with on(ready, TAKEN_OVER) as url, visiting(browser, url, SUCCESSOR, "en", phone=True) as zhou:
        open_inbox(zhou)
        now = zhou.page.locator(".alert-card", has_text="智能网关安全认证")
        expect(now).to_contain_text("told as the stand-in")
        expect(now).to_have_count(1)
        keep(zhou, "4-taken-over")
        now.get_by_role("link").first.click()
        zhou.rest()
        renew(zhou)
        told = zhou.page.get_by_role("region", name="Who will be told when")
        expect(told).to_contain_text("Renewed")
        keep(zhou, "5-renewed")
        hand_over(zhou)

    with on(ready, AFTER) as url, visiting(browser, url, "gao.yuan", "zh") as gao:
        gao.go("/inbox")
        expect(gao.page.locator(".alert-card")).to_have_count(0)
        (one,) = gao.ask("credential", "number:CRT", limit=1)["items"]
        _, ledger = gao.call("GET", f"/records/credential/{one['id']}/alerts/ledger")
        keep(gao, "6-after")
        gao.go(f"/r/credential/{one['id']}")
        expect(gao.page.get_by_role("region", name="谁会在何时收到提醒")).to_contain_text("周齐")
        keep(gao, "7-story")
        story = {(row["day"], row["recipient"]) for row in ledger["items"]}
        assert story >= {
            (str(TOLD), "吴岚"), (str(UNANSWERED), "周齐"), (str(TAKEN_OVER), "周齐"),
        }  # fmt: skip
        with gao.page.expect_download() as taken:
            gao.page.get_by_role("link", name="导出台账").click()
        assert taken.value.suggested_filename.endswith(".xlsx")


def keep(person: Visit, name: str) -> None:
    """For the reader of a run: the pictures of the story, where somebody asks for them."""
    folder = os.environ.get("JOURNEYS_PICTURES")
    if folder:
        person.page.wait_for_timeout(400)
        person.page.screenshot(path=str(Path(folder) / f"{name}.png"))
