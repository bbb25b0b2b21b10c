"""Attaching, replacing, removing: what is kept, what is written down, who sees it."""

import hashlib
from datetime import timedelta

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from credentry.capabilities.evidence import actions, queries
from credentry.capabilities.evidence.actions import NewFile, attach_many
from credentry.capabilities.evidence.models import Document, DocumentVersion, Upload
from credentry.capabilities.evidence.tests.factories import a_credential, attach, kept, pdf, picture
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.vocabulary import Reach
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, detail, history, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.subjects.tests.factories import make as make_subject
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, TooMany
from credentry.plumbing import blobs

pytestmark = pytest.mark.django_db
CREDENTIAL = "credential"


@pytest.fixture
def company() -> Company:
    return make_company()


def body(kind: str, record_id: object, act: str) -> dict[str, object]:
    row = Entry.objects.filter(kind=kind, object_id=str(record_id), act=act).order_by("-seq").first()
    assert row is not None
    return orjson.loads(bytes(row.body))


@pytest.mark.demand("R-000-27", "R-003-18", "R-003-19")
def test_a_scan_is_kept_as_it_is_and_both_trails_name_its_bytes(company: Company) -> None:
    record = a_credential(company.east)
    content = pdf()
    digest = hashlib.sha256(content).hexdigest()
    done = perform(
        company.east_editor, CREDENTIAL, "attach", record.pk,
        {"blob_id": [str(kept(content, "CCC证书.pdf", company.east_editor).pk)], "purpose": "issuing_copy"},
    )  # fmt: skip
    assert done.version == record.version + 1
    document = Document.objects.get(owner_id=record.pk)
    assert (document.title, document.purpose, document.media_type) == (
        "CCC证书",
        "issuing_copy",
        "application/pdf",
    )
    assert (document.unit_id, document.owner_title) == (record.unit_id, record.title)
    assert b"".join(blobs.chunks(document.sha256)) == content
    for kind, key, act in (
        (CREDENTIAL, record.pk, "credential.attach"),
        ("document", document.pk, "document.attach"),
    ):
        assert body(kind, key, act)["files"] == [["sha256", digest, len(content)]]
    assert "CCC证书" not in orjson.dumps(body("document", document.pk, "document.attach")).decode()
    assert "CCC证书" not in orjson.dumps(body(CREDENTIAL, record.pk, "credential.attach")).decode()
    assert Revision.objects.get(kind="document", record_id=document.pk).values["title"] == "CCC证书"
    newest = history(company.east_editor, kinds.get(CREDENTIAL), record.pk)[0]
    files = {"field": "files", "label": {"zh": "文件", "en": "Files"}, "old": None, "new": "CCC证书"}
    assert files in newest["changes"]
    born = history(company.east_editor, kinds.get("document"), document.pk)
    assert [one["label"]["zh"] for one in born] == ["添加文件"]


@pytest.mark.demand("R-000-07")
def test_a_new_version_supersedes_and_the_old_bytes_stay(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf("green"), title="试验报告", purpose="test_report")
    perform(
        SYSTEM, "document", "replace", key, {"blob_id": kept(pdf("navy"), "v2.pdf").pk, "note": "补充EMC"}
    )
    rows = queries.files_of(company.viewer, kinds.get(CREDENTIAL), record.pk)
    assert [(one["version"], one["status"], one["superseded"], one["note"]) for one in rows] == [
        (2, "current", False, "补充EMC"),
        (1, "superseded", True, ""),
    ]
    assert blobs.intact(rows[1]["sha256"])
    assert rows[0]["purpose"] == {"value": "test_report", "zh": "检测/检验报告", "en": "Test report"}
    assert Document.objects.get(pk=key).name == "v2.pdf"
    newest = history(SYSTEM, kinds.get(CREDENTIAL), record.pk)[0]
    assert newest["label"]["en"] == "File replaced"
    assert [(one["old"], one["new"]) for one in newest["changes"] if one["field"] == "files"] == [
        ("试验报告 v1", "试验报告 v2")
    ]
    with pytest.raises(DomainError) as same:
        perform(SYSTEM, "document", "replace", key, {"blob_id": kept(pdf("navy")).pk})
    assert same.value.code == "file.same_content"


