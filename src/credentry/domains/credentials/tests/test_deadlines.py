"""Deadlines of every rule: windows, starts, ages, suspensions, dated fields, working calendars as data."""

from datetime import date
from typing import Any

import pytest

from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Duty
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.rules import validity, windows
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(TODAY):
        yield make_company()


def kind(code: str = "T", **definition: Any) -> Any:
    return plain_type(code=code, name_zh="类型", definition=definition)


def rows(record: Any) -> dict[str, Deadline]:
    return {one.code: one for one in Deadline.objects.filter(record_id=record.pk, closed_on__isnull=True)}


def test_a_window_counted_in_working_days_and_the_latest_safe_start() -> None:
    # 30 working days before 31 December 2026: the National Day holiday is behind it, no make-up day lies between.
    made = make(
        kind(
            renewal={
                "open_before_expiry": {"n": 90, "unit": "workday"},
                "latest_before_expiry": {"n": 30, "unit": "workday"},
            },
            lead_time={"n": 10, "unit": "workday", "certainty": "check"},
        ),
        issued_on="2022-01-01", valid_to="2026-12-31",
    )  # fmt: skip
    found = rows(made)
    assert found["renewal_deadline"].due_on == date(2026, 11, 19)
    assert found["renewal_deadline"].latest_safe_start == date(2026, 11, 5)
    # 90 before: 22 in December, 21 in November, 18 in October, 22 in September, 7 in August (two make-up days).
    assert found["renewal_open"].due_on == found["expiry_date"].opens_on == date(2026, 8, 21)


def test_the_latest_safe_start_falls_on_a_working_day() -> None:
    made = make(kind(lead_time={"n": 3, "unit": "month"}), valid_to="2027-05-14")
    # 14 February 2027 is a Sunday and nobody entered 2027: the Friday before.
    assert rows(made)["expiry_date"].latest_safe_start == date(2027, 2, 12)
    assert detail(SYSTEM, kinds.get("credential"), made.pk).extra["renewal"]["weekdays_only"] == [2027]


def test_a_year_entered_by_users_moves_windows_without_a_release() -> None:
    rule = {"latest_before_expiry": {"n": 5, "unit": "workday"}}
    made = make(kind(renewal=rule), valid_to="2027-02-15")
    assert rows(made)["renewal_deadline"].due_on == date(2027, 2, 8)
    year = perform(
        SYSTEM, "working_year", "load", None,
        {"content": "year: 2027\nholidays: ['2027-02-05..2027-02-11']\nworking: ['2027-01-31']\nsource: 国办通知\n"},
    ).record  # fmt: skip
    # Working days before Monday 15 February: Fri 12; Thu 4, Wed 3, Tue 2, Mon 1 February.
    assert rows(made)["renewal_deadline"].due_on == date(2027, 2, 1)
    assert WorkingDays()(date(2027, 1, 31))
    with pytest.raises(Invalid):
        perform(SYSTEM, "working_year", "load", None, {"content": "year: 2027\nholidays: []\n"})
    with pytest.raises(Invalid):
        perform(SYSTEM, "working_year", "amend", year.pk, {"holidays": ["2027-02-05..2027-01-01"]})
    perform(SYSTEM, "working_year", "amend", year.pk, {"holidays": []})
    assert rows(made)["renewal_deadline"].due_on == date(2027, 2, 8)
    assert fsck()["findings"] == []


def test_a_permit_lapses_unless_begun_in_time_and_is_extended_twice_at_most() -> None:
    permit = kind(
        validity={
            "rule": "start_deadline",
            "months": 3,
            "extensions": {"max": 2, "each": {"n": 3, "unit": "month"}},
        }
    )
    made = make(permit, issued_on="2026-09-15", valid_to=None)
    assert made.no_expiry_reason == "once_started"
    assert rows(made)["start_deadline"].due_on == date(2026, 12, 15)
    assert (made.effective_to, made.binding_code) == (date(2026, 12, 15), "duty")
    with pytest.raises(Invalid):
        act(made, "extend_start", until="2027-03-16", reason="资金未到位")
    act(made, "extend_start", reason="资金未到位", document_no="延〔2026〕1号")
    assert rows(made)["start_deadline"].due_on == date(2027, 3, 15)
    again = act(made, "extend_start", until="2027-06-15", reason="拆迁未完成")
    assert again.effective_to == date(2027, 6, 15)
    with pytest.raises(DomainError) as third:
        act(made, "extend_start", reason="第三次")
    assert third.value.code == "credential.extended_often"
    begun = act(made, "record_duty", code="start_activity", done_on="2026-11-20", document_no="开工报告1")
    assert begun.effective_to is None
    assert "start_deadline" not in rows(made)


