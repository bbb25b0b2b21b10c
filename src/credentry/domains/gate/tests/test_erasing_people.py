"""Forgetting a person: nothing of them is on the disk, every proof stands, and what must be kept is kept.

It stands in the highest domain room, so that every room below takes part.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.evidence.actions import NewFile, attach_many
from credentry.capabilities.evidence.models import Document, Upload
from credentry.capabilities.intake import actions as intake
from credentry.capabilities.intake.models import ImportRun
from credentry.core.ledger import audit
from credentry.core.ledger import queries as ledger
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.as_of import AsOf
from credentry.core.records.queries import Query, detail, history, listing
from credentry.core.records.tests.factories import SYSTEM, Company, actor, make_company, make_user
from credentry.domains.credentials.models import CredentialPast
from credentry.domains.credentials.tests.factories import make as make_credential
from credentry.domains.credentials.tests.factories import make_type
from credentry.domains.gate.tests.erasing import (
    ID_NO,
    NAME,
    NUMBER,
    PAYLOAD,
    SECOND_NAME,
    TODAY,
    archived,
    certificate,
    employer,
    erase,
    found_on_disk,
    somebody,
)
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.tests.factories import make
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid
from credentry.plumbing import blobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    settings.CREDENTRY_HOME = tmp_path  # files of other tests may say the same words
    with clock.fixed(TODAY):
        yield make_company()


def test_what_was_erased_is_nowhere_and_every_proof_stands(company: Company) -> None:
    account = make_user("ouyang", "editor", name=NAME, email="ouyang@example.com")
    person = somebody(user=account.pk, custom={})
    perform(SYSTEM, "person", "amend", person.pk, {"title": SECOND_NAME}, why=f"{NAME}改名")
    held = certificate(person)
    perform(SYSTEM, "credential", "amend", held.pk, {"notes": f"{NAME}已换领"}, why=f"按{NAME}来函")
    attach_many(
        SYSTEM, "person", [NewFile(person.pk, f"{NAME}身份证.txt", f"姓名 {NAME} {ID_NO}".encode(), "other")]
    )
    attach_many(SYSTEM, "credential", [NewFile(held.pk, f"{NAME}.txt", f"证书 {NAME}".encode())])
    archived(held, "2026-11-20")
    perform(SYSTEM, "user", "deactivate", account.pk)
    assert set(found_on_disk(NAME, SECOND_NAME, NUMBER, "ouyang")) == {NAME, SECOND_NAME, NUMBER, "ouyang"}
    before = {one.seq: bytes(one.body) for one in Entry.objects.all()}
    root = ledger.tree_head()

    done = erase(person)

    assert (
        found_on_disk(
            NAME, SECOND_NAME, ID_NO, NUMBER, "1900-01-01", "19000101", "ouyang", "E-7781", "注册建造师"
        )
        == []
    )
    after = {one.seq: bytes(one.body) for one in Entry.objects.filter(seq__in=before)}
    assert after == before
    assert ledger.root_at(root.size) == root.root
    assert audit.fsck()["findings"] == []
    entry = ledger.entry(Entry.objects.get(act="privacy.erase").seq).content
    assert entry["obj"] == ["subject", f"person:{person.pk}"]
    assert entry["why"]["code"] == "request"
    row = Subject.objects.get(pk=person.pk)
    assert (row.title, row.birth_date, row.id_no_sealed) == (f"{row.number} (已删除 erased)", None, "")
    assert row.archived_at is not None
    assert done.record.pk == person.pk


def test_no_page_list_search_or_past_day_shows_them(company: Company) -> None:
    person = somebody()
    held = certificate(person)
    early = clock.now()
    with clock.fixed(date(2026, 11, 22)):
        perform(SYSTEM, "person", "amend", person.pk, {"title": SECOND_NAME})
        perform(SYSTEM, "credential", "amend", held.pk, {"title": f"新 {SECOND_NAME}"})
        archived(held, "2026-11-21")
        erase(person)
        shown = []
        for kind, pk in (("person", person.pk), ("credential", held.pk)):
            declared = kinds.get(kind)
            for as_of in (AsOf(), AsOf(known=early)):
                shown.append(detail(SYSTEM, declared, pk, as_of))
            shown.append(history(SYSTEM, declared, pk))
            shown.append(listing(SYSTEM, declared, Query(archived=True)))
        shown.append(listing(SYSTEM, kinds.get("credential"), Query(archived=True, as_of=AsOf(known=early))))
        for words in (NAME, SECOND_NAME, NUMBER):
            assert listing(SYSTEM, kinds.get("credential"), Query(q=words, archived=True)).items == []
            assert listing(SYSTEM, kinds.get("person"), Query(q=words, archived=True)).items == []
    text = repr(shown)
    for said in (NAME, SECOND_NAME, NUMBER, "1900"):
        assert said not in text
    past = CredentialPast.objects.filter(credential=held).values_list("title", flat=True)
    assert set(past) == {f"建造师证 {held.number}"}
    told = repr(history(SYSTEM, kinds.get("person"), person.pk))
    assert "已删除" in told
    assert "本人请求删除" in told


def test_nobody_is_erased_while_something_must_be_kept(company: Company) -> None:
    account = make_user("ouyang", "editor", name=NAME)
    person = make("person", NAME, employer=employer().pk, user=account.pk)
    valid = certificate(person, valid_to="2027-01-01")
    kept = archived(certificate(person), "2031-05-01")
    lapsed = certificate(person)
    with pytest.raises(DomainError) as refused:
        erase(person)
    assert refused.value.status == 409
    codes = {one.code: one.params.get("number", "") for one in refused.value.errors}
    assert codes == {
        "credential.erase_holds": valid.number,
        "credential.erase_kept_until": kept.number,
        "credential.erase_not_archived": lapsed.number,
        "person.still_employed": "",
        "user.still_active": "",
    }
    for lang, words in (("zh", "须保管至 2031-05-01(建造师证:保管3年)"), ("en", "kept until 2031-05-01")):
        assert words in refused.value.message(lang)
    assert Subject.objects.get(pk=person.pk).title == NAME
    with clock.fixed(date(2031, 5, 2)):
        archived(valid, "2031-05-01")
        archived(lapsed, "2031-05-01")
        perform(SYSTEM, "person", "leave", person.pk, {"last_day": "2031-05-01", "reason": "退休"})
        perform(SYSTEM, "user", "deactivate", account.pk)
        erase(person)
    assert found_on_disk(NAME) == []


def test_the_right_is_granted_by_name(company: Company) -> None:
    person = somebody()
    officer = make_user("officer", "compliance")
    privacy = make_user("privacy", "privacy")
    assert actor(officer).may("person", "amend")
    assert not actor(officer).may("person", "erase")
    with pytest.raises(Forbidden):
        erase(person, actor(officer))
    assert "erase" not in detail(actor(officer), kinds.get("person"), person.pk).actions
    assert "erase" in detail(actor(privacy), kinds.get("person"), person.pk).actions
    erase(person, actor(privacy))
    assert detail(company.admin, kinds.get("person"), person.pk).actions == []


def test_the_reason_names_nobody_and_people_go_one_by_one(company: Company) -> None:
    person = somebody()
    with pytest.raises(Invalid) as error:
        perform(SYSTEM, "person", "erase", person.pk, {"ground": "request", "reason": f"{NAME}来信"})
    assert error.value.errors[0].code == "privacy.reason_names"
    with pytest.raises(DomainError) as refused:
        perform_many(SYSTEM, "person", "erase", [{"id": person.pk, "payload": PAYLOAD}])
    assert refused.value.code == "privacy.one_by_one"


def test_a_file_that_another_record_holds_stays_there(company: Company) -> None:
    person, other = somebody(), make("person", "李四")
    shared = "共同签署的文件".encode()
    attach_many(
        SYSTEM,
        "person",
        [NewFile(person.pk, "a.txt", shared, "other"), NewFile(other.pk, "b.txt", shared, "other")],
    )
    own = attach_many(SYSTEM, "person", [NewFile(person.pk, "c.txt", b"own bytes of the person", "other")])
    assert own.errors == []
    digests = {one.name: one.sha256 for one in Document.objects.all()}
    erase(person)
    assert set(Document.objects.values_list("name", flat=True)) == {"b.txt"}
    assert blobs.intact(digests["b.txt"])
    assert not blobs.path_of(digests["c.txt"]).exists()
    assert not Upload.objects.filter(sha256=digests["c.txt"]).exists()


def test_the_table_they_came_in_with_is_gone(company: Company) -> None:
    table = f"姓名,身份证号,出生日期,岗位\n{NAME},{ID_NO},1900-01-01,质检员\n李四,,,焊工\n".encode()
    run = intake.start(SYSTEM, "person", f"{NAME}等.csv", [table], wait=True)
    run = intake.check(SYSTEM, run, wait=True)
    run = intake.commit(SYSTEM, run, wait=True)
    person = Subject.objects.get(title=NAME)
    spare = intake.start(SYSTEM, "person", "又一份.csv", [table], wait=True)
    assert NAME in found_on_disk(NAME)
    erase(person)
    assert found_on_disk(NAME, ID_NO, "1900-01-01") == []
    assert {one.sha256 for one in ImportRun.objects.filter(pk__in=[run.pk, spare.pk])} == {""}
    assert Subject.objects.filter(title="李四").exists()


def test_credentials_of_people_enter_the_ledger_as_digests_and_others_in_the_clear(company: Company) -> None:
    person = somebody()
    held = certificate(person)
    of_firm = make_credential(
        make_type(), title="网关安全证书", holder=Subject.objects.get(title="华昇电子").pk
    )
    perform(
        SYSTEM,
        "credential",
        "suspend",
        held.pk,
        {"effective_on": "2020-01-01", "reason": f"{NAME}未继续教育"},
    )
    mine = b"".join(
        bytes(one.body) for one in Entry.objects.filter(kind="credential", object_id=str(held.pk))
    )
    assert NAME.encode() not in mine
    assert NUMBER.encode() not in mine
    plain = b"".join(bytes(one.body) for one in Entry.objects.filter(object_id=str(of_firm.pk)))
    assert "网关安全证书".encode() in plain
