"""A person's own spreadsheet, from the file to the register and back again."""

import re
from pathlib import Path
from time import time_ns

import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import Opening


def stranger(mark: str) -> str:
    """An issuer the register does not know."""
    return f"海岬检测{mark}（示例）"


def workbook(path: Path, mark: str) -> Path:
    """A register as people keep it: a title, headings in the third row, human dates, a stranger, a slip."""
    book = xlsxwriter.Workbook(path, {"strings_to_urls": False})
    sheet = book.add_worksheet("证书台账")
    sheet.merge_range(0, 0, 0, 7, "2026 年度证书台账")
    sheet.write_row(
        2, 0, ["证书名称", "证书编号", "证书类型", "发证机构", "持证单位", "发证日期", "有效期至", "备注"]
    )
    issuer, company = stranger(mark), "宁波澄屿小家电有限公司"
    rows = [
        [
            f"{mark} 空气净化器 CB",
            f"{mark}-001",
            "CB测试证书",
            issuer,
            company,
            "2024年3月5日",
            "2029/3/4",
            "",
        ],
        [f"{mark} 加湿器 CB", f"{mark}-002", "CB测试证书", issuer, company, "2024.03.05", "长期", ""],
        [f"{mark} 电饭煲 CB", f"{mark}-003", "CB测试证书", issuer, company, "去年春天", "2029-03-04", "待核"],
    ]
    for at, row in enumerate(rows):
        sheet.write_row(3 + at, 0, row)
    book.close()
    return path


def start(person: Visit, file: Path) -> None:
    person.go("/import?kind=credential")
    person.page.locator("input[type=file]").set_input_files(file)
    expect(person.page).to_have_url(re.compile(r"/import/[0-9a-f-]{36}"))


@pytest.mark.demand("R-000-02")
@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)], ids=["zh-desktop", "en-phone"])
def test_import_with_a_stranger_and_a_slip_then_undo(
    visit: Opening, tmp_path: Path, lang: str, phone: bool
) -> None:
    person = visit("admin", lang=lang, phone=phone)
    page, say = person.page, person.say
    mark = f"JRN{'P' if phone else 'D'}{time_ns() % 10**8}"
    start(person, workbook(tmp_path / f"{mark}.xlsx", mark))

    # What the columns are taken for, with the reason; nothing is written yet.
    why = page.locator(".map-why").nth(1)
    expect(why).to_contain_text(say("可信", "Sure"))
    expect(why.locator(".quiet")).not_to_be_empty()
    page.get_by_role("button", name=say("试运行", "Dry run"), exact=True).click()

    # The stranger is decided on, the slip is shown at its row and cell.
    proposal = page.locator(".proposal", has_text=stranger(mark))
    expect(proposal).to_be_visible()
    expect(page.locator(".import-rows")).to_contain_text("去年春天")
    proposal.get_by_text(say("新建", "Create"), exact=True).click()
    page.get_by_role("button", name=say("按决定重新试运行", "Check again with these")).click()
    ready = page.get_by_role("button", name=say("确认导入 2 行", "Import 2 rows"))
    expect(ready).to_be_enabled()
    row = page.locator(".import-rows tbody tr", has_text="去年春天")
    expect(row.locator("td").first).to_have_text("6")
    expect(row.locator("td.cell-error")).to_have_text("去年春天")
    assert person.ask("credential", None, q=f"{mark}-001")["count"] == 0

    # For good, with the marked workbook to mend the rest.
    ready.click()
    expect(page.get_by_role("heading", name=say("导入完成", "Imported"))).to_be_visible()
    found = person.ask("credential", None, q=f"{mark}-002", fields=["title", "valid_to", "no_expiry_reason"])
    assert [one["valid_to"] for one in found["items"]] == [None]
    with page.expect_download() as download:
        page.get_by_role("link", name=say("下载标注了结果的表格", "Download the marked workbook")).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name=say("打开记录", "Open record")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(mark)
    page.go_back()

    # And back again.
    page.get_by_role("button", name=say("撤销此次导入", "Undo this import")).click()
    page.get_by_role("dialog").get_by_role("button", name=say("撤销此次导入", "Undo this import")).click()
    undone = say("已撤销，登记恢复到导入之前", "Undone: the register is as before")
    expect(page.get_by_role("heading", name=undone)).to_be_visible()
    assert person.ask("credential", None, q=f"{mark}-001")["count"] == 0


def test_columns_can_be_corrected_and_the_file_abandoned(visit: Opening, tmp_path: Path) -> None:
    person = visit("admin")
    page = person.page
    start(person, workbook(tmp_path / "JRNC.xlsx", "JRNC"))
    field = page.get_by_role("combobox", name="“备注”列对应的字段")
    field.fill("不导入")
    field.press("Enter")
    expect(page.locator(".import-foot")).to_contain_text("8 列中已对应 7 列")
    page.get_by_role("button", name="放弃此次导入").click()
    expect(page.get_by_role("heading", name="已取消")).to_be_visible()


def test_a_file_that_is_no_table_is_refused_in_words(visit: Opening, tmp_path: Path) -> None:
    person = visit("admin")
    broken = tmp_path / "台账.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is not a workbook")
    start(person, broken)
    expect(person.page.get_by_text("这个文件读不了")).to_be_visible()
