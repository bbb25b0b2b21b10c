"""Validity, filing windows, duties and numbers: pure rules."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.domains.credentials.queries.calendar import shipped_working_day as working_day
from credentry.domains.credentials.rules import numbers, validity, windows


@pytest.mark.parametrize(
    ("rule", "end", "reason"),
    [
        ({"rule": "fixed_term", "years": 5}, date(2031, 3, 14), ""),
        ({"rule": "fixed_term", "months": 3}, date(2026, 6, 14), ""),
        ({"rule": "interval", "months": 12}, date(2027, 3, 14), ""),
        ({"rule": "start_deadline", "years": 2}, None, "once_started"),
        ({"rule": "per_shipment"}, None, "per_shipment"),
        (
            {"rule": "annual_cycle", "years": 1, "window": {"from": "10-01", "to": "12-31"}},
            date(2026, 12, 31),
            "",
        ),
        ({"rule": "annual_cycle", "years": 1, "window": {"to": "02-01"}}, date(2027, 2, 1), ""),
        ({"rule": "no_expiry"}, None, "no_expiry"),
        ({"rule": "until_change"}, None, "until_change"),
        ({"rule": "surveillance_only"}, None, "surveillance_only"),
        ({"rule": "tied_to_parent"}, None, "tied_to_parent"),
        ({"rule": "as_stated"}, None, ""),
    ],
)
def test_what_a_rule_proposes(rule: dict[str, Any], end: date | None, reason: str) -> None:
    found = validity.propose(rule, date(2026, 3, 15))
    assert (found.valid_to, found.reason) == (end, reason)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 10))
def test_the_anniversary_is_the_first_day_not_covered(start: date, years: int) -> None:
    end = validity.propose({"rule": "fixed_term", "years": years}, start).valid_to
    assert end is not None
    leap_day = (start.month, start.day) == (2, 29)
    anniversary = date(start.year + years, 2, 28) if leap_day else start.replace(year=start.year + years)
    if leap_day and anniversary.year % 4 == 0:
        anniversary = date(anniversary.year, 2, 29)
    assert end + timedelta(days=1) == anniversary


def test_a_maximum_is_a_limit_not_a_date() -> None:
    assert validity.propose({"rule": "fixed_term", "years": 5, "is_maximum": True}, date(2026, 1, 1)).longest


@pytest.mark.parametrize(
    ("rule", "opens", "files_by"),
    [
        ({"open_before_expiry": {"n": 90, "unit": "day"}, "latest_before_expiry": {"n": 0, "unit": "day"}},
         date(2026, 10, 2), None),
        ({"latest_before_expiry": {"n": 6, "unit": "month"}}, None, date(2026, 6, 30)),
        ({"open_before_expiry": {"n": 12, "unit": "month"}, "latest_before_expiry": {"n": 6, "unit": "month"}},
         date(2025, 12, 31), date(2026, 6, 30)),
        ({}, None, None),
    ],
)  # fmt: skip
def test_the_filing_window(rule: dict[str, Any], opens: date | None, files_by: date | None) -> None:
    found = windows.renewal(rule, date(2026, 12, 31))
    assert (found.opens_on, found.files_by) == (opens, files_by)


def test_working_days_skip_weekends_holidays_and_count_made_up_days() -> None:
    # National Day 2026: off from 1 to 7 October, Saturday 10 October is worked.
    assert windows.before(date(2026, 10, 12), {"n": 1, "unit": "workday"}, working_day) == date(2026, 10, 10)
    assert windows.before(date(2026, 10, 8), {"n": 1, "unit": "workday"}, working_day) == date(2026, 9, 30)
    assert windows.before(date(2026, 10, 5), {"n": 1, "unit": "workday"}) == date(2026, 10, 2)


def test_rounds_before_today_count_as_met() -> None:
    duty = {"code": "audit", "every": "P12M", "first_due": "P12M"}
    assert windows.first_due(duty, date(2023, 5, 1), date(2026, 11, 21)) == date(2027, 5, 1)
    assert windows.first_due(duty, date(2026, 11, 1), date(2026, 11, 21)) == date(2027, 11, 1)
    assert windows.first_due({"code": "mark"}, date(2023, 5, 1), date(2026, 11, 21)) is None
    assert windows.next_due(duty, date(2026, 2, 28)) == date(2027, 2, 28)


CCC = {"pattern": r"^\d{16}$", "example": "2026990901000001", "strict": True}
SKILL = {"pattern": r"^T\d{17}[\dX]$", "check_digit": "GB11643_MOD11_2 on the last 18 characters"}
DEVICE = {
    "pattern": r"^国械注准\d{11}$",
    "legacy_patterns": [{"pattern": r"^国食药监械\(准\)字\d{4}第\d{7}号$"}],
}


@pytest.mark.demand("R-000-31")
@pytest.mark.parametrize(
    ("rule", "number", "check"),
    [
        (CCC, "2026990901000001", "ok"),
        (CCC, " ２０２６９９０９０１００００01 ", "ok"),
        (CCC, "2026 9909 0100 0001", "ok"),
        (CCC, "202699090100000", "unusual"),
        (SKILL, "T110101190001010006", "ok"),
        (SKILL, "T110101190001010007", "unusual"),
        (DEVICE, "国械注准20263990001", "ok"),
        (DEVICE, "国食药监械(准)字2010第3990001号", "legacy"),
        ({"pattern": r"^AQB[ⅠⅡⅢ]\d{4}$"}, "AQBⅡ2026", "ok"),
        (None, "anything", ""),
        (CCC, "", ""),
    ],
)
def test_numbers_are_compared_with_the_rule_of_their_type(rule: Any, number: str, check: str) -> None:
    assert numbers.examine(rule, number).check == check


def test_only_a_sure_rule_refuses_and_a_check_digit_never_does() -> None:
    loose = {key: value for key, value in CCC.items() if key != "strict"}
    assert numbers.examine(CCC, "1").strict
    assert not numbers.examine(loose, "1").strict
    assert numbers.examine(loose, "1", certain=True).strict
    assert not numbers.examine({**SKILL, "strict": True}, "T110101190001010007").strict


def test_a_duty_to_be_confirmed_never_ends_the_standing() -> None:
    assert windows.grace_days({"code": "audit", "grace": "P90D", "certainty": "sure"}) == 90
    assert windows.grace_days({"code": "audit", "grace": "P90D"}) == 90
    assert windows.grace_days({"code": "audit", "grace": "P90D", "certainty": "check"}) is None
