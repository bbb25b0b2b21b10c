"""A certificate is changed, surveilled and archived by its processes; steps that are late, guarded or already decided."""

from datetime import date, timedelta
from time import monotonic, time_ns
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening
from tests.journeys.test_processes import defined, step

ROLES = {
    "quality_engineer": "feng.liqun",
    "department_director": "shen.ruogu",
    "certification_specialist": "lin.zhixia",
}


def staffed(admin: Visit) -> None:
    """The roles of the shipped processes are given to people; whoever has theirs keeps it."""
    for role, name in ROLES.items():
        user = admin.ask("user", f"username:{name}")["items"][0]["id"]
        given = {"role": admin.ask("role", f"code:{role}")["items"][0]["id"], "reach": "all"}
        assert admin.call("POST", f"/records/user/{user}/assign", given)[0] in (200, 409)


def started(person: Visit, process: str, paper: str, **data: Any) -> str:
    found = person.ask("process", f"code:{process}")["items"][0]["id"]
    form = {"process": found, "subject": paper, "data": data}
    status, made = person.call("POST", "/records/case", form)
    assert status == 201, made
    return str(made["id"])


def task_of(person: Visit, case: str, node: str) -> str:
    """The open task of that node, claimed where that is offered."""
    task = str(person.ask("task", f"state:open case:{case} node:{node}")["items"][0]["id"])
    if "claim" in {one["code"] for one in shown(person, task)["buttons"]}:
        assert person.call("POST", f"/records/task/{task}/claim", {})[0] == 200
    return task


def shown(person: Visit, task: str) -> Any:
    return person.call("GET", f"/records/task/{task}")[1]["extra"]


def agreed(person: Visit, case: str, node: str, **data: Any) -> None:
    """What others did before, without looking at their pages."""
    task = task_of(person, case, node)
    said = {"seen": shown(person, task)["content_hash"], "data": data}
    status, answer = person.call("POST", f"/records/task/{task}/approve", said)
    assert status == 200, answer


def deciding(person: Visit, task: str) -> Locator:
    """The dialog that asks what the step asks for."""
    person.go(f"/r/task/{task}")
    person.page.get_by_role("button", name=person.say("同意", "Approve"), exact=True).click()
    dialog = person.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def sent(person: Visit, dialog: Locator) -> None:
    dialog.get_by_role("button", name=person.say("同意", "Approve")).click()
    expect(dialog).to_have_count(0)


def chosen(page: Page, box: Locator, text: str) -> None:
    box.click()
    page.locator(".ant-select-dropdown:visible").locator(".ant-select-item-option", has_text=text).click()


def looked_again(page: Page, what: Locator) -> Locator:
    """What the clock of the processes does at its next look, every half minute: the page is read again until then."""
    last = monotonic() + 100
    while not what.count() and monotonic() < last:
        page.reload()
        page.wait_for_load_state("networkidle")
    return what


def paper_of(admin: Visit, name: str, age: int = 30) -> str:
    """A certificate in force that somebody answers for, so many days old."""
    user = admin.ask("user", f"username:{name}", fields=["unit"])["items"][0]
    made = {
        "title": f"插座 {time_ns()}",
        "type": admin.ask("credential_type", "code:CN-CCC")["items"][0]["id"],
        "credential_no": str(time_ns()),
        "number_confirmed": True,
        "issued_on": (date.today() - timedelta(days=age)).isoformat(),
        "valid_to": (date.today() + timedelta(days=1200)).isoformat(),
        "unit": admin.ask("unit", "code:CY-COMP")["items"][0]["id"],
        "responsible": user["id"],
    }
    status, answer = admin.call("POST", "/records/credential", made)
    assert status == 201, answer
    return str(answer["id"])


@pytest.mark.demand("R-000-51")
def test_a_change_brings_the_new_scope_into_force_and_keeps_the_old(visit: Opening) -> None:
    admin, lin, feng, shen = visit("admin"), visit("lin.zhixia"), visit("feng.liqun"), visit("shen.ruogu")
    staffed(admin)
    paper, mark = paper_of(admin, "lin.zhixia"), str(time_ns())
    assert lin.call("POST", f"/records/credential/{paper}/set_scope", {"scope_text": f"旧{mark}"})[0] == 200
    case = started(lin, "product-change", paper, change="换电源适配器")
    agreed(feng, case, "assess", effect="重新报告")
    agreed(shen, case, "approve")
    agreed(lin, case, "submit", receipt_no="C-1")
    dialog = deciding(lin, task_of(lin, case, "received"))
    dialog.get_by_label("新的范围").fill(f"新{mark}")
    sent(lin, dialog)
    lin.go(f"/r/credential/{paper}")
    expect(lin.page.get_by_text(f"旧{mark}").first).to_be_visible()
    sent(feng, deciding(feng, task_of(feng, case, "verify")))
    lin.go(f"/r/credential/{paper}")
    expect(lin.page.get_by_text(f"新{mark}").first).to_be_visible()
    lin.page.get_by_role("tab", name="历史").click()
    expect(lin.page.get_by_text(f"旧{mark}").first).to_be_visible()


