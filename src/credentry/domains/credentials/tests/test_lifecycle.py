"""Every action of a credential, one by one and set by set, with what it leaves behind."""

from datetime import date
from typing import Any

import pytest

from credentry.core.ledger.audit import fsck
from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Deadline, Revision
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.models import Credential, Duty, Term
from credentry.domains.credentials.tests.factories import SYSTEM, act, issuer, make, make_type, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(TODAY):
        yield make_company()


def status(record: Any, on: date = TODAY) -> str:
    with clock.fixed(on):
        return str(detail(SYSTEM, kinds.get("credential"), record.pk).values["status"])


def open_deadlines(record: Any) -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(record_id=record.pk, closed_on__isnull=True).order_by("due_on")
    return list(rows.values_list("code", "due_on"))


def test_renewing_adds_a_term_closes_the_old_deadlines_and_keeps_the_first_issue() -> None:
    made = make(make_type(), credential_no="2026990901000001", issuer=issuer("CQC").pk)
    assert open_deadlines(made) == [
        ("renewal_open", date(2026, 12, 14)), ("expiry_date", date(2027, 3, 14)),
    ]  # fmt: skip
    renewed = act(made, "renew", valid_to="2032-03-14")
    assert (renewed.valid_from, renewed.valid_to) == (date(2027, 3, 15), date(2032, 3, 14))
    assert (renewed.credential_no, renewed.issuer_id) == (made.credential_no, made.issuer_id)
    assert (renewed.first_issued_on, renewed.term_count) == (date(2024, 3, 15), 2)
    assert open_deadlines(made) == [
        ("renewal_open", date(2031, 12, 15)), ("expiry_date", date(2032, 3, 14)),
    ]  # fmt: skip
    closed = Deadline.objects.get(record_id=made.pk, due_on=date(2027, 3, 14))
    assert (closed.closed_on, closed.closed_by) == (TODAY, "renewed")
    assert status(made) == "valid"
    with pytest.raises(Invalid):
        act(made, "renew", valid_to="2030-01-01")
    back = act(made, "take_back")
    assert (back.valid_to, back.term_count) == (date(2027, 3, 14), 1)
    assert ("expiry_date", date(2027, 3, 14)) in open_deadlines(made)
    assert fsck()["findings"] == []


def test_a_correction_keeps_the_version_that_was_believed() -> None:
    made = make(plain_type(), credential_no="A-1")
    act(made, "renew", credential_no="A-2", valid_to="2030-03-14")
    fixed = act(made, "correct_term", n=1, valid_to="2027-03-13", reason="误录")
    assert (fixed.credential_no, fixed.valid_to) == ("A-2", date(2030, 3, 14))
    versions = Term.objects.filter(credential=made, n=1).order_by("known_from", "known_to")
    assert sorted((one.valid_to, one.known_to is None) for one in versions) == [
        (date(2027, 3, 13), True),
        (date(2027, 3, 14), False),
    ]
    history = Revision.objects.filter(kind="credential", record_id=made.pk).order_by("-n").first()
    assert history is not None
    assert ["term_1.valid_to", "2027-03-14", "2027-03-13"] in history.changed
    with pytest.raises(DomainError):
        act(made, "correct_term", n=9, valid_to="2027-01-01", reason="无此期")


