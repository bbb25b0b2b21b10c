"""Files that broke other people's importers: what is heading, what is data, what is neither."""

from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.intake.reading import problems, sandbox
from credentry.capabilities.intake.reading.problems import Unreadable
from credentry.capabilities.intake.tables import finding
from credentry.capabilities.intake.tests.shared import shared

# file → per sheet the tables found: heading rows, first and last row (1-based), some headings, a row and its cells
FILES: dict[str, list[list[tuple[list[int], int, int, list[str], tuple[int, list[Any]]]]]] = {
    "messy/calamine_header-row.xlsx": [[([9], 10, 10, ["Columns", "Column A"], (10, ["put data here", 1, 2, 3]))]],
    "messy/calamine_merge_cells.xls": [[([1, 2], 3, 4, ["Not Merged Chunk Merged"], (3, ["Column Merge", "Chunk Merged"]))]],
    "messy/csvkit_FY09_EDU_Recipients_by_State.csv": [
        [([1], 2, 53, ["State Name", "Code", "TOTAL"], (2, ["ALABAMA", "AL", "01", "6,718"]))]
    ],
    "messy/csvlint_title-row.csv": [[([2], 3, 4, ["Foo", "Bsr", "Baz"], (3, ["Biff", "Baff", "Boff"]))]],
    "messy/easyexcel_dataformat.xlsx": [
        [([1], 2, 28, ["date", "dateStringCn", "number"], (5, ["\x01T2020-01-01T01:01:01", "2020年1月1日"]))], [], [],
    ],
    "messy/easyexcel_no_bom.csv": [[([1], 2, 11, ["姓名", "年纪"], (2, ["姓名0", "20"]))]],
    "messy/easyexcel_office_bom.csv": [[([1], 2, 11, ["姓名", "年纪"], (11, ["姓名9", "20"]))]],
    "messy/frictionless_merged-cells.xlsx": [[]],
    "messy/hutool_merge_test.xlsx": [
        [([1], 2, 4, ["姓名", "性别", "年龄", "鞋码"], (3, ["李四", "女", 11, 42]))], [([1], 2, 1, ["KK", "BB", "DD"], (1, ["KK"]))], [],
    ],
    "messy/magicodes_2022-04-02.csv": [
        [([1], 2, 11, ["中心编号", "检查日期"], (2, ["001", "S0001", "Visit 1", "2019-05-16", "CT"]))]
    ],
    "messy/magicodes_合并行.xlsx": [[([1], 2, 14, ["学号", "姓名", "性别"], (4, [3, "张三", "男"]))]],
    "messy/messytables_excel_pasting.csv": [
        [([4], 5, 17, ["Year", "2000", "2007"], (5, ["Timber", "2,666", "2,274"]))]
    ],
    "messy/messytables_null.csv": [[([], 1, 10, [], (1, ["1", "null", "0", "0"]))]],
    "messy/messytables_simple.xls": [
        [([1], 2, 7, ["date", "temperature", "place"], (3, ["\x01D2011-01-02", -1, "Galway"]))]
    ],
    "messy/messytables_spanish_chars.csv": [
        [([1], 2, 115, ["GF_ID", "Gasto total 2011", "Descripción"], (3, [None, "0", None, None, "Legislación"]))]
    ],
    "messy/messytables_utf8bom.csv": [[([1], 2, 1, ["kitten", "win"], (1, ["kitten", "win"]))]],
    "messy/messytables_weird_head_padding.csv": [
        [([12], 13, 72, ["1985", "1993", "2010"], (14, ["      Gefäßchirurgie"]))]
    ],
    "messy/readxl_type-me.xls": [
        [([1], 2, 11, ["maybe boolean?", "description"], (6, [True, "boolean true"]))],
        [([1], 2, 8, ["maybe numeric?"], (6, ["123456", 'the string "123456"']))],
        [([1], 2, 8, ["maybe a datetime?"], (3, ["\x01D2016-05-23", "date only format"]))],
        [([1], 2, 7, ["text"], (3, ["cabbage"]))],
    ],
}  # fmt: skip


@pytest.mark.demand("R-000-02")
@pytest.mark.parametrize("path", FILES)
def test_tables_of_messy_files(path: str, tmp_path: Path) -> None:
    book = sandbox.read(shared(path), tmp_path / "parked")
    assert len(book.sheets) == len(FILES[path])
    for sheet, expected in zip(book.sheets, FILES[path], strict=True):
        found = finding.find(book.rows(sheet.index), sheet.merges) if sheet.rows else []
        places = [([row + 1 for row in one.header], one.first + 1, one.last + 1) for one in found]
        if not expected:
            assert all(one.last < one.first or len(one.columns) == 1 for one in found)
            continue
        assert places == [one[:3] for one in expected]
        for table, (_, _, _, headings, (number, cells)) in zip(found, expected, strict=True):
            assert set(headings) <= {column.heading for column in table.columns}
            row = next(iter(book.rows(sheet.index, number - 1, number)))
            assert row[: len(cells)] == cells


def test_markup_that_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        sandbox.read(shared("messy/chardet_gb2312_cindychen.xml"), tmp_path / "parked")
    assert (caught.value.code, caught.value.params) == (problems.UNSUPPORTED, {"found": "XML"})


def test_every_messy_file_is_expected_here() -> None:
    folder = shared("messy")
    assert {f"messy/{one.name}" for one in folder.iterdir()} - set(FILES) == {
        "messy/chardet_gb2312_cindychen.xml"
    }