@pytest.mark.demand("R-000-52")
@pytest.mark.demand("R-000-56")
def test_surveillance_begins_by_its_day_and_sets_the_next_while_a_late_step_turns_red_and_goes_up(
    visit: Opening,
) -> None:
    admin, lin, feng = visit("admin"), visit("lin.zhixia"), visit("feng.liqun")
    staffed(admin)
    mark = f"限时{time_ns()}"
    look = step("look", "看", "feng.liqun", limit="PT1S", late="escalate")
    process = defined(admin, mark, look, publish=True)
    paper = paper_of(admin, "lin.zhixia", age=300)
    assert lin.call("POST", "/records/case", {"process": process, "subject": paper})[0] == 201
    feng.go("/work")
    expect(feng.page.locator(".work-item", has_text=mark).locator(".work-late")).to_be_visible()

    page = lin.page
    lin.go(f"/r/credential/{paper}")
    expect(looked_again(page, page.get_by_role("link", name="年度监督审核"))).to_be_visible()
    boss = visit("qian.ruoxi", lang="en")
    boss.go("/work")
    expect(looked_again(boss.page, boss.page.locator(".work-item", has_text=mark))).to_have_count(1)
    mine = f"process.code:product-surveillance subject_id:{paper}"
    case = lin.ask("case", mine, fields=["number"])["items"][0]
    agreed(feng, case["id"], "selfcheck", gaps=False)
    agreed(lin, case["id"], "host", findings=False, report_no="S-1")
    dialog = deciding(lin, task_of(lin, case["id"], "confirm"))
    day = dialog.get_by_label("完成日期")
    today = date.today().isoformat()
    day.fill(today)
    day.press("Enter")
    chosen(page, dialog.get_by_label("结果"), "通过")
    sent(lin, dialog)
    _, after = admin.call("GET", f"/records/credential/{paper}")
    rounds = after["extra"]["duties"]
    done = [one["due_on"] for one in rounds if one["done_on"] == today]
    following = [one["due_on"] for one in rounds if one["state"] == "open"]
    assert len(done) == 1, rounds
    assert following, rounds
    assert following[0] > done[0]
    admin.go(f"/r/credential/{paper}")
    expect(admin.page.get_by_role("region", name="期限与义务")).to_contain_text(following[0])


@pytest.mark.demand("R-000-54")
def test_an_archived_certificate_is_kept_until_its_day_and_cannot_be_changed(visit: Opening) -> None:
    admin, lin, feng = visit("admin"), visit("lin.zhixia"), visit("feng.liqun")
    staffed(admin)
    paper = paper_of(admin, "lin.zhixia")
    case = started(lin, "product-archive", paper)
    agreed(lin, case, "complete")
    dialog = deciding(feng, task_of(feng, case, "check"))
    dialog.get_by_label("归档原因").fill("停产")
    day = dialog.get_by_label("保管至")
    day.fill("2036-11-30")
    day.press("Enter")
    sent(feng, dialog)
    lin.go(f"/r/credential/{paper}")
    page = lin.page
    expect(page.get_by_role("region", name="归档与保管")).to_contain_text("2036-11-30")
    expect(page.get_by_role("button", name="修改", exact=True)).to_have_count(0)
    status, refused = lin.call("POST", f"/records/credential/{paper}/amend", {"notes": "x"})
    assert status == 409, refused
    _, after = lin.call("GET", f"/records/credential/{paper}")
    assert after["extra"]["keeping"]["retain_until"] == "2036-11-30"


@pytest.mark.demand("R-000-57")
def test_a_step_lets_change_what_it_says_and_who_comes_second_is_told_so(visit: Opening) -> None:
    admin, lin = visit("admin"), visit("lin.zhixia")
    fields = {"notes": "edit", "verification_code": "read", "scope_text": "hide"}
    people = ("feng.liqun", "han.muyang", "tang.yutong")
    look = step("look", "看", *people, mode="any", fields=fields)
    process = defined(admin, f"权限{time_ns()}", look, publish=True)
    paper, note = paper_of(admin, "lin.zhixia"), f"备注{time_ns()}"
    assert (
        lin.call("POST", f"/records/credential/{paper}/set_scope", {"scope_text": "不给看的范围"})[0] == 200
    )
    status, made = lin.call("POST", "/records/case", {"process": process, "subject": paper})
    assert status == 201, made
    task = str(admin.ask("task", f"state:open case:{made['id']}")["items"][0]["id"])
    feng, han, tang = visit("feng.liqun"), visit("han.muyang"), visit("tang.yutong", lang="en")
    waiting = [deciding(one, task) for one in (feng, han, tang)]
    dialog = waiting[0]
    expect(dialog.get_by_label("备注")).to_be_visible()
    expect(dialog.get_by_label("防伪/校验码")).to_have_count(0)
    expect(feng.page.locator("main")).not_to_contain_text("不给看的范围")
    dialog.get_by_label("备注").fill(note)
    dialog.get_by_role("button", name="同意").dblclick()
    expect(dialog).to_have_count(0)
    for person, open_dialog in zip((han, tang), waiting[1:], strict=True):
        open_dialog.get_by_role("button", name=person.say("同意", "Approve")).click()
        told = person.say("此任务已由冯立群办理（同意）", "冯立群 has dealt with this task already (Approve)")
        expect(open_dialog.get_by_role("alert")).to_contain_text(told)
    _, after = lin.call("GET", f"/records/credential/{paper}")
    assert after["values"]["notes"] == note
    lin.go(f"/r/task/{task}")
    expect(lin.page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    expect(lin.page.locator(".work-log li", has_text="冯立群 同意")).to_have_count(1)