def test_suspension_ends_by_reinstatement_and_shows_on_the_days_between() -> None:
    made = make(plain_type())
    act(made, "suspend", effective_on="2026-06-01", reason="抽检不合格")
    assert [status(made, day) for day in (date(2026, 5, 31), date(2026, 6, 1), TODAY)] == [
        "valid", "suspended", "suspended",
    ]  # fmt: skip
    with pytest.raises(DomainError):
        act(made, "suspend", reason="再次")
    act(made, "reinstate", effective_on="2026-10-01", reason="整改完成")
    assert [status(made, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == ["suspended", "valid"]
    with pytest.raises(DomainError):
        act(made, "reinstate", reason="未暂停")


@pytest.mark.parametrize(
    ("action", "state"),
    [("withdraw", "withdrawn"), ("cancel", "cancelled"), ("revoke", "revoked"), ("void", "void"),
     ("supersede", "superseded")],
)  # fmt: skip
def test_final_events_are_told_apart_close_what_is_open_and_end_the_credential(
    action: str, state: str
) -> None:
    made = make(make_type(), credential_no="2026990901000001")
    ended = act(made, action, effective_on="2026-11-01", reason="依据文书", document_no="文〔2026〕1号")
    assert status(ended) == state
    assert status(ended, date(2026, 10, 31)) == "valid"
    left = [("notice_status", TODAY)] if action in ("withdraw", "cancel", "revoke") else []
    assert open_deadlines(made) == left, "that it ended is still to be told"
    for again in ("renew", "suspend", action):
        with pytest.raises(DomainError):
            act(made, again, **({"valid_to": "2035-01-01"} if again == "renew" else {"reason": "x"}))
    page = listing(SYSTEM, kinds.get("credential"), Query(condition=f"status:{state}"))
    assert page.count == 1


def test_duties_done_set_the_next_round_and_missed_ones_end_the_standing() -> None:
    duty = {
        "code": "factory",
        "zh": "年度工厂检查",
        "en": "Factory inspection",
        "every": "P1Y",
        "grace": "P90D",
    }
    made = make(make_type(definition={"duties": [duty]}), issued_on="2026-03-15", valid_to="2031-03-14")
    first = Duty.objects.get(credential=made)
    assert first.due_on == date(2027, 3, 15)
    assert (made.effective_to, made.binding_code) == (date(2027, 6, 13), "duty")
    assert status(made, date(2027, 6, 14)) == "duty_overdue"
    done = act(made, "record_duty", code="factory", done_on="2026-11-20", result="通过")
    assert done.effective_to == date(2028, 2, 18)
    act(made, "schedule_duty", code="report", name_zh="年报", due_on="2027-01-31")
    assert ("duty_due", date(2027, 1, 31)) in open_deadlines(made)
    with pytest.raises(DomainError):
        act(made, "record_duty", code="nothing")


def test_scope_is_replaced_part_by_part() -> None:
    top, model, _ = series()
    eu, us = markets("EU", "US")
    made = make(plain_type(), products=[top.pk], markets=[eu], standards=["EN 62368-1:2020"])
    act(made, "set_scope", markets=[str(us)], acts=["sell", "import"], scope_notes=["仅室内使用"])
    scope = detail(SYSTEM, kinds.get("credential"), made.pk).extra["scope"]
    assert [one["label"] for one in scope["markets"]] == ["美国"]
    assert [one["label"] for one in scope["products"]] == [top.title]
    assert (scope["standards"], [one["code"] for one in scope["acts"]], scope["notes"]) == (
        ["EN 62368-1:2020"], ["sell", "import"], ["仅室内使用"],
    )  # fmt: skip
    act(made, "set_scope", excluded_products=[str(model.pk)], standards=[])
    scope = detail(SYSTEM, kinds.get("credential"), made.pk).extra["scope"]
    assert [one["label"] for one in scope["excluded_products"]] == [model.title]
    assert scope["standards"] == []


def test_handing_over_archiving_and_bringing_back(company: Company) -> None:
    made = make(plain_type())
    handed = act(made, "hand_over", responsible=str(company.admin.user_id), unit=str(company.east.pk))
    assert (handed.responsible_id, handed.unit_id) == (company.admin.user_id, company.east.pk)
    assert Deadline.objects.get(record_id=made.pk).responsible_id == company.admin.user_id
    act(made, "archive")
    assert listing(SYSTEM, kinds.get("credential"), Query()).count == 0
    assert Deadline.objects.filter(record_id=made.pk, closed_on__isnull=True).count() == 0
    with pytest.raises(DomainError):
        act(made, "renew", valid_to="2035-01-01")
    act(made, "restore")
    assert listing(SYSTEM, kinds.get("credential"), Query()).count == 1


def test_many_are_changed_as_one_set_with_a_trail_for_each(company: Company) -> None:
    kind = plain_type()
    ids = [make(kind, title=f"证书{n}", credential_no=f"N-{n}").pk for n in range(30)]
    before = Entry.objects.count()
    edits = {"responsible": company.admin.user_id, "unit": company.west.pk, "notes": "统一复核"}
    done = perform_many(SYSTEM, "credential", "amend", [{"id": one, "payload": edits} for one in ids])
    assert (len(done.done), done.errors) == (30, [])
    rows = Credential.objects.filter(responsible=company.admin.user_id, unit=company.west, notes="统一复核")
    assert rows.count() == 30
    assert Entry.objects.count() == before + 30
    assert set(Deadline.objects.values_list("responsible_id", "unit_id")) == {
        (company.admin.user_id, company.west.pk)
    }
    steps: list[tuple[str, dict[str, Any]]] = [
        ("renew", {"valid_to": "2031-03-14"}),
        ("suspend", {"reason": "飞行检查"}),
        ("reinstate", {"reason": "整改完成"}),
        ("hand_over", {"deputy": company.admin.user_id}),
        ("take_back", {}),
        ("cancel", {"reason": "停产"}),
        ("archive", {}),
        ("restore", {}),
    ]
    for action, payload in steps:
        done = perform_many(SYSTEM, "credential", action, [{"id": one, "payload": payload} for one in ids])
        assert (action, len(done.done), done.errors) == (action, 30, [])
    assert {one.state for one in Credential.objects.all()} == {"cancelled"}
    assert fsck()["findings"] == []


def test_one_wrong_row_leaves_the_others_done() -> None:
    kind = plain_type()
    first, second = make(kind, credential_no="A"), make(kind, credential_no="B")
    act(second, "revoke", reason="处罚")
    rows = [{"id": one.pk, "payload": {"valid_to": "2031-03-14"}} for one in (first, second)]
    done = perform_many(SYSTEM, "credential", "renew", rows)
    assert list(done.done) == [0]
    assert [one.index for one in done.errors] == [1]
    assert Credential.objects.get(pk=second.pk).term_count == 1


def test_bulk_and_single_leave_the_same_record() -> None:
    kind = make_type()
    payload = {"title": "同", "type": kind.pk, "issued_on": "2026-01-05", "valid_to": "2031-01-04",
               "number_confirmed": True}  # fmt: skip
    one = perform(SYSTEM, "credential", "register", None, {**payload, "credential_no": "X1"}).record
    many = perform_many(SYSTEM, "credential", "register", [{"payload": {**payload, "credential_no": "X2"}}])
    other = many.records[0]
    kind_of = kinds.get("credential")
    left, right = (detail(SYSTEM, kind_of, record.pk) for record in (one, other))
    differ = {name for name in left.values if left.values[name] != right.values[name]}
    assert differ <= {"number", "credential_no", "created_at", "updated_at"}
    assert [term["valid_to"] for term in left.extra["terms"]] == [
        term["valid_to"] for term in right.extra["terms"]
    ]
