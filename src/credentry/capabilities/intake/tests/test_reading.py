"""Every format and encoding people send gives the same rows."""

from datetime import date
from pathlib import Path

import pytest

from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.reading.encoding import encoding_of
from credentry.capabilities.intake.reading.spool import Book
from credentry.capabilities.intake.tests import makers

SIMPLIFIED = "证书编号,证书名称,发证机关,有效期至\nCQC001,强制性产品认证证书,中国质量认证中心,2026-05-01\n"
TRADITIONAL = "證書編號,證書名稱,發證機關,有效期至\nBSMI01,商品檢驗標識,經濟部標準檢驗局,2026-05-01\n"


def rows_of(path: Path, tmp_path: Path, **options: str) -> tuple[Book, list[list[object]]]:
    book = sandbox.read(path, tmp_path / "parked", options)
    return book, [list(row) for row in book.rows(0)]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SIMPLIFIED), ("utf-8-sig", SIMPLIFIED), ("utf-16", SIMPLIFIED), ("utf-16-le", SIMPLIFIED),
        ("utf-16-be", SIMPLIFIED), ("gbk", SIMPLIFIED), ("gb18030", SIMPLIFIED + "㐀龦,,,\n"), ("big5", TRADITIONAL),
        ("utf-8", TRADITIONAL), ("cp1252", "Numéro,Délivré par,Échéance\nA1,Société Générale,2026-05-01\n"),
    ],
)  # fmt: skip
@pytest.mark.demand("R-000-02")
def test_text_in_any_encoding_reads_as_it_was_written(encoding: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    _, rows = rows_of(path, tmp_path)
    assert rows == [[cell or None for cell in line.split(",")] for line in text.splitlines()] or rows[-1] == [
        "㐀龦"
    ]
    assert rows[0] == text.splitlines()[0].split(",")


def test_short_gbk_headings_alone_are_recognised() -> None:
    assert encoding_of("证书编号\n".encode("gbk")) == "gb18030"
    assert encoding_of("證書編號,名稱\n".encode("big5")) == "big5hkscs"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f'名称{delimiter}备注\n甲{delimiter}"一{delimiter}二\n三"\n\n乙{delimiter}无\n', encoding="utf-8"
    )
    book, rows = rows_of(path, tmp_path)
    assert book.delimiter == delimiter
    assert rows == [["名称", "备注"], ["甲", f"一{delimiter}二\n三"], [], ["乙", "无"]]


def test_excel_separator_line_is_obeyed_and_keeps_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nA;B\n1,5;2\n", encoding="utf-8")
    _, rows = rows_of(path, tmp_path)
    assert rows == [[], ["A", "B"], ["1,5", "2"]]


def test_user_may_name_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名,值\né,1\n".encode("gb18030"))
    book, rows = rows_of(path, tmp_path, encoding="gb18030")
    assert (book.encoding, rows[0]) == ("gb18030", ["名", "值"])


@pytest.mark.demand("R-000-02")
def test_xlsx_cells_keep_their_meaning(tmp_path: Path) -> None:
    path = makers.xlsx(
        tmp_path / "a.xlsx",
        [["名称", "日期", "数", "是"], ["00123", date(2026, 5, 1), 12.5, True], [None, None, 7.0]],
    )
    _, rows = rows_of(path, tmp_path)
    assert rows == [["名称", "日期", "数", "是"], ["00123", "\x01D2026-05-01", 12.5, True], [None, None, 7]]


def test_first_filled_column_is_not_moved_to_the_left(tmp_path: Path) -> None:
    path = makers.xlsx(tmp_path / "a.xlsx", [[], [None, None, "C2"]])
    assert rows_of(path, tmp_path)[1] == [[], [None, None, "C2"]]


def test_ods(tmp_path: Path) -> None:
    path = makers.ods(tmp_path / "a.ods", [["编号", "名称"], ["1", "甲"]])
    book, rows = rows_of(path, tmp_path)
    assert (book.format, book.sheets[0].name) == ("ods", "台账")
    assert rows == [["编号", "名称"], ["1", "甲"]]


def test_web_page_saved_as_xls(tmp_path: Path) -> None:
    """Old systems export an HTML table and call it .xls."""
    path = tmp_path / "a.xls"
    page = (
        '<html><meta charset="gb2312"><table><tr><th rowspan="2">编号</th><th colspan="2">有效期</th></tr>'
        "<tr><td>起</td><td>止</td></tr><tr><td>A&amp;1</td><td>2025-1-1</td><td>长期</td></tr></table></html>"
    )
    path.write_bytes(page.encode("gb18030"))
    book, rows = rows_of(path, tmp_path)
    assert book.format == "html"
    assert rows == [["编号", "有效期"], ["编号", "起", "止"], ["A&1", "2025-1-1", "长期"]]
    assert book.sheets[0].merges == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_json_lists_become_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"meta": 1, "data": {"A": [{"x": 1, "y": "甲"}, {"x": 2, "z": ["p", "q"]}], "B": [{"k": null}]}}'
    )
    book, rows = rows_of(path, tmp_path)
    assert [sheet.name for sheet in book.sheets] == ["A", "B"]
    assert rows == [["x", "y", "z"], [1, "甲"], [2, None, "p; q"]]


def test_vertical_merges_are_filled_down(tmp_path: Path) -> None:
    path = makers.xlsx(
        tmp_path / "a.xlsx", [["类型", "编号"], ["CE", "1"], ["", "2"], ["UL", "3"]], merges=("A2:A3",)
    )
    assert rows_of(path, tmp_path)[1] == [["类型", "编号"], ["CE", "1"], ["CE", "2"], ["UL", "3"]]


def test_rows_can_be_taken_from_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{n},x\n" for n in range(2500)), encoding="utf-8")
    book, _ = rows_of(path, tmp_path)
    assert [row[0] for row in book.rows(0, 1998, 2003)] == ["1998", "1999", "2000", "2001", "2002"]
    assert list(book.rows(0, 2499)) == [["2499", "x"]]
    assert list(book.rows(0, 2500)) == []
    assert list(Book.load(book.folder).rows(0, 999, 1001)) == [["999", "x"], ["1000", "x"]]
