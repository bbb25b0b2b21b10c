"""Readable numbers: by rule, per year, never twice."""

from datetime import date

import pytest

from credentry.core.records.numbering import next_numbers

pytestmark = pytest.mark.django_db


def test_numbers_count_within_their_year() -> None:
    rule = "CRT-{year}-{seq:06}"
    assert next_numbers(rule, 2, date(2026, 1, 1)) == ["CRT-2026-000001", "CRT-2026-000002"]
    assert next_numbers(rule, 1, date(2027, 1, 1)) == ["CRT-2027-000001"]
    assert next_numbers(rule, 1, date(2026, 12, 31)) == ["CRT-2026-000003"]


def test_a_thousand_at_once_are_all_different() -> None:
    made = next_numbers("X{seq}", 1000, date(2026, 1, 1)) + next_numbers("X{seq}", 1, date(2026, 1, 1))
    assert len(set(made)) == 1001


def test_a_rule_without_counter_is_refused() -> None:
    with pytest.raises(ValueError, match="seq"):
        next_numbers("CRT-{year}", 1, date(2026, 1, 1))
