"""Forgetting a person: the copies in rooms that know no people, and what is kept for others."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.capabilities.alerts import actions as alerts
from credentry.capabilities.alerts.models import Alert
from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.tests.office import chain, published, seen, step
from credentry.capabilities.evidence.actions import NewFile, attach_many
from credentry.capabilities.evidence.models import Document
from credentry.capabilities.intake import actions as intake
from credentry.capabilities.intake.actions.items import NewPaper
from credentry.capabilities.intake.models import IntakeItem
from credentry.core.ledger import audit
from credentry.core.ledger import queries as ledger
from credentry.core.ledger.models import Entry
from credentry.core.records import forgetting, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.tests.factories import SYSTEM, Company, actor, make_company, make_user
from credentry.domains.credentials.actions import erasing
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import make as make_credential
from credentry.domains.credentials.tests.factories import plain_type
from credentry.domains.gate.models import GateOverride
from credentry.domains.gate.tests.erasing import (
    NAME,
    NUMBER,
    TODAY,
    archived,
    certificate,
    erase,
    found_on_disk,
    somebody,
)
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.tests.factories import make
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import blobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    settings.CREDENTRY_HOME = tmp_path  # files of other tests may say the same words
    with clock.fixed(TODAY):
        yield make_company()


def test_a_birthday_hidden_in_the_end_of_a_licence_goes_too(company: Company) -> None:
    person = make("person", NAME, birth_date="1961-05-09")
    kind = plain_type(
        code="AGE",
        name_zh="操作证",
        definition={"depends": [{"code": "age", "years": 60}], "validity": {"age_max": 60}},
    )
    held = make_credential(
        kind, title=f"操作证 {NAME}", holder=person.pk, issued_on="2018-01-01", valid_to="2021-12-31"
    )
    assert Credential.objects.get(pk=held.pk).effective_to == date(2021, 5, 8)
    perform(SYSTEM, "credential", "amend", held.pk, {"notes": "补录"})
    archived(held, "2026-11-20")
    assert found_on_disk("2021-05-08") == ["2021-05-08"]
    erase(person)
    assert found_on_disk("2021-05-08", "1961-05-09", NAME) == []
    assert Credential.objects.get(pk=held.pk).effective_to == date(2021, 12, 31)


def test_alerts_cases_exceptions_and_papers_keep_that_they_were_and_lose_whom_they_named(
    company: Company,
) -> None:
    boss = make_user("boss", "administrator", name="老板")
    person = somebody()
    held = certificate(person, valid_to="2026-12-31", responsible=boss.pk)
    alerts.install_defaults(SYSTEM)
    alerts.sweep(full=True)
    told = Alert.objects.filter(record_id=held.pk).values_list("pk", flat=True)
    assert len(told) > 0
    wanted = {"subject": person.pk, "act": "practise", "reason": f"{NAME}急用", "expires_on": "2026-12-01"}
    exception = perform(actor(boss), "gate_override", "request", None, wanted).record
    process = published("leave", chain(step("check", "boss")), subject_kind="person")
    case = perform(SYSTEM, "case", "start", None, {"process": process.pk, "subject": str(person.pk)}).record
    assert NAME in case.title
    with pytest.raises(DomainError) as refused:
        erase(person)
    assert "case.still_running" in {one.code for one in refused.value.errors}
    (task,) = Task.objects.filter(case=case)
    perform(actor(boss), "task", "approve", task.pk, {"text": f"同意{NAME}", "seen": seen(task)})
    (paper,) = intake.receive_many(
        SYSTEM, [NewPaper(f"{NAME}.txt", [f"来件 {NAME}".encode()])], company.root.pk
    )
    perform(SYSTEM, "intake_item", "file_on", paper.pk, {"kind": "credential", "record": held.pk})
    with clock.fixed(date(2027, 6, 1)):
        archived(held, "2027-05-31")
        erase(person)
        assert found_on_disk(NAME, NUMBER) == []
        assert set(Alert.objects.filter(pk__in=told).values_list("title", flat=True)) == {
            f"建造师证 {held.number}"
        }
        assert GateOverride.objects.get(pk=exception.pk).title == exception.number
        assert (Task.objects.get(pk=task.pk).outcome, Task.objects.get(pk=task.pk).state) == (
            "approved",
            "done",
        )
        assert IntakeItem.objects.get(pk=paper.pk).title == paper.number
    assert audit.fsck()["findings"] == []


def test_what_went_over_to_somebody_else_keeps_its_own_words(company: Company) -> None:
    person, heir = somebody(), make("person", "李四")
    held = certificate(person)
    perform(
        SYSTEM,
        "credential",
        "amend",
        held.pk,
        {"holder": str(heir.pk), "title": "建造师证 李四", "notes": ""},
    )
    erase(person)
    assert found_on_disk(NAME) == []
    assert Credential.objects.get(pk=held.pk).title == "建造师证 李四"
    handed_over = Entry.objects.filter(kind="credential", object_id=str(held.pk)).latest("seq")
    assert {one.erased for one in ledger.reveal(handed_over.seq).values()} == {True}


def test_what_goes_over_to_a_company_does_not_name_its_last_holder_in_the_clear(company: Company) -> None:
    person = somebody()
    held, firm = certificate(person), Subject.objects.get(title="华昇电子")
    perform(
        SYSTEM, "credential", "amend", held.pk, {"holder": str(firm.pk), "title": "企业资质", "notes": ""}
    )
    other = certificate(person)
    outcome = perform_many(
        SYSTEM,
        "credential",
        "amend",
        [{"id": other.pk, "payload": {"holder": str(firm.pk), "title": "另一资质"}}],
    )
    assert outcome.errors == []
    assert NAME.encode() not in b"".join(bytes(one.body) for one in Entry.objects.all())


def test_all_or_nothing(company: Company) -> None:
    person = somebody()
    attach_many(SYSTEM, "person", [NewFile(person.pk, "c.txt", b"own bytes of the person", "other")])
    digest = Document.objects.get().sha256

    def broken(job: forgetting.Forgetting) -> None:
        raise DomainError("ledger.entry_too_large", size=1)

    forgetting.register("broken", broken, order=99)
    try:
        with pytest.raises(DomainError):
            erase(person)
    finally:
        del forgetting._rooms["broken"]
    assert Subject.objects.get(pk=person.pk).title == NAME
    assert blobs.intact(digest)
    assert Document.objects.count() == 1


def test_reading_who_holds_costs_the_same_for_many(company: Company) -> None:
    kind, person = plain_type(), somebody()

    def statements(count: int) -> int:
        rows = [
            {
                "payload": {
                    "title": f"证{n}",
                    "type": kind.pk,
                    "holder": person.pk,
                    "credential_no": f"{count}-{n}",
                }
            }
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as seen:
            assert len(perform_many(SYSTEM, "credential", "register", rows).done) == count
        return sum("subjects_subject" in one["sql"] for one in seen.captured_queries)

    statements(1)
    assert statements(3) == statements(60) > 0


def test_entries_of_older_versions_are_told_of(company: Company) -> None:
    person = somebody()
    declared = kinds.get("credential")
    object.__setattr__(declared, "about", None)  # a version that did not know whom a credential is about
    try:
        held = certificate(person)
    finally:
        object.__setattr__(declared, "about", erasing.about)
    archived(held, "2026-11-20")
    done = erase(person)
    said = {name: new for name, _, new in ledger.entry(done.seq).content["chg"]}
    assert said["left_in_clear"] == 1
    assert said["erased_records"] == 1
