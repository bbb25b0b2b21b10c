from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.foundation import dates
from credentry.foundation.ids import uuid7
from credentry.foundation.text import normalise_number


def test_short_months_end_on_their_last_day() -> None:
    assert dates.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert dates.add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert dates.add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", date(2026, 11, 21)),
        ("+6m", date(2027, 5, 21)),
        ("-1q", date(2026, 8, 21)),
        ("+2w", date(2026, 12, 5)),
        ("2025-02-28", date(2025, 2, 28)),
        ("soon", None),
        ("+9999y", None),
    ],
)
def test_relative_dates(text: str, expected: date | None) -> None:
    assert dates.parse_relative(text, date(2026, 11, 21)) == expected


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 600))
def test_adding_months_never_goes_back(day: date, months: int) -> None:
    assert dates.add_months(day, months) >= day


def test_identifiers_sort_by_creation() -> None:
    made = [uuid7() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000
    assert all(one.version == 7 for one in made)


def test_number_spellings_meet() -> None:
    assert normalise_number("CN - 2026 O1") == normalise_number("CN-202601") == "CN202601"
