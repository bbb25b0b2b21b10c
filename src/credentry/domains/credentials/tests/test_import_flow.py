"""An import from preview to undo, against a register that is not empty."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from credentry.capabilities.intake import actions, queries
from credentry.capabilities.intake.engine import stages
from credentry.capabilities.intake.models import ImportRun
from credentry.core.ledger.models import Entry
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline, Revision
from credentry.core.records.tests.factories import Company
from credentry.domains.credentials.models import Credential, StatusChange, Term
from credentry.domains.credentials.tests import imports
from credentry.domains.credentials.tests.factories import act, make, plain_type
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.tests.factories import SYSTEM, issuer
from credentry.domains.subjects.tests.factories import make as make_subject
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-02")]
HEAD = "证书名称,证书编号,证书类型,发证机构,持证主体,签发日期,有效期至,备注\n"
ROW = "网关安全证书,A-1,CN-CCC-SD,中国质量认证中心,华昇电子有限公司,2024-03-15,2027-03-14,\n"
D = date


def ready(company: Company) -> None:
    issuer()
    make_subject("organisation", "华昇电子有限公司")


def imported(company: Company, content: str, **body: Any) -> ImportRun:
    run = imports.start(company.admin, content)
    if body:
        run = imports.choose(company.admin, run, **body)
    return imports.commit(company.admin, run)


def test_dry_run_writes_nothing_and_says_what_would_happen(company: Company) -> None:
    ready(company)
    before = (Entry.objects.count(), Revision.objects.count(), Subject.objects.count())
    content = HEAD + ROW + "b,A-2,无此类型,中国质量认证中心,华昇电子有限公司,2024-03-15,2023-03-14,\n"
    run = imports.start(company.admin, content)
    run = imports.check(company.admin, imports.choose(company.admin, run, create_missing=["organisation"]))
    assert imports.counts(run) == {"created": 1, "rejected": 1}
    assert (Entry.objects.count(), Revision.objects.count(), Subject.objects.count()) == before
    page = queries.rows_page(run, "zh", "rejected")
    said = page["items"][0]["messages"][0]
    assert (page["items"][0]["row"], said["column"], said["code"]) == (3, "C", "intake.cell.unknown")
    assert "无此类型" in said["message"]
    assert [(one["kind"], one["value"], one["rows"]) for one in run.proposals] == [
        ("credential_type", "无此类型", 1)
    ]


def test_again_writes_nothing(company: Company) -> None:
    ready(company)
    run = imported(company, HEAD + ROW)
    assert imports.counts(run) == {"created": 1}
    before = (Entry.objects.count(), Revision.objects.count())
    again = imported(company, HEAD + ROW.replace("A-1", "ａ 1"))
    assert imports.counts(again) == {"unchanged": 1}
    assert (Entry.objects.count(), Revision.objects.count()) == before


def test_standing_deadlines_revision_and_entry_come_with_the_row(company: Company) -> None:
    ready(company)
    imported(company, HEAD + ROW)
    made = imports.live().get()
    assert (made.effective_to, made.state) == (D(2027, 3, 14), "expired")
    assert Deadline.objects.filter(record_id=made.pk, due_on=D(2027, 3, 14)).exists()
    revision = Revision.objects.get(record_id=made.pk)
    assert revision.via == "import"
    assert "台账.csv" in revision.why
    assert Entry.objects.filter(object_id=str(made.pk)).count() == 1


def test_update_changes_only_what_differs_and_undo_puts_it_back(company: Company) -> None:
    ready(company)
    imported(company, HEAD + ROW)
    run = imported(
        company, HEAD + ROW.replace("网关安全证书", "网关安全证书(新)").replace("2027-03-14", "2027-03-31")
    )
    assert imports.counts(run) == {"updated": 1}
    made = imports.live().get()
    assert (made.title, made.valid_to, made.term_count) == ("网关安全证书(新)", D(2027, 3, 31), 1)
    page = queries.rows_page(run, "zh")
    assert {one["field"]: (one["old"], one["new"]) for one in page["items"][0]["changes"]} == {
        "title": ("网关安全证书", "网关安全证书(新)"),
        "valid_to": ("2027-03-14", "2027-03-31"),
    }
    run = imports.undo(company.admin, run)
    made.refresh_from_db()
    assert (made.title, made.valid_to) == ("网关安全证书", D(2027, 3, 14))
    assert imports.codes(run, "kept") == {}


def test_a_later_paper_is_a_renewal_and_an_old_list_changes_nothing(company: Company) -> None:
    ready(company)
    old = HEAD + ROW
    imported(company, old)
    run = imported(
        company, HEAD + ROW.replace("2024-03-15", "2027-03-01").replace("2027-03-14", "2030-02-28")
    )
    made = imports.live().get()
    assert (imports.counts(run), made.term_count, made.valid_to) == ({"updated": 1}, 2, D(2030, 2, 28))
    assert made.first_issued_on == D(2024, 3, 15)
    again = imported(company, old)
    assert imports.counts(again) == {"unchanged": 1}
    run = imports.undo(company.admin, run)
    made.refresh_from_db()
    assert (made.term_count, made.valid_to, made.issued_on) == (1, D(2027, 3, 14), D(2024, 3, 15))
    assert Term.objects.filter(credential=made, known_to=None).count() == 1


def test_undo_leaves_what_was_changed_since(company: Company) -> None:
    ready(company)
    run = imported(company, HEAD + ROW + ROW.replace("A-1", "A-2"))
    act(imports.live().get(credential_no="A-2"), "amend", notes="有人改过")
    run = imports.undo(company.admin, run)
    assert run.state == "undone"
    assert list(imports.live().values_list("credential_no", flat=True)) == ["A-2"]
    assert imports.codes(run, "kept") == {3: ["intake.undo.changed"]}
    words = queries.rows_page(run, "zh", "kept")["items"][0]["messages"][0]["message"]
    assert "修改" in words
    with pytest.raises(DomainError):
        imports.undo(company.admin, run)


def test_undo_archives_what_it_made_for_names(company: Company) -> None:
    run = imported(company, HEAD + ROW, create_missing=True)
    assert {one["value"] for one in run.made} == {"中国质量认证中心", "华昇电子有限公司"}
    assert Subject.objects.get(title="中国质量认证中心").is_issuer
    run = imports.undo(company.admin, run)
    assert not Subject.objects.filter(archived_at=None, title="华昇电子有限公司").exists()
    assert not imports.live().exists()


def test_names_are_created_mapped_or_left_empty(company: Company) -> None:
    cqc = issuer("中国质量认证中心有限公司")
    run = imports.check(
        company.admin,
        imports.start(
            company.admin, HEAD + ROW + ROW.replace("A-1", "A-2").replace("华昇电子有限公司", "张三")
        ),
    )
    proposals = {one["value"]: one for one in run.proposals}
    assert proposals["张三"]["as"] == "person"
    assert cqc.pk is not None
    if "中国质量认证中心" in proposals:
        near = proposals["中国质量认证中心"]["suggestions"][0]
        assert near["id"] == str(cqc.pk)
    decisions = [
        {"kind": "organisation", "value": "中国质量认证中心", "do": "map", "id": str(cqc.pk)},
        {"kind": "subject", "value": "华昇电子有限公司", "do": "skip"},
        {"kind": "subject", "value": "张三", "do": "create"},
    ]
    run = imports.check(company.admin, imports.choose(company.admin, run, decisions=decisions))
    assert imports.counts(run) == {"created": 2}
    imports.commit(company.admin, run)
    first, second = imports.live().order_by("credential_no")
    assert (first.issuer_id, first.holder_id) == (cqc.pk, None)
    assert (second.holder.title, second.holder.subject_kind) == ("张三", "person")


def test_duplicates_in_the_file_and_contradictions(company: Company) -> None:
    content = (
        "证书编号,证书类型,证书名称,有效期至\nX-1,CN-CCC-SD,甲,2029-01-04\nx 1,CN-CCC-SD,甲,2029-01-04\n"
        "X1,CN-CCC-SD,乙,2029-01-04\n"
    )
    run = imported(company, content)
    assert imports.codes(run) == {3: ["intake.row.duplicate"], 4: ["intake.row.conflict"]}
    assert imports.counts(run) == {"created": 1, "duplicates": 1, "rejected": 1}


def test_rows_without_numbers_match_by_place(company: Company) -> None:
    content = "证书类型,持证主体,首次发证日期,城市\nCN-CCC-SD,甲店,2020-01-01,上海\nCN-CCC-SD,甲店,2020-01-01,北京\n"
    run = imported(company, content, create_missing=True)
    assert imports.counts(run) == {"created": 2}
    again = imported(company, content + "CN-CCC-SD,甲店,2020-01-01,广州\n")
    assert imports.counts(again) == {"unchanged": 2, "created": 1}


def test_mapping_is_remembered_for_the_same_shape(company: Company) -> None:
    content = "甲列,乙列,丙列\nT-1,CN-CCC-SD,2029-01-04\n"
    run = imports.start(company.admin, content)
    assert imports.mapping(run) == {"乙列": "type"}  # its cells are known types
    columns = [{"column": n, "field": field} for n, field in enumerate(("credential_no", "type", "valid_to"))]
    imports.commit(company.admin, imports.choose(company.admin, run, columns=columns))
    later = imports.start(company.admin, content.replace("T-1", "T-2"), name="另一个文件.csv")
    assert imports.mapping(later) == {"甲列": "credential_no", "乙列": "type", "丙列": "valid_to"}
    assert "上次" in later.mapping["columns"][0]["reason"]["zh"]


def test_blank_cells_keep_or_clear(company: Company) -> None:
    imported(company, "证书编号,证书类型,备注\nK-1,CN-CCC-SD,旧\n")
    assert imports.counts(imported(company, "证书编号,证书类型,备注\nK-1,CN-CCC-SD,\n")) == {"unchanged": 1}
    run = imported(company, "证书编号,证书类型,备注\nK-1,CN-CCC-SD,\n", blanks="clear")
    assert (imports.counts(run), imports.live().get().notes) == ({"updated": 1}, "")


def test_modes(company: Company) -> None:
    make(plain_type(code="P2"), title="旧", credential_no="M-1")
    content = "证书编号,证书类型,证书名称\nM-1,P2,新\nM-2,P2,另\n"
    run = imported(company, content, mode="create_only")
    assert imports.codes(run, "rejected") == {2: ["intake.row.exists"]}
    run = imported(company, content.replace("M-2", "M-3"), mode="update_only")
    assert imports.codes(run, "rejected") == {3: ["intake.row.absent"]}
    assert imports.live().get(credential_no="M-1").title == "新"


def test_cancel_between_chunks_then_resume(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "证书编号,证书类型\n" + "".join(f"C-{n},CN-CCC-SD\n" for n in range(2500))
    run = imports.start(company.admin, content)
    real, calls = stages.cancelled, []

    def at_second(one: ImportRun) -> bool:
        calls.append(one)
        if len(calls) == 2:
            actions.cancel(company.admin, ImportRun.objects.get(pk=one.pk))
        return real(one)

    monkeypatch.setattr(stages, "cancelled", at_second)
    run = imports.commit(company.admin, run)
    assert (run.state, run.created, imports.live().count()) == ("cancelled", 1000, 1000)
    assert queries.view(run, "zh")["progress"]["total"] == 2500
    monkeypatch.setattr(stages, "cancelled", real)
    run = imports.commit(company.admin, run)
    assert (run.state, run.created, imports.live().count()) == ("committed", 2500, 2500)
    run = imports.undo(company.admin, run)
    assert imports.live().count() == 0


def test_goes_on_behind_the_last_chunk_after_a_crash(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "证书编号,证书类型\n" + "".join(f"C-{n % 1500},CN-CCC-SD\n" for n in range(2500))
    run = imports.start(company.admin, content)
    real, calls = stages.committing.write, []

    def crash(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("power gone")
        real(*args)

    monkeypatch.setattr(stages.committing, "write", crash)
    with pytest.raises(RuntimeError):
        imports.commit(company.admin, run)
    monkeypatch.setattr(stages.committing, "write", real)
    run.refresh_from_db()
    assert (run.state, imports.live().count()) == ("committing", 1000)
    actions.advance(run)
    run.refresh_from_db()
    assert (run.state, run.created, run.duplicates) == ("committed", 1500, 1000)
    assert imports.live().count() == 1500


def test_report_is_the_users_own_workbook(company: Company, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "证书"
    page.append(["证书编号", "证书类型", "有效期至"])
    page.append(["R-1", "CN-CCC-SD", D(2029, 1, 4)])
    page.append(["R-2", "无此类型", "明年"])
    page["A2"].font = openpyxl.styles.Font(bold=True, color="FF0000FF")
    page.column_dimensions["A"].width = 33
    other = book.create_sheet("说明")
    other["B2"] = "=1+1"
    other["B2"].number_format = "0.00"
    book.save(tmp_path / "in.xlsx")
    run = imports.check(company.admin, imports.start(company.admin, tmp_path / "in.xlsx"))
    queries.write_report(run, "zh", tmp_path / "out.xlsx")
    out = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert out.sheetnames == ["证书", "说明"]
    marked = out["证书"]
    assert marked["D1"].value == "导入结果"
    assert marked["D2"].value == "新增"
    assert "无此类型" in marked["D3"].value
    assert "明年" in marked["D3"].value
    assert marked["C3"].comment.text in marked["D3"].value
    assert marked["C3"].fill.start_color.rgb.endswith("FFC7CE")
    assert (marked["A2"].font.bold, marked.column_dimensions["A"].width) == (True, 33)
    assert (out["说明"]["B2"].value, out["说明"]["B2"].number_format) == ("=1+1", "0.00")


@pytest.mark.parametrize("name", ["a.csv", "b.xls"])
def test_report_of_other_formats_is_a_workbook_with_all_rows(
    company: Company, tmp_path: Path, name: str
) -> None:  # fmt: skip
    content = "<table><tr><th>证书编号</th><th>证书类型</th></tr><tr><td>R-1</td><td>无此</td></tr></table>"
    if name.endswith("csv"):
        content = "证书编号,证书类型\nR-1,无此\n"
    run = imports.check(company.admin, imports.start(company.admin, content, name=name))
    queries.write_report(run, "en", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [cell.value for cell in page[1]] == ["证书编号", "证书类型", "Import result"]
    assert page["C2"].value.startswith("not imported")


def test_rights(company: Company) -> None:
    with pytest.raises(Forbidden):
        imports.start(company.viewer, HEAD + ROW)
    run = imports.start(company.east_editor, HEAD + ROW)
    with pytest.raises(NotFound):
        queries.find_run(company.stranger, run.pk)
    with pytest.raises(NotFound):
        queries.own_run(company.stranger, run.pk)


def test_rows_outside_ones_reach_are_refused(company: Company) -> None:
    content = "证书编号,证书类型,所属事业部\nE-1,CN-CCC-SD,华东公司\nE-2,CN-CCC-SD,西部公司\n"
    run = imports.start(company.east_editor, content)
    run = imports.commit(company.east_editor, run)
    assert run.created == 1
    assert run.rejected == 1
    assert imports.live().get().credential_no == "E-1"


def test_a_type_is_needed(company: Company) -> None:
    with pytest.raises(Invalid) as caught:
        imports.commit(company.admin, imports.start(company.admin, "证书编号,证书名称\nZ-1,甲\n"))
    assert [one.field for one in caught.value.errors] == ["type"]
    run = imports.start(company.admin, "证书编号,证书名称\nZ-1,甲\n")
    run = imports.commit(company.admin, imports.choose(company.admin, run, defaults={"type": "PLAIN"}))
    assert imports.live().get().type.code == "PLAIN"


def test_identity_numbers_are_not_kept_with_the_import(company: Company) -> None:
    perform(SYSTEM, "person", "register", None, {"title": "王五", "code": "W5"})
    content = "工号,姓名,身份证号\nW5,王五,11010519491231002X\n"
    run = imports.start(company.admin, content, "person")
    run = imports.commit(company.admin, run)
    assert imports.counts(run) == {"updated": 1}
    assert "11010519491231002X" not in str(list(run.chunks.values_list("outcomes", flat=True)))
    again = imports.commit(
        company.admin, imports.start(company.admin, "姓名,身份证号\n王五,11010519491231002x\n", "person")
    )
    assert imports.counts(again) == {"unchanged": 1}


def test_number_of_queries_does_not_grow_with_rows(
    company: Company, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    content = "证书编号,证书类型,有效期至\n" + "".join(f"Q-{n},CN-CCC-SD,2029-01-04\n" for n in range(900))
    run = imports.start(company.admin, content)
    with django_assert_max_num_queries(140):
        imports.commit(company.admin, run)
    assert Credential.objects.count() == 900


def test_undo_takes_back_the_status_a_list_set(company: Company) -> None:
    ready(company)
    imported(company, HEAD + ROW.replace("2027-03-14", "2028-03-14"))
    made = imports.live().get()
    assert made.state == "expired"
    told = HEAD.rstrip("\n") + ",状态,状态生效日期\n"
    row = ROW.replace("2027-03-14", "2028-03-14").replace("网关安全证书", "网关安全证书(新)")
    run = imported(company, told + row.rstrip("\n") + ",暂停,2026-05-01\n")
    made.refresh_from_db()
    assert (imports.counts(run), made.title, made.segmented) == ({"updated": 1}, "网关安全证书(新)", False)
    assert (made.state, made.effective_to) == ("suspended", D(2026, 4, 30))
    run = imports.undo(company.admin, run)
    made.refresh_from_db()
    assert imports.codes(run, "kept") == {}
    assert (made.title, made.state, made.effective_to) == ("网关安全证书", "expired", D(2028, 3, 14))
    change = StatusChange.objects.get(credential=made)
    assert (change.known_to is not None, change.taken_back_for) == (True, "撤销导入")
