"""Lists as files: everything, in people's words, never a formula."""

import csv
import io
import tracemalloc
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from credentry.capabilities.insight.actions import csv_lines, export_file
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.vocabulary import Reach
from credentry.core.records import kinds
from credentry.core.records.actions import perform_many
from credentry.core.records.queries import Query
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.credentials.tests import factories
from credentry.domains.subjects.tests.factories import markets
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
CREDENTIAL = kinds.get("credential")


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def papers(company: Company) -> list[Any]:
    kind = factories.plain_type()
    eu, us = markets("EU", "US")
    issuer = factories.issuer(unit=company.root.pk)
    return [
        factories.make(
            kind, title=title, credential_no=f"NO-{n}", unit=unit.pk, notes=note, markets=[eu, us], issuer=issuer.pk,
            valid_to=f"2027-0{n + 1}-28", cost="1234.50",
        )
        for n, (title, note, unit) in enumerate(
            [
                ("=1+1", "第一行\n第二行", company.east),
                ("@SUM(A1)", '引号"和,逗号', company.east),
                ("-5", "+86 21", company.west),
            ]
        )
    ]  # fmt: skip


def read_csv(actor: Actor, query: Query) -> list[dict[str, str]]:
    text = b"".join(csv_lines(actor, CREDENTIAL, query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    heads = [one.value for one in rows[0]]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in rows[1:]]


@pytest.mark.demand("R-000-66")
def test_a_workbook_in_the_readers_words(papers: Any, company: Company, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert export_file(company.admin, CREDENTIAL, Query(sort="valid_to"), out) == 3
    first = read_xlsx(out)[0]
    assert first["证书名称"] == "=1+1"
    assert first["到期日期"].date().isoformat() == "2027-01-28"
    assert first["适用国家/地区"] == "欧盟；美国"
    assert first["颁发机构"] == "中国质量认证中心"
    assert first["所属事业部"] == "华东公司"
    assert float(first["费用"]) == 1234.5
    assert first["状态"] in ("有效", "即将过期", "已过期")
    about = {row[0].value: row[1].value for row in openpyxl.load_workbook(out).worksheets[1].iter_rows()}
    assert about["条数"] == "3"
    assert about["导出人"] == company.admin.name


def test_headings_and_words_follow_the_language(papers: Any, company: Company) -> None:
    english = Actor.system("test", "en")
    row = read_csv(english, Query(sort="valid_to", fields=["title", "status", "number_check", "valid_to"]))[0]
    assert list(row) == ["Name", "Status", "Number check", "Valid to"]
    assert row["Status"] in ("Valid", "Expiring soon", "Expired")


def test_text_that_a_spreadsheet_would_run_is_disarmed(papers: Any, company: Company) -> None:
    rows = read_csv(company.admin, Query(sort="valid_to", fields=["title", "notes", "cost"]))
    assert [one["证书名称"] for one in rows] == ["'=1+1", "'@SUM(A1)", "'-5"]
    assert [one["备注"] for one in rows] == ["第一行\n第二行", '引号"和,逗号', "'+86 21"]
    assert rows[0]["费用"] == "1234.5"


def test_only_what_the_reader_may_see(papers: Any, company: Company) -> None:
    assert len(read_csv(company.east_editor, Query())) == 2
    assert len(read_csv(company.west_editor, Query("valid_to<2027-03-01"))) == 0
    with pytest.raises(Invalid):
        csv_lines(company.admin, CREDENTIAL, Query(fields=["colour"]))
    with pytest.raises(Invalid):
        csv_lines(company.admin, CREDENTIAL, Query("colour:red"))
    grant = EffectiveGrant("credential", "read", Reach.ALL, fields={"cost": "hide", "credential_no": "mask"})
    clerk = Actor(company.viewer.user_id, "v", "x", "zh", "session", (grant,))
    row = read_csv(clerk, Query(sort="valid_to"))[0]
    assert "费用" not in row
    assert row["证书编号"] == "****"


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(
    papers: Any, company: Company, tmp_path: Path, suffix: str
) -> None:
    """Exported, imported again: every row is found again and nothing is different."""
    from credentry.capabilities.intake import actions as intake
    from credentry.capabilities.intake import queries

    for one in papers:
        factories.act(one, "amend", title=f"证书 {one.credential_no}", notes="备注")
    out = tmp_path / f"credentials.{suffix}"
    assert export_file(SYSTEM, CREDENTIAL, Query(), out, suffix) == 3  # type: ignore[arg-type]
    with out.open("rb") as file:
        run = intake.start(company.admin, "credential", out.name, file)
    run = intake.check(company.admin, run)
    seen = queries.view(run, "zh")
    counts = seen["counts"]
    assert (counts["rows"], counts["created"], counts["rejected"]) == (3, 0, 0), seen
    assert counts["unchanged"] == 3, queries.rows_page(run, "zh", "", 0, 10)


def test_memory_does_not_grow_with_the_rows(company: Company, tmp_path: Path) -> None:
    unit = company.east.pk
    rows = [{"payload": {"title": f"产品 {n}", "code": f"P-{n}", "unit": unit}} for n in range(3000)]
    assert not perform_many(SYSTEM, "product", "register", rows).errors
    kind = kinds.get("product")
    peaks = []
    some = {"combinator": "and", "rules": [{"field": "code", "operator": "beginsWith", "value": "P-1"}]}
    for condition in (some, None):
        tracemalloc.start()
        done = export_file(SYSTEM, kind, Query(condition), tmp_path / "x.xlsx")
        peaks.append((done, tracemalloc.get_traced_memory()[1]))
        tracemalloc.stop()
    (few, small), (many, large) = peaks
    assert (few, many) == (1111, 3000)
    assert large < small * 1.5 + 2_000_000