@pytest.mark.demand("R-000-12")
def test_a_removed_file_is_out_of_sight_and_comes_back(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf(), actor=company.east_editor)
    kind = kinds.get(CREDENTIAL)
    version = queries.files_of(company.viewer, kind, record.pk)[0]["id"]
    assert queries.version_for(company.viewer, version).document.pk == key
    perform(company.east_editor, "document", "detach", key)
    assert queries.files_of(company.viewer, kind, record.pk) == []
    with pytest.raises(NotFound):
        queries.version_for(company.viewer, version)
    removed = queries.files_of(company.admin, kind, record.pk, removed=True)
    assert [one["status"] for one in removed] == ["detached"]
    assert blobs.intact(removed[0]["sha256"])
    assert queries.version_for(company.admin, version).document.pk == key
    perform(company.admin, "document", "restore", key)
    assert [one["status"] for one in queries.files_of(company.viewer, kind, record.pk)] == ["current"]
    labels = [one["label"]["zh"] for one in history(company.admin, kind, record.pk)]
    assert labels == ["恢复文件", "移除文件", "添加文件", "登记"]


def test_who_may_not_read_the_owner_does_not_find_its_files(company: Company) -> None:
    east, west = a_credential(company.east), a_credential(company.west)
    key = attach(east, pdf())
    attach(west, picture(), "照片.png")
    version = DocumentVersion.objects.get(document=key)
    document = kinds.get("document")
    for outsider in (company.west_editor, company.stranger):
        with pytest.raises(NotFound):
            queries.files_of(outsider, kinds.get(CREDENTIAL), east.pk)
        with pytest.raises(NotFound):
            queries.version_for(outsider, version.pk)
        with pytest.raises(NotFound):
            detail(outsider, document, key)
        with pytest.raises(NotFound):
            perform(outsider, "document", "retitle", key, {"title": "x", "purpose": "other"})
    assert [one["id"] for one in listing(company.east_editor, document, Query()).items] == [str(key)]
    assert listing(company.viewer, document, Query()).count == 2
    # A right to documents alone, without one to credentials, shows no credential's file.
    grants = (EffectiveGrant("document", "*", Reach.ALL),)
    alone = Actor(company.admin.user_id, "alone", "alone", "zh", "session", grants)
    assert listing(alone, document, Query()).count == 0


def test_a_narrow_right_to_the_owner_is_a_narrow_right_to_its_files(company: Company) -> None:
    """A condition on the owner's kind decides per record; so does a reach."""
    one, two = a_credential(company.east, title="公开"), a_credential(company.east, title="机密")
    attach(one, pdf("green"))
    attach(two, pdf("red"))
    condition = {"combinator": "and", "rules": [{"field": "title", "operator": "=", "value": "公开"}]}
    grants = (
        EffectiveGrant("credential", "read", Reach.ALL, condition=condition),
        EffectiveGrant("document", "read", Reach.ALL),
    )
    reader = Actor(company.viewer.user_id, "r", "r", "zh", "session", grants)
    page = listing(reader, kinds.get("document"), Query())
    assert [row["owner_title"] for row in page.items] == ["公开"]


def test_fields_closed_to_a_role_are_closed_in_the_list_of_files_too(company: Company) -> None:
    record = a_credential(company.east)
    attach(record, pdf(), "王小明身份证.pdf")
    closed = {"title": "hide", "name": "mask", "sha256": "hide"}
    grants = (
        EffectiveGrant("credential", "read", Reach.ALL),
        EffectiveGrant("document", "read", Reach.ALL, fields=closed),
    )
    reader = Actor(company.viewer.user_id, "r", "r", "zh", "session", grants)
    row = queries.files_of(reader, kinds.get(CREDENTIAL), record.pk)[0]
    assert (row["title"], row["name"], row["sha256"]) == ("", "******.pdf", "")
    assert "王小明" not in str(row)
    found = queries.version_for(reader, row["id"])
    assert found.name == f"{row['number']}.pdf"


