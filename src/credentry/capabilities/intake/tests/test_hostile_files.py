"""What may not be read is refused with a clear word, and costs no more than one process."""

import zipfile
from pathlib import Path

import pytest

from credentry.capabilities.intake.reading import problems, safety, sandbox
from credentry.capabilities.intake.reading.limits import LIMITS, Limits
from credentry.capabilities.intake.reading.problems import Unreadable
from credentry.capabilities.intake.tests import makers
from credentry.foundation.errors import message


def refused(path: Path, tmp_path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        sandbox.read(path, tmp_path / "parked", limits=limits)
    for lang in ("zh", "en"):
        words = message(caught.value.code, lang, caught.value.params)
        assert words != caught.value.code
        assert "{" not in words
    return caught.value.code


def test_zip_bomb(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * 300_000_000
    path = makers.raw_xlsx(tmp_path / "a.xlsx", makers.SHEET.encode().replace(b"{rows}", rows))
    assert path.stat().st_size < 1_000_000
    assert refused(path, tmp_path) == problems.BOMB


def test_sheet_with_one_cell_at_the_far_corner_stays_within_memory(tmp_path: Path) -> None:
    rows = '<row r="1">' + makers.text_cell("A1", "x") + '</row><row r="1048576">'
    rows += makers.text_cell("XFD1048576", "y") + "</row>"
    path = makers.raw_xlsx(tmp_path / "a.xlsx", makers.SHEET.format(rows=rows).encode())
    assert refused(path, tmp_path) in (problems.TOO_WIDE, problems.TOO_HEAVY, problems.TOO_LONG)


def test_endless_work_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 2_000_000, encoding="utf-8")
    limits = Limits(cpu_seconds=1)
    assert refused(path, tmp_path, limits) == problems.TOO_HEAVY


def test_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a":1}' + ',{"a":1}' * 4_000_000 + "]", encoding="utf-8")
    assert refused(path, tmp_path, Limits(memory_bytes=300_000_000)) == problems.TOO_HEAVY


def test_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(makers.compound("EncryptionInfo", "EncryptedPackage"))
    assert refused(path, tmp_path) == problems.ENCRYPTED


def test_encrypted_members(tmp_path: Path) -> None:
    path = makers.xlsx(tmp_path / "a.xlsx", [["a"]])
    content = bytearray(path.read_bytes())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    path.write_bytes(bytes(content))
    assert refused(path, tmp_path) in (problems.ENCRYPTED, problems.BROKEN)


@pytest.mark.parametrize("size", [8, 600, 3000])
def test_truncated_xls(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes((makers.compound("Workbook") + b"\x09\x08\x10\x00" * 600)[:size])
    assert refused(path, tmp_path) in (problems.BROKEN, problems.TOO_HEAVY)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_truncated_xlsx(share: float, tmp_path: Path) -> None:
    path = makers.xlsx(tmp_path / "a.xlsx", [["a", "b"]] * 500)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(path, tmp_path) == problems.BROKEN


def test_damaged_sheet(tmp_path: Path) -> None:
    path = makers.raw_xlsx(
        tmp_path / "a.xlsx", b"<worksheet><sheetData><row r='1'><c r='A1'", zipfile.ZIP_STORED
    )
    assert refused(path, tmp_path) in (problems.BROKEN, problems.EMPTY)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_xml_entities(doctype: str, tmp_path: Path) -> None:
    sheet = doctype + makers.SHEET.format(rows=f'<row r="1">{makers.text_cell("A1", "&lol2;")}</row>')
    path = makers.raw_xlsx(tmp_path / "a.xlsx", sheet.encode())
    assert refused(path, tmp_path) == problems.HOSTILE


def test_hundred_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(100_000)) + "\n", encoding="utf-8")
    assert refused(path, tmp_path) == problems.TOO_WIDE


def test_too_large_for_us(tmp_path: Path) -> None:
    path = makers.xlsx(tmp_path / "a.xlsx", [["a"]])
    with pytest.raises(Unreadable) as caught:
        safety.check(path, "xlsx", Limits(file_bytes=100))
    assert caught.value.code == problems.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", problems.EMPTY),
        (b"\n\n,,\n", problems.EMPTY),
        (b"%PDF-1.7 ...", problems.UNSUPPORTED),
        (b"\x89PNG\r\n\x1a\n0000", problems.UNSUPPORTED),
        (b"\xff\xd8\xff\xe0JFIF", problems.UNSUPPORTED),
        (makers.compound("WordDocument"), problems.UNSUPPORTED),
        (makers.compound("Something"), problems.BROKEN),
        (makers.zipped(word__document=b"<x/>"), problems.UNSUPPORTED),
        (makers.zipped(a=b"text"), problems.UNSUPPORTED),
        (b"PK\x03\x04 not a zip", problems.BROKEN),
        (bytes(range(256)) * 8, problems.UNSUPPORTED),
        (b'<?xml version="1.0"?><rss/>', problems.UNSUPPORTED),
        (b"<html><p>no table</p></html>", problems.EMPTY),
        (b"[" * 100_000, problems.BROKEN),
        (b"[1, 2, 3]", problems.EMPTY),
    ],
)
def test_what_is_no_table_says_so(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    assert refused(path, tmp_path) == code


def test_nulls_and_controls_do_not_come_through(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,备注\n甲\x00乙,a\x07b\x01Dc\r\n".encode())
    book = sandbox.read(path, tmp_path / "parked")
    assert list(book.rows(0))[1] == ["甲乙", "abDc"]


def test_formulas_arrive_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"=HYPERLINK(""http://x"")",+1\n@SUM(A1),-2\n', encoding="utf-8")
    book = sandbox.read(path, tmp_path / "parked")
    assert list(book.rows(0))[1:] == [['=HYPERLINK("http://x")', "+1"], ["@SUM(A1)", "-2"]]
