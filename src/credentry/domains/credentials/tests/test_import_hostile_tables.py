"""Tables as people make them: titles, two heading rows, totals, odd dates, lists in cells, long numbers."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from credentry.capabilities.intake.tests import makers
from credentry.core.records.tests.factories import Company
from credentry.domains.credentials.tests import imports

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-02")]
D = date


def test_titles_two_heading_rows_totals_and_notes(company: Company, tmp_path: Path) -> None:
    path = makers.xlsx(
        tmp_path / "台账.xlsx",
        [
            ["华昇集团2026年度产品认证证书台账"],
            ["填报单位:质量部", "", "", "", "填报日期:2026-03-01"],
            [],
            ["序号", "证书信息", "", "", "有效期", "", "备注"],
            ["", "证书编号", "证书类型", "发证机构", "起", "止", ""],
            [1, "2026010101000001", "CCC", "中国质量认证中心", D(2026, 1, 1), D(2030, 12, 31), ""],
            [2, "2026010101000002", "3C", "中国质量认证中心", "2026.3.1", "2031.2.28", "已换证"],
            [],
            [3, "E123456", "UL", "UL Solutions", "2023年5月1日", "长期有效", "—"],
            ["合计", 3, "", "", "", "", ""],
            ["制表人:张三"],
        ],
        merges=("A1:G1", "B4:D4", "E4:F4", "A4:A5", "G4:G5"),
    )
    run = imports.start(company.admin, path)
    run = imports.commit(company.admin, imports.choose(company.admin, run, create_missing=True))
    assert imports.counts(run) == {"created": 3}
    found = {one.credential_no: one for one in imports.live().select_related("type", "issuer")}
    second, third = found["2026010101000002"], found["E123456"]
    assert (second.type.code, second.valid_from, second.valid_to) == ("CN-CCC", D(2026, 3, 1), D(2031, 2, 28))
    assert second.notes == "已换证"
    assert (third.type.code, third.issuer.title, third.issuer.is_issuer) == ("US-NRTL", "UL Solutions", True)
    assert (third.valid_from, third.valid_to, third.notes) == (D(2023, 5, 1), None, "")
    assert third.no_expiry_reason == "printed"


DATES = [
    ("2026.3.1", D(2026, 3, 1)),
    ("26/3/1", D(2026, 3, 1)),
    (46082, D(2026, 3, 1)),
    ("46082", None),
    ("20260301", D(2026, 3, 1)),
    ("2026/03/01 00:00:00", D(2026, 3, 1)),
    ("Mar 1, 2026", D(2026, 3, 1)),
    ("1-Mar-26", D(2026, 3, 1)),
    ("二〇二六年三月一日", D(2026, 3, 1)),
    ("２０２６－０３－０１", D(2026, 3, 1)),
    (" 2026-03-01\u00a0", D(2026, 3, 1)),
    ("至2026年03月01日", D(2026, 3, 1)),
    ("2025.03.01-2026.03.01", D(2026, 3, 1)),
    ("2026年2月", D(2026, 2, 28)),
]
NEVER = ["长期有效", "永久", "长期", "无固定期限", "9999-12-31", "no expiry"]
BLANK = ["N/A", "—", "/", "不适用", "#N/A"]
WRONG = ["2026-02-30", "待定", "2026", "见附件"]


def test_dates_of_people(company: Company, tmp_path: Path) -> None:
    values = [text for text, _ in DATES] + NEVER + BLANK + WRONG
    rows: list[list[object]] = [["证书名称", "证书编号", "证书类型", "有效期至"]]
    rows += [[f"证{n}", f"N-{n:03d}", "CN-CCC-SD", text] for n, text in enumerate(values)]
    run = imports.commit(company.admin, imports.start(company.admin, makers.xlsx(tmp_path / "a.xlsx", rows)))
    found = {one.credential_no: one for one in imports.live()}
    for n, (text, wanted) in enumerate(DATES):
        if wanted is not None:
            assert found[f"N-{n:03d}"].valid_to == wanted, text
    at = len(DATES)
    for n, text in enumerate(NEVER, at):
        assert (found[f"N-{n:03d}"].valid_to, found[f"N-{n:03d}"].no_expiry_reason) == (None, "printed"), text
    at += len(NEVER)
    for n, text in enumerate(BLANK, at):
        assert found[f"N-{n:03d}"].valid_to is None, text
        assert found[f"N-{n:03d}"].no_expiry_reason != "printed", text
    at += len(BLANK)
    refused = imports.codes(run, "rejected")
    for n, text in enumerate(WRONG, at):
        assert f"N-{n:03d}" not in found, text
        assert refused[n + 2][0].startswith("intake.cell.date"), text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023.1.1-2026.1.1", D(2023, 1, 1), D(2026, 1, 1)),
        ("2023年1月1日至2026年1月1日", D(2023, 1, 1), D(2026, 1, 1)),
        ("2023/1/1~2026/1/1", D(2023, 1, 1), D(2026, 1, 1)),
        ("自2023年01月01日起至2026年12月31日止", D(2023, 1, 1), D(2026, 12, 31)),
        ("2023-01-01 至 长期", D(2023, 1, 1), None),
        ("2023-01-01 to 2026-01-01", D(2023, 1, 1), D(2026, 1, 1)),
    ],
)
def test_ranges_fill_both_ends(company: Company, text: str, start: date, end: date | None) -> None:
    content = f"证书名称,证书编号,类别,有效期限\na,R1,CN-CCC-SD,{text}\nb,R2,CN-CCC-SD,2026-12-31\n"
    run = imports.commit(company.admin, imports.start(company.admin, content))
    assert imports.counts(run) == {"created": 2}
    first, second = imports.live().order_by("credential_no")
    assert (first.valid_from, first.valid_to) == (start, end)
    assert (second.valid_from, second.valid_to) == (None, D(2026, 12, 31))


def test_lists_long_numbers_and_widths(company: Company, tmp_path: Path) -> None:
    path = makers.xlsx(
        tmp_path / "a.xlsx",
        [
            ["证书名称", "证书编号", "证书类型", "适用国家", "依据标准", "产品型号"],
            ["a", 1.23e15, "CN-CCC-SD", "欧盟、美国", "GB 4943.1-2022\nEN 62368-1", "G100"],
            ["b", 12345678.0, "CN-CCC-SD", "德国；法国;UK", "IEC 62368-1; IEC 60950", "G100、G300"],
            ["c", "'00123", "CN-CCC-SD", "EU/UK", "", "Ｇ１００"],
            ["d", "ＡＢＣ－１２３", "CN-CCC-SD", "美国 加拿大", "", "G100，G200"],
            ["e", "1.23457E+17", "CN-CCC-SD", "", "", ""],
            ["f", "F-1", "CN-CCC-SD", "火星", "", ""],
        ],
    )
    run = imports.start(company.admin, path)
    run = imports.commit(company.admin, imports.choose(company.admin, run, create_missing=True))
    said = imports.codes(run, "rejected")
    assert said == {
        2: ["intake.cell.digits_lost"],
        6: ["intake.cell.digits_lost"],
        7: ["intake.cell.unknown"],
    }
    found = {one.title: one for one in imports.live()}
    assert {name: one.credential_no for name, one in found.items()} == {
        "b": "12345678", "c": "00123", "d": "ABC-123",
    }  # fmt: skip
    markets = {
        name: set(one.market_links.values_list("market__code", flat=True)) for name, one in found.items()
    }
    assert markets == {"b": {"DE", "FR", "GB"}, "c": {"EU", "GB"}, "d": {"US", "CA"}}
    assert found["b"].standards == "IEC 62368-1; IEC 60950"
    products = {
        name: set(one.product_links.values_list("product__title", flat=True)) for name, one in found.items()
    }
    assert products == {"b": {"G100", "G300"}, "c": {"G100"}, "d": {"G100", "G200"}}


def test_hidden_sheet_double_headings_and_gaps(company: Company, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "本表由质量部维护,请勿改动表头"
    page = book.create_sheet("证书")
    page.append(["证书名称", "证书编号", "备注", "证书类型", "备注", "有效期至"])
    page.append(["a", "D1", "x", "CN-CCC-SD", "y", D(2027, 1, 1)])
    page.append([])
    page.append([None] * 6)
    page.append(["b", "D2", "", "CN-CCC-SD", "z", D(2027, 1, 2)])
    page.column_dimensions["C"].hidden = True
    old = book.create_sheet("旧数据")
    old.sheet_state = "hidden"
    old.append(["证书名称", "证书编号", "证书类型"])
    for n in range(20):
        old.append([f"o{n}", f"O{n}", "CN-CCC-SD"])
    book.save(tmp_path / "a.xlsx")
    run = imports.start(company.admin, tmp_path / "a.xlsx")
    assert [one["field"] for one in run.mapping["columns"]] == [
        "title", "credential_no", "notes", "type", None, "valid_to",
    ]  # fmt: skip
    run = imports.commit(company.admin, run)
    assert sorted(imports.live().values_list("credential_no", "notes")) == [("D1", "x"), ("D2", "")]


def test_workbook_of_1904(company: Company, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["证书名称", "证书编号", "证书类型", "有效期至"])
        page.write_row(1, 0, ["a", "M1", "CN-CCC-SD"])
        page.write_datetime(1, 3, datetime(2027, 5, 6), day)
    imports.commit(company.admin, imports.start(company.admin, tmp_path / "a.xlsx"))
    assert imports.live().get().valid_to == D(2027, 5, 6)


ENCODED = [
    ("证书编号,证书类型,持证单位,有效期至\r\nG-1,CCC,上海某某有限公司,2029-1-4\r\n", "gbk"),
    ("证书编号,证书类型,持证单位,有效期至\nG-1,CCC,深圳市镕㙍科技有限公司,2029-1-4\n", "gb18030"),
    ("證書編號,證書類型,持證單位,有效期至\r\nG-1,CCC,臺北某某有限公司,2029-1-4\r\n", "big5"),
    ("证书编号\t证书类型\t持证单位\t有效期至\nG-1\tCCC\t某某有限公司\t2029-1-4\n", "utf-16"),
    ("证书编号,证书类型,持证单位,有效期至\nG-1,CCC,某某有限公司,2029-1-4\n", "utf-8-sig"),
    ("Certificate No;Certificate type;Holder;Expiry date\nG-1;CCC;Müller GmbH;04/01/2029\nG-2;CCC;Müller GmbH;31/01/2029\n",
     "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), ENCODED, ids=[one[1] for one in ENCODED])
def test_encodings(company: Company, text: str, encoding: str) -> None:
    run = imports.start(company.admin, text.encode(encoding))
    assert set(imports.mapping(run).values()) == {"credential_no", "type", "holder", "valid_to"}
    imports.commit(company.admin, imports.choose(company.admin, run, create_missing=True))
    made = imports.live().get(credential_no="G-1")
    assert made.valid_to == D(2029, 1, 4)
    assert made.holder.title in text


def test_status_column_leads_to_decisions_of_the_issuer(company: Company) -> None:
    content = (
        "证书编号,证书类型,证书状态,注销日期,有效期至\nS-1,CN-CCC-SD,有效,,2029-01-04\n"
        "S-2,CN-CCC-SD,注销,2025-06-01,2029-01-04\nS-3,CN-CCC-SD,暂停,,2029-01-04\n"
        "S-4,CN-CCC-SD,莫名其妙,,2029-01-04\nS-5,CN-CCC-SD,已撤销,2025-01-01,2029-01-04\n"
    )
    run = imports.commit(company.admin, imports.start(company.admin, content))
    states = dict(imports.live().values_list("credential_no", "state"))
    assert (states["S-2"], states["S-3"], states["S-5"]) == ("cancelled", "suspended", "withdrawn")
    assert imports.live().get(credential_no="S-2").effective_to < D(2025, 6, 2)
    assert imports.codes(run) == {4: ["credential.import.status_undated"], 5: ["credential.import.status"]}
    again = imports.commit(company.admin, imports.start(company.admin, content))
    assert imports.counts(again) == {"unchanged": 5}


def test_formulas_stay_text(company: Company, tmp_path: Path) -> None:
    from credentry.capabilities.intake import queries

    content = (
        '证书编号,证书类型,证书名称\n"=HYPERLINK(""http://x"")",CN-CCC-SD,@SUM(1)\n,,"=cmd|\' /C calc\'!A0"\n'
    )
    run = imports.check(company.admin, imports.start(company.admin, content))
    queries.write_report(run, "zh", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert page["A2"].value == '=HYPERLINK("http://x")'