def test_files_follow_their_owner_to_another_unit(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf())
    perform(SYSTEM, CREDENTIAL, "amend", record.pk, {"unit": str(company.west.pk), "title": "移交后"})
    moved = Document.objects.get(pk=key)
    assert (moved.unit_id, moved.owner_title) == (company.west.pk, "移交后")
    with pytest.raises(NotFound):
        detail(company.east_editor, kinds.get("document"), key)
    assert detail(company.west_editor, kinds.get("document"), key).extra["owner"]["id"] == str(record.pk)


def test_only_the_uploader_can_attach_an_upload(company: Company) -> None:
    record = a_credential(company.west)
    secret = kept(pdf("purple"), "秘密.pdf", company.east_editor)
    for blob_id in (secret.pk, "019a0000-0000-7000-8000-000000000000"):
        with pytest.raises(Invalid) as refused:
            perform(company.west_editor, CREDENTIAL, "attach", record.pk, {"blob_id": str(blob_id)})
        assert [one.code for one in refused.value.errors] == ["file.unknown_upload"]
    with pytest.raises(Invalid):
        perform(company.west_editor, CREDENTIAL, "attach", record.pk, {"blob_id": secret.sha256})
    with pytest.raises(Forbidden):
        actions.keep(company.stranger, "x.pdf", [pdf()])


def test_the_same_file_is_not_attached_twice_but_may_serve_two_records(company: Company) -> None:
    one, two = a_credential(company.east), a_credential(company.east)
    attach(one, pdf())
    with pytest.raises(DomainError) as twice:
        attach(one, pdf())
    assert twice.value.code == "file.attached_already"
    attach(two, pdf())
    assert Document.objects.values("sha256").distinct().count() == 1


def test_an_archived_record_keeps_its_files_unchanged(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf())
    perform(SYSTEM, CREDENTIAL, "archive", record.pk)
    for action, payload in (
        ("detach", {}),
        ("replace", {"blob_id": kept(picture()).pk}),
        ("retitle", {"title": "x", "purpose": "other"}),
    ):
        with pytest.raises(DomainError) as refused:
            perform(SYSTEM, "document", action, key, payload)
        assert refused.value.code == "record.archived"
    assert len(queries.files_of(company.viewer, kinds.get(CREDENTIAL), record.pk)) == 1


@pytest.mark.parametrize("kind", ["person", "organisation", "product", "project", "site", "equipment"])
def test_every_subject_can_have_files(kind: str, company: Company) -> None:
    subject = make_subject(kind, "对象", unit=str(company.east.pk))
    key = attach(subject, picture(), "铭牌.png", actor=company.admin, kind=kind)
    assert Document.objects.get(pk=key).purpose == "other"
    assert len(queries.files_of(company.admin, kinds.get(kind), subject.pk)) == 1


def test_a_document_can_stand_by_itself(company: Company) -> None:
    blob = kept(pdf(), "通知.pdf", company.east_editor).pk
    done = perform(
        company.east_editor, "document", "upload", None, {"blob_id": blob, "unit": company.east.pk}
    )
    assert done.record.number.startswith("DOC-")
    assert [one["version"] for one in queries.files_of(company.viewer, kinds.get("document"), done.id)] == [1]
    with pytest.raises(NotFound):
        detail(company.west_editor, kinds.get("document"), done.id)
    with pytest.raises(Forbidden):
        perform(company.east_editor, "document", "upload", None, {"blob_id": blob, "unit": company.west.pk})


def test_titles_change_and_wrong_purposes_are_refused(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf())
    perform(SYSTEM, "document", "retitle", key, {"title": "新标题", "purpose": "declaration"})
    assert Document.objects.get(pk=key).title == "新标题"
    with pytest.raises(Invalid):
        perform(SYSTEM, "document", "retitle", key, {"title": "x", "purpose": "nonsense"})


def test_no_row_changes_behind_the_ledgers_back(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf())

    def committed(change: object) -> None:
        with transaction.atomic():
            change()  # type: ignore[operator]
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        committed(lambda: Document.objects.filter(pk=key).update(title="heimlich"))
    with pytest.raises(IntegrityError):
        committed(lambda: DocumentVersion.objects.filter(document=key).update(sha256="0" * 64))
    with pytest.raises(IntegrityError):
        committed(lambda: DocumentVersion.objects.filter(document=key).delete())


