"""What a credential depends on ends it, and what ends that reaches it in the same transaction."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count

from credentry.core.ledger.audit import fsck
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials import standing, status
from credentry.domains.credentials.models import Credential, CredentialPast, Dependency
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.domains.subjects.tests.factories import issuer, series
from credentry.domains.subjects.tests.factories import make as subject
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)
TODAY = date(2026, 11, 1)


def later(hours: int) -> Any:
    return clock.fixed(T0 + timedelta(hours=hours))


@pytest.fixture(autouse=True)
def company() -> Any:
    with later(0):
        yield make_company()


def a_type(code: str, *depends: dict[str, Any], **more: Any) -> Any:
    return plain_type(code=code, name_zh=code, definition={"depends": list(depends), **more})


def standard(code: str = "GB 4943.1-2022", **more: Any) -> Any:
    payload = {"code": code, "name_zh": "音视频设备", **more}
    return perform(SYSTEM, "standard", "register", None, payload).record


def on(record: Any, day: date = TODAY) -> str:
    row = Credential.objects.filter(pk=record.pk).values(*status.NEEDS).get()
    return status.on(row, day)


def bound_by(record: Any) -> tuple[Any, str, str]:
    row = Credential.objects.get(pk=record.pk)
    return row.effective_to, row.binding_code, row.state


# --- standards --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["standard", "credential"])
def test_a_withdrawn_standard_ends_what_is_based_on_it(first: str) -> None:
    kind = a_type("CCC", {"code": "standard"})
    if first == "standard":
        edition = standard()
    paper = make(kind, standards=["GB4943.1—2022"], valid_to="2029-01-31")
    if first == "credential":
        edition = standard()
    other = make(kind, title="其他", standards=["GB 17625.1-2022"], valid_to="2029-01-31")
    with later(1):
        perform(
            SYSTEM, "standard", "withdraw", edition.pk,
            {"withdrawn_on": "2027-01-01", "transition_to": "2027-06-30", "reason": "新版发布"},
        )  # fmt: skip
    assert bound_by(paper) == (date(2027, 6, 30), "standard", "standard_withdrawn")
    assert [on(paper, day) for day in (date(2027, 6, 30), date(2027, 7, 1))] == [
        "expiring_soon",
        "standard_withdrawn",
    ]
    assert bound_by(other) == (date(2029, 1, 31), "term", "expired")
    (past,) = CredentialPast.objects.filter(credential=paper.pk)
    assert (past.effective_to, past.known_to) == (date(2029, 1, 31), T0 + timedelta(hours=1))
    with later(2):
        perform(SYSTEM, "standard", "reinstate", edition.pk, {"reason": "撤回废止公告"})
    assert bound_by(paper) == (date(2029, 1, 31), "term", "expired")
    assert fsck()["findings"] == []


def test_a_rule_to_be_confirmed_only_warns() -> None:
    kind = a_type("CCC", {"code": "standard", "certainty": "check"})
    edition = standard(withdrawn_on="2026-12-01")
    paper = make(kind, standards=["GB 4943.1-2022"])
    need = Dependency.objects.get(credential=paper.pk)
    assert (need.standard_id, need.binding, need.holds_to) == (edition.pk, False, date(2026, 11, 30))
    assert bound_by(paper)[1] == "term"


def test_a_scope_that_names_another_edition_lets_the_old_one_go() -> None:
    kind = a_type("CCC", {"code": "standard"})
    standard(withdrawn_on="2026-12-01")
    standard("GB 4943.1-2026")
    paper = make(kind, standards=["GB 4943.1-2022"])
    assert bound_by(paper)[1] == "standard"
    with later(1):
        act(paper, "set_scope", standards=["GB 4943.1-2026"])
    assert bound_by(paper) == (date(2027, 3, 14), "term", "expired")
    assert Dependency.objects.filter(credential=paper.pk, known_to__isnull=True).count() == 1


# --- people -----------------------------------------------------------------------------------------------------


def test_a_leaver_ends_what_depends_on_the_employment() -> None:
    own, elsewhere = subject("organisation", "本公司"), subject("organisation", "子公司")
    person = subject("person", "张三", employer=str(own.pk), employed_from="2020-01-01")
    kind = a_type("SAFE", {"code": "employment"})
    paper = make(kind, holder=str(person.pk))
    assert bound_by(paper) == (date(2027, 3, 14), "term", "expired")
    with later(1):
        perform(SYSTEM, "person", "leave", person.pk, {"last_day": "2026-10-31", "reason": "离职"})
    assert bound_by(paper) == (date(2026, 10, 31), "employment", "employment_ended")
    assert (on(paper, date(2026, 10, 31)), on(paper)) == ("expiring_soon", "employment_ended")
    with later(2):
        perform(
            SYSTEM, "person", "transfer", person.pk,
            {"organisation": str(elsewhere.pk), "from_day": "2026-11-01"},
        )  # fmt: skip
    assert on(paper) == "employment_ended"  # another employer does not bring it back
    with later(3):
        act(paper, "renew", issued_on="2026-11-01", valid_to="2029-11-01")
    need = Dependency.objects.get(credential=paper.pk, known_to__isnull=True)
    assert (need.organisation_id, need.holds_from) == (elsewhere.pk, date(2026, 11, 1))
    assert on(paper) == "valid"
    assert fsck()["findings"] == []


def test_amending_the_employer_is_a_move_and_correcting_days_is_a_correction() -> None:
    own, elsewhere = subject("organisation", "本公司"), subject("organisation", "子公司")
    person = subject("person", "张三", employer=str(own.pk), employed_from="2020-01-01")
    paper = make(a_type("SAFE", {"code": "employment"}), holder=str(person.pk))
    with later(1):
        perform(SYSTEM, "person", "amend", person.pk, {"employed_to": "2026-12-31"})
    assert bound_by(paper)[:2] == (date(2026, 12, 31), "employment")
    with later(2):
        perform(SYSTEM, "person", "amend", person.pk, {"employed_to": None})
    assert bound_by(paper)[1] == "term"
    with later(3):
        rows = [{"id": person.pk, "payload": {"employer": str(elsewhere.pk)}}]
        assert not perform_many(SYSTEM, "person", "amend", rows).errors
    assert bound_by(paper) == (date(2026, 10, 31), "employment", "employment_ended")
    person.refresh_from_db()
    assert (person.employer_id, person.employed_from) == (elsewhere.pk, TODAY)
    assert fsck()["findings"] == []


# --- credentials on credentials ---------------------------------------------------------------------------------


def test_a_suspended_parent_reaches_children_of_children_and_its_return_brings_them_back() -> None:
    top, middle, low = (make(a_type(code), title=code) for code in ("A", "B", "C"))
    act(middle, "depend_on", code="parent", parent=str(top.pk))
    act(low, "depend_on", code="qualification", parent=str(middle.pk))
    assert on(low) == "valid"
    with later(1):
        act(top, "suspend", effective_on="2026-10-01", reason="抽检不合格")
    assert bound_by(middle) == (date(2026, 9, 30), "parent", "parent_not_valid")
    assert bound_by(low) == (date(2026, 9, 30), "qualification", "qualification_ended")
    with later(2):
        act(top, "reinstate", effective_on="2026-10-20", reason="整改完成")
    assert [on(low, day) for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 20))] == [
        "expiring_soon", "qualification_ended", "valid",
    ]  # fmt: skip
    assert CredentialPast.objects.filter(credential=low.pk).count() == 2
    with pytest.raises(Invalid) as refused:
        act(top, "depend_on", code="parent", parent=str(low.pk))
    assert refused.value.errors[0].code == "credential.depends_circle"
    with later(3):
        need = Dependency.objects.get(credential=low.pk, known_to__isnull=True)
        act(low, "release_dependency", dependency=str(need.pk), reason="登记有误")
        act(top, "revoke", effective_on="2026-10-25", reason="处罚")
    assert on(middle) == "parent_not_valid"
    assert on(low) == "valid"
    assert fsck()["findings"] == []


def test_the_one_credential_that_fits_is_taken_and_of_two_none() -> None:
    holder = subject("organisation", "本公司")
    body = issuer()
    licence = a_type("LICENCE")
    accreditation = a_type("CNAS")
    kind = a_type(
        "MARK",
        {"code": "parent", "types": ["LICENCE"]},
        {"code": "accreditation", "types": ["CNAS"]},
    )
    parent = make(licence, title="许可证", holder=str(holder.pk), valid_to="2027-01-31")
    behind = make(accreditation, title="认可", holder=str(body.pk), valid_to="2026-12-31")
    paper = make(kind, holder=str(holder.pk), issuer=str(body.pk))
    found = dict(Dependency.objects.filter(credential=paper.pk).values_list("code", "parent_id"))
    assert found == {"parent": parent.pk, "accreditation": behind.pk}
    assert bound_by(paper) == (date(2026, 12, 31), "accreditation", "accreditation_ended")
    make(licence, title="另一许可证", holder=str(holder.pk))
    second = make(kind, title="两证", holder=str(holder.pk), issuer=str(body.pk))
    codes = set(Dependency.objects.filter(credential=second.pk).values_list("code", flat=True))
    assert codes == {"accreditation"}


# --- products ---------------------------------------------------------------------------------------------------


def test_a_changed_product_stops_its_certificates_until_the_change_is_approved() -> None:
    top, model, variant = series()
    kind = a_type("CCC", {"code": "product_change"})
    of_series = make(kind, title="系列", products=[str(top.pk)])
    excluded = make(kind, title="除外", products=[str(top.pk)])
    act(excluded, "set_scope", excluded_products=[str(model.pk)])
    plain = make(a_type("FREE"), title="无关", products=[str(top.pk)])
    with later(1):
        change = perform(
            SYSTEM, "product_change", "register", None,
            {"product": str(variant.pk), "changed_on": "2026-10-10", "description": "更换电源模块"},
        ).record  # fmt: skip
    assert bound_by(of_series) == (date(2026, 10, 9), "product_change", "product_changed")
    assert (on(excluded), on(plain)) == ("valid", "valid")
    newer = make(kind, title="变更后签发", products=[str(model.pk)], issued_on="2026-10-20")
    older = make(kind, title="变更前签发", products=[str(model.pk)])
    assert (on(newer), on(older)) == ("valid", "product_changed")
    with later(2):
        act(of_series, "approve_change", approved_on="2026-10-28", document_no="批2026-1")
    assert [on(of_series, day) for day in (date(2026, 10, 27), date(2026, 10, 28))] == [
        "product_changed",
        "valid",
    ]
    with later(3):
        perform(SYSTEM, "product_change", "withdraw", change.pk, {"reason": "未实施"})
    assert [on(one, date(2026, 10, 15)) for one in (of_series, older)] == ["valid", "valid"]
    assert fsck()["findings"] == []


# --- pending renewals -------------------------------------------------------------------------------------------


def test_a_renewal_filed_in_time_holds_until_it_is_decided_and_a_late_one_does_not() -> None:
    kind = a_type("LIC", pending={"holds": True}, renewal={"latest_before_expiry": {"n": 30, "unit": "day"}})
    good = make(kind, issued_on="2021-12-01", valid_to="2026-11-30")
    late = make(kind, title="晚", issued_on="2021-11-16", valid_to="2026-11-15")
    with later(1):
        act(good, "file_renewal", filed_on="2026-10-30", accepted_no="受理1")
        act(late, "file_renewal", filed_on="2026-10-30")
    assert bound_by(good) == (None, "pending", "valid")
    assert (on(good, date(2027, 2, 1)), on(late, date(2026, 11, 16))) == ("valid", "expired")
    with pytest.raises(DomainError):
        act(good, "file_renewal")
    with clock.fixed(datetime(2027, 1, 20, 4, tzinfo=UTC)):
        act(good, "decide_renewal", outcome="refused", decided_on="2027-01-15")
    assert bound_by(good) == (date(2027, 1, 14), "pending", "expired")


# --- large sets -------------------------------------------------------------------------------------------------


def test_a_type_that_asks_for_more_reaches_the_credentials_entered_before() -> None:
    kind = a_type("CCC")
    standard(withdrawn_on="2026-12-01")
    paper = make(kind, standards=["GB 4943.1-2022"])
    assert bound_by(paper)[1] == "term"
    with later(1):
        rule = {"depends": [{"code": "standard"}]}
        perform(SYSTEM, "credential_type", "amend", kind.pk, {"definition": rule})
    assert bound_by(paper)[1] == "standard"
    with later(2):
        perform(SYSTEM, "credential_type", "amend", kind.pk, {"definition": {"depends": []}})
    assert bound_by(paper)[1] == "term"


def test_a_large_fan_out_does_what_a_small_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = a_type("CCC", {"code": "standard"})
    edition = standard()
    papers = [make(kind, title=f"证书{n}", standards=["GB 4943.1-2022"]) for n in range(5)]
    children = [make(a_type(f"K{n}"), title=f"子{n}") for n in range(2)]
    for one in children:
        act(one, "depend_on", code="parent", parent=str(papers[0].pk))
    act(papers[4], "suspend", effective_on="2026-10-01", reason="x")
    monkeypatch.setattr(standing, "SMALL", 1)
    with later(1):
        perform(SYSTEM, "standard", "withdraw", edition.pk, {"withdrawn_on": "2026-10-15", "reason": "x"})
    assert {on(one) for one in papers[:4]} == {"standard_withdrawn"}
    assert on(papers[4]) == "suspended"
    assert {on(one) for one in children} == {"parent_not_valid"}
    ends = Deadline.objects.filter(code="standing_end", record_id__in=[one.pk for one in papers + children])
    assert dict(ends.values_list("due_on").annotate(n=Count("pk"))) == {date(2026, 10, 14): 6}
    assert CredentialPast.objects.filter(credential=children[0].pk).count() == 1
    assert fsck()["findings"] == []
