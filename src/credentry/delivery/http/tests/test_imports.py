"""The import wizard's routes, as the browser calls them."""

from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credentry.capabilities.intake.models import ImportRun
from credentry.core.records.tests.factories import make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import plain_type
from credentry.plumbing import queue

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-02")]
HEAD = "证书编号,证书类型,证书名称,发证机构,有效期至\n"
ROW = "A-1,P-1,甲,某认证中心,2029-01-04\n"


@pytest.fixture
def admin() -> Browser:
    make_company()
    plain_type(code="P-1", name_zh="普通甲")
    return Browser("admin")


def upload(
    who: Browser, content: str | bytes, kind: str = "credential", name: str = "台账.csv"
) -> tuple[int, Any]:
    raw = content.encode() if isinstance(content, str) else content
    response = who.client.post(
        "/api/v1/imports",
        {"file": SimpleUploadedFile(name, raw), "kind": kind},
        headers={"X-CSRFToken": who.csrf},
    )
    return response.status_code, response.json()


def download(who: Browser, path: str) -> bytes:
    response: Any = who.client.get(f"/api/v1{path}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def put(who: Browser, path: str, body: Any) -> tuple[int, Any]:
    return who.call("PUT", path, body)


def test_from_upload_to_undo(admin: Browser, tmp_path: Any) -> None:
    status, run = upload(admin, HEAD + ROW + ROW.replace("A-1", "A-2").replace("2029-01-04", "明年"))
    assert (status, run["state"], run["tables"][0]["rows"]) == (201, "mapping", 2)
    assert [one["field"] for one in run["mapping"]["columns"]] == [
        "credential_no", "type", "title", "issuer", "valid_to",
    ]  # fmt: skip
    assert all(one["reason"]["zh"] for one in run["mapping"]["columns"])
    path = f"/imports/{run['id']}"
    status, run = admin.post(f"{path}/dry-run")
    assert (status, run["counts"]["created"], run["counts"]["rejected"]) == (200, 0, 2)
    proposal = run["proposals"][0]
    assert (proposal["kind"], proposal["value"], proposal["may_create"]) == (
        "organisation",
        "某认证中心",
        True,
    )
    decision = {"kind": "organisation", "value": "某认证中心", "do": "create"}
    status, run = put(admin, f"{path}/mapping", {"decisions": [decision]})
    assert (status, run["state"], run["proposals"][0]["decision"]) == (200, "mapping", {"do": "create"})
    status, run = admin.post(f"{path}/dry-run")
    assert (run["counts"]["created"], run["counts"]["rejected"]) == (1, 1)
    status, rows = admin.get(f"{path}/rows?state=rejected")
    said = rows["items"][0]["messages"][0]
    assert (rows["items"][0]["row"], said["column"], said["code"]) == (3, "E", "intake.cell.date")
    assert rows["items"][0]["cells"] == ["A-2", "P-1", "甲", "某认证中心", "明年"]
    status, run = admin.post(f"{path}/commit")
    assert (status, run["state"], Credential.objects.count()) == (200, "committed", 1)
    (tmp_path / "r.xlsx").write_bytes(download(admin, f"{path}/report"))
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").active["F2"].value == "新增"
    status, run = admin.post(f"{path}/undo")
    assert (status, run["state"]) == (200, "undone")
    assert not Credential.objects.filter(archived_at=None).exists()
    assert admin.post(f"{path}/undo")[0] == 409


def test_long_work_is_a_job_with_progress_and_cancel(admin: Browser) -> None:
    _, run = upload(admin, "证书编号,证书类型\n" + "".join(f"J-{n},P-1\n" for n in range(2500)))
    path = f"/imports/{run['id']}"
    status, run = admin.post(f"{path}/commit")
    assert (status, run["state"], run["busy"], Credential.objects.count()) == (200, "committing", True, 0)
    assert admin.post(f"{path}/commit")[0] == 409
    status, run = admin.post(f"{path}/cancel")
    assert run["busy"]
    queue.run_due()
    status, run = admin.get(path)
    assert (run["state"], run["busy"], Credential.objects.count()) == ("cancelled", False, 0)
    admin.post(f"{path}/commit")
    queue.run_due()
    status, run = admin.get(path)
    assert (run["state"], run["counts"]["created"], Credential.objects.count()) == ("committed", 2500, 2500)
    assert (run["progress"]["done"], run["progress"]["total"], run["progress"]["percent"]) == (
        2500,
        2500,
        100,
    )


def test_another_table_of_the_file_is_mapped_anew(admin: Browser, tmp_path: Any) -> None:
    book = openpyxl.Workbook()
    book.active.append(["证书编号", "证书类型", "有效期至"])
    book.active.append(["A-1", "P-1", "2029-01-04"])
    other = book.create_sheet("第二张")
    other.append(["证书名称", "证书类型"])
    other.append(["乙", "P-1"])
    book.save(tmp_path / "two.xlsx")
    _, run = upload(admin, (tmp_path / "two.xlsx").read_bytes(), name="two.xlsx")
    second = next(one["id"] for one in run["tables"] if one["sheet_name"] == "第二张")
    _, run = put(admin, f"/imports/{run['id']}/mapping", {"table": second})
    assert [one["field"] for one in run["mapping"]["columns"]] == ["title", "type"]
    admin.post(f"/imports/{run['id']}/commit")
    assert Credential.objects.get().title == "乙"


def test_header_row_may_be_pointed_at(admin: Browser) -> None:
    _, run = upload(admin, "x,y\n证书编号,证书类型\nA-1,P-1\n")
    status, run = put(admin, f"/imports/{run['id']}/mapping", {"sheet": 0, "header_row": 2})
    assert (status, run["tables"][-1]["header_rows"]) == (200, [2])
    assert [one["field"] for one in run["mapping"]["columns"]] == ["credential_no", "type"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"columns": [{"column": 99, "field": "title"}]}, 422),
        ({"columns": [{"column": 0, "field": "nothing"}]}, 422),
        ({"columns": [{"column": 0, "field": "title"}, {"column": 1, "field": "title"}]}, 422),
        ({"mode": "wild"}, 422),
        ({"table": "9:9"}, 409),
        ({"header_row": 5000}, 422),
        ({"decisions": [{"kind": "organisation", "value": "x", "do": "map"}]}, 422),
    ],
)
def test_wrong_mappings_are_refused(admin: Browser, body: Any, status: int) -> None:
    _, run = upload(admin, HEAD + ROW)
    assert put(admin, f"/imports/{run['id']}/mapping", body)[0] == status


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.file.empty"),
        (b"%PDF-1", "intake.file.unsupported"),
        (b"PK\x03\x04x", "intake.file.broken"),
    ],
)
def test_unreadable_files_say_why(admin: Browser, content: bytes, code: str) -> None:
    status, run = upload(admin, content, name="a.xlsx")
    assert (status, run["state"], run["error"]["code"]) == (201, "failed", code)
    assert run["error"]["message"]
    assert admin.post(f"/imports/{run['id']}/commit")[0] == 409


