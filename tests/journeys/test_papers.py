"""Papers: fifty files dropped at once, each looked at, filed on a record, registered as a new one, or put away."""

import re
from pathlib import Path
from time import time_ns

import pytest
from playwright.sync_api import expect

from credentry.capabilities.evidence.tests.factories import pdf
from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening


def papers(folder: Path, mark: str, count: int) -> list[Path]:
    """PDF files, no two with the same bytes."""
    made = [folder / f"证书 {mark}-{n:02}.pdf" for n in range(count)]
    for n, path in enumerate(made):
        path.write_bytes(pdf("teal") + f"\n% {mark} {n}\n".encode())
    return made


def hand_in(person: Visit, files: list[Path]) -> None:
    person.go("/papers")
    person.page.locator(".papers-in input[type=file]").set_input_files(files)
    done = person.say(f"已接收 {len(files)} 个文件", f"{len(files)} files taken in")
    expect(person.page.get_by_text(re.compile(done))).to_be_visible(timeout=60_000)


def mine(person: Visit, mark: str, state: str = "waiting,duplicate") -> list[dict[str, object]]:
    rules = [
        {"field": "title", "operator": "contains", "value": mark},
        {"field": "state", "operator": "in", "value": state.split(",")},
    ]
    found = person.ask("intake_item", {"combinator": "and", "rules": rules}, limit=100, sort="title")
    return list(found["items"])


@pytest.mark.demand("R-000-10")
def test_fifty_files_dropped_at_once_are_fifty_papers(visit: Opening, tmp_path: Path) -> None:
    person, mark = visit("lin.zhixia"), str(time_ns())
    files = papers(tmp_path, mark, 50)
    hand_in(person, files)
    assert [one["title"] for one in mine(person, mark)] == [one.name for one in files]
    expect(person.page.locator(".paper-row", has_text=mark)).to_have_count(50)
    hand_in(person, files[:1])
    expect(person.page.get_by_text("其中 1 个重复")).to_be_visible()
    assert [one["state"] for one in mine(person, mark)].count("duplicate") == 1
    person.page.get_by_role("link", name=re.compile("内容与.*完全相同")).click()
    expect(person.page.get_by_role("article").get_by_text("待处理")).to_be_visible()


@pytest.mark.demand("R-000-10")
def test_a_paper_is_filed_by_keyboard_and_the_next_one_comes_up(visit: Opening, tmp_path: Path) -> None:
    person, mark = visit("lin.zhixia"), str(time_ns())
    page = person.page
    hand_in(person, papers(tmp_path, mark, 2))
    record = person.ask("credential", None, limit=1, fields=["number", "title"])["items"][0]
    first = page.locator(".paper-open", has_text=mark).first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".paper-open:focus")).to_contain_text(mark)
    page.keyboard.press("ArrowUp")
    name = first.locator(".paper-title").inner_text()
    expect(page.get_by_role("article", name=name).locator("canvas")).to_be_visible()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("记录", exact=True).fill(record["number"])
    page.locator(".ant-select-dropdown:visible .ref-option", has_text=record["title"]).first.click()
    dialog.get_by_role("button", name="归档").click()
    expect(dialog).to_be_hidden()
    assert [one["title"] for one in mine(person, mark, "filed")] == [name]
    status, held = person.call("GET", f"/records/credential/{record['id']}/files")
    assert status == 200
    assert name in {one["name"] for one in held}
    expect(page.get_by_role("article")).to_contain_text(mark)
    expect(page.get_by_role("article", name=name)).to_be_hidden()


@pytest.mark.demand("R-000-10")
def test_a_paper_becomes_a_new_certificate_beside_its_picture(visit: Opening, tmp_path: Path) -> None:
    person, mark = visit("lin.zhixia"), str(time_ns())
    page = person.page
    hand_in(person, papers(tmp_path, mark, 1))
    page.locator(".paper-open", has_text=mark).click()
    page.get_by_role("button", name="登记为新记录").click()
    form = page.locator(".action-form")
    expect(form.get_by_label("证书名称", exact=True)).to_have_value(f"证书 {mark}-00")
    expect(page.get_by_role("region", name="文件预览").locator("canvas")).to_be_visible()
    form.get_by_role("button", name="登记").click()
    expect(form.get_by_text("证书类型：必填")).to_be_visible()
    form.get_by_label("证书类型", exact=True).fill("CB测试证书")
    page.locator(".ant-select-dropdown:visible .ref-option", has_text="CB测试证书").first.click()
    form.get_by_role("button", name="登记").click()
    expect(form).to_be_hidden()
    filed = mine(person, mark, "filed")
    assert len(filed) == 1
    made = person.ask("credential", None, q=f"证书 {mark}-00")["items"]
    assert len(made) == 1
    page.goto(f"{person.url}/r/intake_item/{filed[0]['id']}")
    expect(page.get_by_role("link", name=re.compile("已归档到"))).to_have_attribute(
        "href", f"/r/credential/{made[0]['id']}"
    )


@pytest.mark.demand("R-000-10")
def test_several_papers_are_put_away_together_on_a_phone(visit: Opening, tmp_path: Path) -> None:
    person, mark = visit("lin.zhixia", lang="en", phone=True), str(time_ns())
    page = person.page
    hand_in(person, papers(tmp_path, mark, 3))
    expect(page.locator(".paper-row", has_text=mark)).to_have_count(3)
    for row in page.locator(".paper-row", has_text=mark).all()[:2]:
        row.get_by_role("checkbox").check()
    page.get_by_role("region", name="Bulk actions").get_by_role("button", name="Dismiss").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Reason").fill("advertising")
    form.get_by_role("button", name="Dismiss").click()
    expect(form).to_be_hidden()
    assert len(mine(person, mark, "dismissed")) == 2
    page.locator(".paper-open", has_text=mark).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("button", name="File on a record")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
