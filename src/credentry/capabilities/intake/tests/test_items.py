"""Papers that came in: taken in once, filed with their own bytes, never lost."""

from typing import Any

import pytest
from django.db import transaction

from credentry.capabilities.evidence.models import Document
from credentry.capabilities.evidence.tests.factories import a_credential, attach
from credentry.capabilities.intake.actions import NewPaper, receive_many
from credentry.capabilities.intake.models import IntakeItem
from credentry.capabilities.intake.tests.mails import pdf
from credentry.core.identity.actors import Actor
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.queries import Query, detail, history, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.credentials.models import Credential, CredentialType
from credentry.domains.credentials.tests.factories import plain_type
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound
from credentry.plumbing import blobs

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-10")]


@pytest.fixture
def company() -> Company:
    return make_company()


def received(actor: Actor, unit: Any, content: bytes = pdf(), name: str = "证书.pdf") -> IntakeItem:
    made = receive_many(actor, [NewPaper(name, [content])], unit.pk)[0]
    assert isinstance(made, IntakeItem), made
    return made


def extra(actor: Actor, item: IntakeItem) -> dict[str, Any]:
    return detail(actor, kinds.get("intake_item"), item.pk).extra


def test_fifty_files_become_fifty_items_with_their_names(company: Company) -> None:
    papers = [NewPaper(f"证书 {n}.pdf", [pdf(n)]) for n in range(50)]
    made = receive_many(company.east_editor, papers, company.east.pk)
    assert [one.title for one in made] == [f"证书 {n}.pdf" for n in range(50)]  # type: ignore[union-attr]
    page = listing(company.east_editor, kinds.get("intake_item"), Query("state:waiting", limit=100))
    assert page.count == 50
    item = made[7]
    assert isinstance(item, IntakeItem)
    assert blobs.path_of(item.sha256).read_bytes() == pdf(7)
    assert (item.source, item.unit_id, item.responsible_id) == (
        "upload",
        company.east.pk,
        company.east_editor.user_id,
    )
    assert item.number.startswith("IN-")


def test_what_is_refused_is_said_and_the_others_go_in(company: Company) -> None:
    papers = [
        NewPaper("a.pdf", [pdf(1)]),
        NewPaper("run.exe", [b"MZ" + bytes(100)]),
        NewPaper("nothing.pdf", []),
    ]
    made = receive_many(company.east_editor, papers, company.east.pk)
    assert isinstance(made[0], IntakeItem)
    assert [one.code for one in made[1:] if isinstance(one, DomainError)] == ["file.program", "file.empty"]
    with pytest.raises(Forbidden):
        receive_many(company.viewer, [NewPaper("a.pdf", [pdf(1)])], company.east.pk)
    other = receive_many(company.east_editor, [NewPaper("a.pdf", [pdf(2)])], company.west.pk)[0]
    assert isinstance(other, Forbidden)


def test_the_same_bytes_again_are_a_duplicate_with_its_place(company: Company) -> None:
    first = received(company.east_editor, company.east)
    again = received(company.east_editor, company.east, name="证书(1).pdf")
    assert (again.state, again.same_kind, again.same_id) == ("duplicate", "intake_item", first.pk)
    assert extra(company.east_editor, again)["same"]["label"] == "证书.pdf"
    record = a_credential(company.east)
    attach(record, pdf(9))
    third = received(company.east_editor, company.east, pdf(9))
    assert (third.state, third.same_kind, third.same_id) == ("duplicate", "credential", record.pk)
    assert blobs.path_of(third.sha256).read_bytes() == pdf(9)


def test_duplicates_within_one_set_are_seen(company: Company) -> None:
    from credentry.capabilities.evidence.actions import keep

    rows = [{"payload": {"blob_id": keep(company.east_editor, "a.pdf", [pdf(3)]).pk}} for _ in range(3)]
    done = perform_many(company.east_editor, "intake_item", "receive", [
        {"payload": {**one["payload"], "unit": company.east.pk}} for one in rows
    ])  # fmt: skip
    assert [done.records[n].state for n in range(3)] == ["waiting", "duplicate", "duplicate"]


def test_what_lies_where_one_may_not_look_is_no_hint(company: Company) -> None:
    """Neither the state nor the reference tells the west what the east has."""
    received(company.east_editor, company.east)
    attach(a_credential(company.east), pdf(4))
    assert received(company.west_editor, company.west).state == "waiting"
    assert received(company.west_editor, company.west, pdf(4)).state == "waiting"
    seen_by_all = received(SYSTEM, company.root)
    assert seen_by_all.state == "duplicate"
    moved = perform(SYSTEM, "intake_item", "assign", seen_by_all.pk, {"unit": company.west.pk}).record
    assert extra(company.west_editor, moved)["same"] is None


def test_filing_attaches_the_very_bytes_and_closes_the_item(company: Company) -> None:
    item, record = received(company.east_editor, company.east), a_credential(company.east)
    payload = {"kind": "credential", "record": str(record.pk), "purpose": "test_report"}
    before = Entry.objects.count()
    perform(company.east_editor, "intake_item", "file_on", item.pk, payload, version=1)
    item.refresh_from_db()
    document = Document.objects.get(owner_id=record.pk)
    assert (document.sha256, document.purpose, document.title) == (item.sha256, "test_report", "证书")
    assert (item.state, item.filed_kind, item.filed_id, item.version) == ("filed", "credential", record.pk, 2)
    assert extra(company.east_editor, item)["filed"]["id"] == str(record.pk)
    assert Entry.objects.count() == before + 3  # the item, the document, the credential
    assert {one["action"] for one in history(company.east_editor, kinds.get("intake_item"), item.pk)} == {
        "receive", "file_on",
    }  # fmt: skip
    with pytest.raises(DomainError, match="unavailable"):
        perform(company.east_editor, "intake_item", "file_on", item.pk, payload)


