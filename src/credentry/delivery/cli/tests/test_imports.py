"""``credentry import`` as a shell user and a program see it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli import main
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import plain_type

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-02")]
TABLE = (
    "证书编号,证书类型,证书名称,发证机构,有效期至\nA-1,P-1,甲,某认证中心,2029-01-04\nA-2,P-1,乙,某认证中心,明年\n"
    "A-1,P-1,甲,某认证中心,2029-01-04\n"
)
Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    make_company()
    plain_type(code="P-1", name_zh="普通甲")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")

    def run(*arguments: str, file: str = "t.csv") -> tuple[int, Any]:
        words = ["import", str(tmp_path / file), "--kind", "credential", "--json", *arguments]
        result: Result = CliRunner().invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads(result.stdout)

    return run


def test_dry_run_then_import_then_again(call: Call) -> None:
    code, seen = call("--dry-run", "--create-missing", "all")
    assert (code, seen["state"], seen["created"], Credential.objects.count()) == (0, "checked", 1, 0)
    code, seen = call("--create-missing", "organisation", "--lang", "en")
    assert (code, seen["rows"], seen["created"], seen["updated"], seen["unchanged"]) == (0, 3, 1, 0, 0)
    refused = seen["rejected"][0]
    assert (refused["row"], refused["column"], refused["field"], refused["code"]) == (
        3, "E", "valid_to", "intake.cell.date",
    )  # fmt: skip
    assert "not a date" in refused["message"]
    assert seen["duplicates"] == [
        {"row": 4, "code": "intake.row.duplicate", "message": "The same as row 2; ignored."}
    ]
    code, seen = call()
    assert (code, seen["created"], seen["updated"], seen["unchanged"]) == (0, 0, 0, 1)


def test_strict_tells_by_its_exit_code(call: Call) -> None:
    assert call("--strict", "--create-missing", "all")[0] == 3


def test_unknown_names_are_listed(call: Call) -> None:
    code, seen = call()
    assert (code, seen["created"], seen["rejected_rows"]) == (0, 0, 2)
    assert seen["rejected"][0]["code"] == "intake.cell.unknown"
    code, seen = call("--dry-run")
    assert [(one["kind"], one["value"], one["rows"]) for one in seen["unknown"]] == [
        ("organisation", "某认证中心", 3)
    ]


def test_report_is_written(call: Call, tmp_path: Path) -> None:
    code, seen = call("--create-missing", "all", "--report", str(tmp_path / "out.xlsx"), "--lang", "en")
    assert (code, seen["report"]) == (0, str(tmp_path / "out.xlsx"))
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [page.cell(row, 6).value for row in (1, 2)] == ["Import result", "created"]
    assert "明年" in page.cell(3, 6).value


def test_mapping_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "columns:\n  甲列: credential_no\n  B: title\n  C: null\n  到期: {field: valid_to, order: dmy}\n"
        "defaults: {type: P-1}\nheader_row: 2\nencoding: gb18030\n",
        encoding="utf-8",
    )
    (tmp_path / "odd.csv").write_bytes("随便一行,,,\n甲列,乙,丙,到期\nM-1,名,x,03/04/2027\n".encode("gbk"))
    code, seen = call("--mapping", str(tmp_path / "m.yaml"), file="odd.csv")
    assert (code, seen["created"], seen["rejected"]) == (0, 1, [])
    made = Credential.objects.get()
    assert (made.credential_no, made.title, str(made.valid_to)) == ("M-1", "名", "2027-04-03")


def test_defaults_on_the_command_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("证书编号,证书名称\nN-1,甲\n", encoding="utf-8")
    code, seen = call(file="n.csv")
    assert (code, seen["errors"][0]["field"]) == (1, "type")
    code, seen = call("--set", "type=P-1", file="n.csv")
    assert (code, seen["created"]) == (0, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.file.empty"),
        (b"%PDF-1.7", "intake.file.unsupported"),
        (b"PK\x03\x04 broken", "intake.file.broken"),
    ],
)
def test_files_that_cannot_be_read(call: Call, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "bad.xlsx").write_bytes(content)
    exit_code, seen = call(file="bad.xlsx")
    assert (exit_code, seen["error"]["code"], seen["state"]) == (1, code, "failed")
    assert seen["error"]["message"]


@pytest.mark.parametrize("yaml", ["columns: [", "- a", "colums: {}", "columns: {没有: title}"])
def test_wrong_mapping_files_say_what_is_wrong(call: Call, tmp_path: Path, yaml: str) -> None:
    (tmp_path / "m.yaml").write_text(yaml, encoding="utf-8")
    code, seen = call("--mapping", str(tmp_path / "m.yaml"))
    assert code == 1
    assert seen["error"].startswith("intake.declared.")


def test_rights_of_a_named_user(call: Call) -> None:
    code, seen = call("--user", "viewer")
    assert (code, seen["error"]) == (1, "action.forbidden")
    assert Credential.objects.count() == 0


@pytest.mark.parametrize(("name", "lang"), [("o.xlsx", "zh"), ("o.csv", "zh"), ("o.xlsx", "en")])
def test_what_is_exported_comes_in_again_unchanged(call: Call, tmp_path: Path, name: str, lang: str) -> None:
    (tmp_path / "s.csv").write_text(
        "证书编号,证书类型,证书名称,证书状态,注销日期,依据标准,发证机构,有效期至,备注\n"
        "R-1,P-1,甲,有效,,GB 4943.1; EN 62368-1,某中心,2029-01-04,行一\nR-2,P-1,乙,注销,2025-06-01,,某中心,长期有效,\n",
        encoding="utf-8",
    )
    assert call("--create-missing", "all", file="s.csv")[1]["created"] == 2
    done = CliRunner().invoke(main, ["export", "credential", str(tmp_path / name), "--lang", lang])
    assert done.exit_code == 0, done.output
    code, seen = call("--lang", lang, file=name)
    assert (code, seen["unchanged"], seen["created"], seen["updated"], seen["rejected"]) == (0, 2, 0, 0, [])
