"""One credential: how it stands and why, its papers, its renewal, two people at once."""

import os
import re
import struct
import zlib
from datetime import date, timedelta
from pathlib import Path
from time import time_ns

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening


def picture() -> bytes:
    """A small picture nobody has seen before."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + os.urandom(48) for _ in range(16))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def some(person: Visit, condition: str, at: int = 0) -> str:
    """Id of a credential that meets a typed condition."""
    found = person.ask("credential", condition, sort="number", limit=at + 1)["items"]
    return str(found[at]["id"])


@pytest.mark.demand("R-000-25")
@pytest.mark.demand("R-000-28")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_page_says_how_it_stands_and_why(visit: Opening, phone: bool) -> None:
    person = visit("lin.zhixia", phone=phone)
    page = person.page
    person.go(f"/r/credential/{some(person, 'status:suspended')}")
    standing = page.get_by_role("region", name="效力")
    expect(standing).to_contain_text("暂停")
    expect(standing).to_contain_text("原因")
    expect(page.get_by_role("heading", name="期次")).to_be_visible()
    expect(page.get_by_role("heading", name="适用范围")).to_be_visible()
    page.get_by_role("tab", name="历史").click()
    expect(page.locator(".history")).to_contain_text("账本第")


@pytest.mark.demand("R-000-07")
@pytest.mark.demand("R-000-27")
def test_a_paper_is_attached_seen_and_replaced(visit: Opening, tmp_path: Path) -> None:
    person = visit("admin")
    page = person.page
    person.go(f"/r/credential/{some(person, 'status:valid', 3)}?tab=files")
    files = page.locator(".file-list > li")
    person.rest()
    before = files.count()
    scan = tmp_path / f"现场照片{time_ns()}.png"
    scan.write_bytes(picture())
    page.get_by_role("button", name="上传文件").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(scan)
    expect(dialog.get_by_text(scan.name)).to_be_visible()
    dialog.get_by_role("button", name="添加文件").click()
    expect(files).to_have_count(before + 1)
    page.get_by_role("button", name=re.compile(f"预览.*{scan.name}")).click()
    shown = page.get_by_role("dialog").locator("img.file-picture")
    expect(shown).to_be_visible()
    assert shown.evaluate("(one) => one.complete && one.naturalWidth > 0")


@pytest.mark.demand("R-000-34")
@pytest.mark.demand("R-000-53")
def test_renewing_opens_a_new_term_and_keeps_the_first_day(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    number = f"JRN-{time_ns()}"
    chosen = some(person, "status:expired")
    _, before = person.call("GET", f"/records/credential/{chosen}")
    person.go(f"/r/credential/{chosen}")
    page.get_by_role("button", name="续期", exact=True).click()
    dialog = page.get_by_role("dialog")
    begins = dialog.get_by_label("生效日期")
    expect(begins).not_to_have_value("")
    dialog.get_by_label("证书编号").fill(number)
    until = (date.today() + timedelta(days=900)).isoformat()
    day = dialog.get_by_label("到期日期")
    day.fill(until)
    day.press("Enter")
    dialog.get_by_label("编号已核对").check()
    dialog.get_by_role("button", name="续期", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("region", name="效力")).to_contain_text("有效")
    expect(page.locator(".term-list")).to_contain_text(number)
    _, after = person.call("GET", f"/records/credential/{chosen}")
    assert after["values"]["first_issued_on"] == before["values"]["first_issued_on"]
    assert after["values"]["valid_to"] == until


@pytest.mark.demand("R-000-08")
def test_two_people_at_once_nobody_is_overwritten(visit: Opening) -> None:
    one, other = visit("admin"), visit("admin")
    code = f"JRN-{time_ns()}"
    note = f"第一位的备注 {time_ns()}"
    chosen = some(one, "status:valid", 5)
    for person in (one, other):
        person.go(f"/r/credential/{chosen}")
        person.page.get_by_role("button", name="修改", exact=True).click()
        expect(person.page.get_by_role("dialog").get_by_label("备注")).to_be_visible()
    one.page.get_by_role("dialog").get_by_label("备注").fill(note)
    one.page.get_by_role("dialog").get_by_role("button", name="修改", exact=True).click()
    expect(one.page.get_by_role("dialog")).to_be_hidden()
    dialog = other.page.get_by_role("dialog")
    dialog.get_by_label("防伪/校验码").fill(code)
    dialog.get_by_role("button", name="修改", exact=True).click()
    dialog.get_by_role("button", name=re.compile("载入|最新")).click()
    expect(dialog.get_by_label("备注")).to_have_value(note)
    dialog.get_by_role("button", name="修改", exact=True).click()
    expect(dialog).to_be_hidden()
    _, after = one.call("GET", f"/records/credential/{chosen}")
    assert (after["values"]["notes"], after["values"]["verification_code"]) == (note, code)


def test_several_are_handed_over_at_once(visit: Opening) -> None:
    person = visit("admin")
    page = person.page
    person.go("/r/credential")
    for at in range(2):
        page.get_by_role("checkbox", name=re.compile("选择“")).nth(at).check()
    bar = page.get_by_role("region", name="批量操作")
    expect(bar).to_contain_text("已选 2 条")
    bar.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="移交").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("责任人").fill("林知夏")
    found = page.locator(".ant-select-dropdown:visible .ref-option")
    expect(found).to_have_count(1)  # what was typed has been looked for: the list changes no more
    found.click()
    expect(dialog).to_contain_text("林知夏")
    dialog.get_by_role("button", name="移交").click()
    expect(page.get_by_text("完成 2 条")).to_be_visible()