def test_filing_needs_the_right_to_the_record(company: Company) -> None:
    item = received(company.east_editor, company.east)
    west = a_credential(company.west)
    with pytest.raises(Invalid) as refused:
        perform(
            company.east_editor, "intake_item", "file_on", item.pk, {"kind": "credential", "record": west.pk}
        )
    assert [one.field for one in refused.value.errors] == ["record"]
    with pytest.raises(Invalid):
        perform(
            company.east_editor,
            "intake_item",
            "file_on",
            item.pk,
            {"kind": "unit", "record": company.east.pk},
        )
    item.refresh_from_db()
    assert (item.state, Document.objects.count()) == ("waiting", 0)


def test_several_pages_go_onto_one_record_at_once(company: Company) -> None:
    items = [received(company.east_editor, company.east, pdf(n), f"第{n}页.jpg") for n in range(4)]
    record = a_credential(company.east)
    payload = {"kind": "credential", "record": record.pk}
    done = perform_many(
        company.east_editor, "intake_item", "file_on", [{"id": one.pk, "payload": payload} for one in items]
    )
    assert (len(done.done), done.errors) == (4, [])
    assert Document.objects.filter(owner_id=record.pk).count() == 4


def test_registering_makes_the_record_and_attaches_the_paper(company: Company) -> None:
    kind = CredentialType.objects.filter(code="PLAIN").first() or plain_type()
    item = received(company.east_editor, company.east)
    values = {
        "title": "CE 证书",
        "type": str(kind.pk),
        "unit": str(company.east.pk),
        "valid_to": "2030-01-31",
    }
    perform(
        company.east_editor, "intake_item", "register_from", item.pk, {"kind": "credential", "values": values}
    )
    item.refresh_from_db()
    record = Credential.objects.get(pk=item.filed_id)
    assert record.title == "CE 证书"
    assert Document.objects.get(owner_id=record.pk).sha256 == item.sha256


def test_registering_wrong_values_names_them_and_leaves_nothing(company: Company) -> None:
    item = received(company.east_editor, company.east)
    before = (Credential.objects.count(), Entry.objects.count())
    for values, fields in (
        ({}, {"values.type"}),
        ({"title": "x", "nonsense": 1}, {"values.type", "values.nonsense"}),
    ):
        with pytest.raises(Invalid) as refused:
            perform(SYSTEM, "intake_item", "register_from", item.pk, {"kind": "credential", "values": values})
        assert fields <= {one.field for one in refused.value.errors}
    item.refresh_from_db()
    assert item.state == "waiting"
    assert (Credential.objects.count(), Entry.objects.count()) == before


def test_a_record_made_for_a_paper_that_cannot_be_attached_is_not_made(company: Company) -> None:
    kind = CredentialType.objects.filter(code="PLAIN").first() or plain_type()
    item = received(company.east_editor, company.east)
    values = {"title": "x", "type": str(kind.pk), "unit": str(company.east.pk)}
    payload = {"kind": "credential", "values": values, "purpose": "no such purpose"}
    with pytest.raises(Invalid):
        perform(company.east_editor, "intake_item", "register_from", item.pk, payload)
    assert Credential.objects.count() == 0


def test_assign_dismiss_and_take_up_again(company: Company) -> None:
    item = received(company.east_editor, company.east)
    me = company.east_editor
    perform(me, "intake_item", "assign", item.pk, {"responsible": company.admin.user_id, "note": "请看"})
    item.refresh_from_db()
    assert (item.responsible_id, item.note, item.unit_id) == (company.admin.user_id, "请看", company.east.pk)
    with pytest.raises(Forbidden):
        perform(me, "intake_item", "assign", item.pk, {"unit": company.west.pk})
    with pytest.raises(Invalid):
        perform(me, "intake_item", "dismiss", item.pk, {})
    perform(me, "intake_item", "dismiss", item.pk, {"reason": "广告"})
    item.refresh_from_db()
    assert (item.state, item.reason) == ("dismissed", "广告")
    perform(me, "intake_item", "reopen", item.pk, {})
    item.refresh_from_db()
    assert (item.state, item.reason, item.closed_at) == ("waiting", "", None)


def test_nobody_pretends_to_be_the_mail(company: Company) -> None:
    """A digest or an upload of somebody else cannot be claimed by saying it came by mail."""
    payload = {
        "title": "x.pdf", "unit": company.east.pk, "origin": "0" * 64, "received_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    with pytest.raises(Forbidden):
        perform(company.admin, "intake_item", "take_in", None, payload)


def test_an_upload_of_somebody_else_is_not_taken(company: Company) -> None:
    from credentry.capabilities.evidence.actions import keep

    theirs = keep(company.west_editor, "a.pdf", [pdf(1)]).pk
    with pytest.raises(Invalid):
        perform(
            company.east_editor, "intake_item", "receive", None, {"blob_id": theirs, "unit": company.east.pk}
        )


def test_another_units_papers_are_not_there(company: Company) -> None:
    item = received(company.east_editor, company.east)
    with pytest.raises(NotFound):
        detail(company.west_editor, kinds.get("intake_item"), item.pk)
    with transaction.atomic(), pytest.raises(NotFound):
        perform(company.west_editor, "intake_item", "dismiss", item.pk, {"reason": "x"})