def test_a_start_after_the_last_day_does_not_revive_the_permit() -> None:
    made = make(kind(validity={"rule": "start_deadline", "months": 3}), issued_on="2026-09-01", valid_to=None)
    with clock.fixed(date(2026, 12, 5)), pytest.raises(DomainError) as late:
        act(made, "record_duty", code="start_activity", done_on="2026-12-02")
    assert late.value.code == "credential.start_late"


def test_the_age_of_the_holder_ends_it_on_the_day_before_the_birthday() -> None:
    person = perform(
        SYSTEM, "person", "register", None, {"title": "王工", "birth_date": "1962-02-28"}
    ).record  # fmt: skip
    made = make(kind(validity={"rule": "fixed_term", "years": 3, "age_max": 65}), holder=person.pk)
    assert rows(made)["age_limit"].due_on == date(2027, 2, 27)
    assert windows.last_day_before_age(date(1964, 2, 29), 65) == date(2029, 2, 28)
    assert windows.last_day_before_age(date(1964, 2, 29), 64) == date(2028, 2, 28)


def test_a_suspension_has_a_last_day_until_it_is_lifted() -> None:
    states = {"suspended": {"acts": [], "certainty": "sure", "longest": {"n": 6, "unit": "month"}, "then": "withdrawn"},
              "withdrawn": {"acts": [], "certainty": "sure"}}  # fmt: skip
    made = make(kind(states=states))
    act(made, "suspend", effective_on="2026-11-01", reason="监督审核逾期")
    assert rows(made)["suspension_end"].due_on == date(2027, 4, 30)
    act(made, "reinstate", effective_on="2026-11-15", reason="恢复")
    assert "suspension_end" not in rows(made)


def test_a_yearly_window_stands_in_the_calendar() -> None:
    fda = {"validity": {"rule": "annual_cycle", "years": 1, "window": {"from": "10-01", "to": "12-31"}},
           "renewal": {"open_before_expiry": {"n": 92, "unit": "day"}}}  # fmt: skip
    made = make(kind(**fda), issued_on="2025-11-10", valid_to="2026-12-31")
    assert rows(made)["renewal_open"].due_on == date(2026, 10, 1)
    # Granted inside the window of 2026 it is already for 2027.
    assert validity.propose(fda["validity"], date(2026, 11, 10)).valid_to == date(2027, 12, 31)
    assert validity.propose(fda["validity"], date(2026, 3, 10)).valid_to == date(2026, 12, 31)


def test_days_in_custom_fields_that_the_type_names_are_deadlines() -> None:
    wanted = kind(dated_fields=["usage_valid_until"])
    perform(
        SYSTEM, "custom_field", "define", None,
        {"kind": "credential", "code": "usage_valid_until", "name_zh": "使用有效期", "value_type": "date", "all_types": True},
    )  # fmt: skip
    made = make(wanted, custom={"usage_valid_until": "2026-12-20"})
    assert rows(made)["usage_valid_until"].due_on == date(2026, 12, 20)
    act(made, "amend", custom={"usage_valid_until": "2027-01-20"})
    assert rows(made)["usage_valid_until"].due_on == date(2027, 1, 20)


def test_a_licence_without_its_own_limit_is_filed_thirty_days_before() -> None:
    rule = {"pending": {"holds": True, "filed_before": {"n": 30, "unit": "day"}}}
    assert windows.last_filing_day(rule, date(2026, 12, 31)) == date(2026, 12, 1)
    own = {**rule, "renewal": {"latest_before_expiry": {"n": 3, "unit": "month"}}}
    assert windows.last_filing_day(own, date(2026, 12, 31)) == date(2026, 9, 30)
    at_expiry = {**rule, "renewal": {"latest_before_expiry": {"n": 0, "unit": "day"}}}
    assert windows.last_filing_day(at_expiry, date(2026, 12, 31)) == date(2026, 12, 31)


def test_a_duty_done_with_its_proof_sets_the_next_and_keeps_the_file() -> None:
    from credentry.capabilities.evidence.actions import keep

    made = make(
        kind(duties=[{"code": "audit", "zh": "监督审核", "every": "P1Y", "grace": "P90D", "certainty": "sure"}]),
        issued_on="2026-01-10", valid_to="2029-01-09",
    )  # fmt: skip
    file = keep(SYSTEM, "报告.pdf", [b"%PDF-1.4 audit"])
    done = act(
        made,
        "record_duty",
        code="audit",
        done_on="2026-11-20",
        document_no="SR-2026-01",
        blob_id=str(file.pk),
    )
    first, second = Duty.objects.filter(credential=made).order_by("due_on")
    assert first.document_no == "SR-2026-01"
    assert first.evidence is not None
    assert second.due_on == date(2027, 11, 20)
    assert done.effective_to == date(2028, 2, 18)
    assert fsck()["findings"] == []