def test_many_files_go_in_with_few_statements_and_the_same_trail(company: Company) -> None:
    records = [a_credential(company.east, title=f"证书{n}") for n in range(12)]

    def cost(chosen: list[object], first: int) -> int:
        files = [
            NewFile(one.pk, f"f{first + n}.pdf", b"%PDF-1.4 " + bytes([first + n]))
            for n, one in enumerate(chosen)
        ]  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as captured:
            assert not attach_many(company.admin, CREDENTIAL, files).errors
        return len(captured)

    cost(records[:2], 0)
    assert cost(records[2:5], 10) == cost(records[5:12], 20)
    assert Document.objects.count() == 12
    assert Entry.objects.filter(act="document.attach").count() == 12
    assert Revision.objects.filter(kind="document").count() == 12


def test_several_files_of_one_record_in_one_call(company: Company) -> None:
    one, two = a_credential(company.east), a_credential(company.east)
    files = [
        NewFile(one.pk, "a.pdf", pdf("red")), NewFile(one.pk, "b.pdf", pdf("green"), "test_report", "报告"),
        NewFile(two.pk, "c.pdf", pdf("red")), NewFile(one.pk, "a-again.pdf", pdf("red")),
    ]  # fmt: skip
    outcome = attach_many(company.admin, CREDENTIAL, files)
    assert sorted(outcome.done) == [0, 1, 2]
    assert [(bad.index, bad.error.code) for bad in outcome.errors] == [(3, "file.attached_already")]
    assert {row["title"] for row in queries.files_of(SYSTEM, kinds.get(CREDENTIAL), one.pk)} == {"a", "报告"}


def test_removing_two_files_of_one_record_in_bulk_is_one_line_in_its_history(company: Company) -> None:
    record = a_credential(company.east)
    keys = [attach(record, pdf(color)) for color in ("red", "green")]
    outcome = perform_many(company.admin, "document", "detach", [{"id": key} for key in keys])
    assert not outcome.errors
    newest = history(company.admin, kinds.get(CREDENTIAL), record.pk)[0]
    assert (newest["action"], len(newest["changes"])) == ("file_detached", 2)


def test_listing_files_costs_the_same_for_one_and_for_many(company: Company) -> None:
    few, many = a_credential(company.east), a_credential(company.east)
    attach(few, pdf("red"))
    for n in range(5):
        key = attach(many, pdf(size=(40 + n, 50)))
        perform(SYSTEM, "document", "replace", key, {"blob_id": kept(pdf(size=(60 + n, 50))).pk})

    def cost(record: object) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            rows = queries.files_of(company.east_editor, kinds.get(CREDENTIAL), record.pk)  # type: ignore[attr-defined]
        return len(captured), len(rows)

    cost(few)
    assert cost(few)[1] == 1
    assert cost(many)[1] == 10
    assert cost(few)[0] == cost(many)[0] <= 4


def test_nobody_fills_the_disk_within_an_hour(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    from credentry.capabilities.evidence.actions import uploads

    monkeypatch.setattr(uploads, "HOURLY_BYTES", 1000)
    actions.keep(company.east_editor, "a.bin", [b"a" * 600])
    actions.keep(company.east_editor, "b.bin", [b"b" * 600])
    with pytest.raises(TooMany):
        actions.keep(company.east_editor, "c.bin", [b"c"])
    actions.keep(company.west_editor, "c.bin", [b"c"])
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        actions.keep(company.east_editor, "c.bin", [b"c"])


def test_uploads_nobody_used_are_forgotten_after_a_week(company: Company) -> None:
    record = a_credential(company.east)
    attach(record, pdf())
    with clock.fixed(clock.now() + timedelta(days=8)):
        actions.purge_uploads({})
    assert Upload.objects.count() == 0
    assert next(queries.damaged(), None) is None


def test_bytes_that_changed_on_disk_are_found(company: Company) -> None:
    record = a_credential(company.east)
    key = attach(record, pdf("teal"))
    document = Document.objects.get(pk=key)
    path = blobs.path_of(document.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert list(queries.damaged()) == [(document.number, document.sha256)]
    path.unlink()
    assert list(queries.damaged()) == [(document.number, document.sha256)]