def test_nobody_elses_imports(admin: Browser) -> None:
    _, run = upload(admin, HEAD + ROW)
    for name in ("stranger", "east"):
        other = Browser(name)
        assert other.get(f"/imports/{run['id']}")[0] == 404
        assert other.post(f"/imports/{run['id']}/commit")[0] == 404
    assert upload(Browser("viewer"), HEAD + ROW)[0] == 403
    assert upload(Browser(), HEAD + ROW)[0] == 401
    assert upload(admin, HEAD + ROW, kind="nothing")[0] == 404
    assert ImportRun.objects.count() == 1


def test_template_can_be_filled_in_and_imported(admin: Browser, tmp_path: Any) -> None:
    (tmp_path / "t.xlsx").write_bytes(download(admin, "/imports/template?kind=credential"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    headings = [cell.value for cell in book.active[1]]
    for heading, value in (("证书编号", "T-1"), ("证书类型", "P-1"), ("证书名称", "甲")):
        book.active.cell(2, headings.index(heading) + 1, value)
    book.save(tmp_path / "t.xlsx")
    _, run = upload(admin, (tmp_path / "t.xlsx").read_bytes(), name="t.xlsx")
    assert all(one["field"] for one in run["mapping"]["columns"])
    admin.post(f"/imports/{run['id']}/commit")
    assert Credential.objects.get().credential_no == "T-1"
