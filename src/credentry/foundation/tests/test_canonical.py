"""Canonical JSON against RFC 8785 within the profile, and its refusals."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.foundation import canonical
from credentry.foundation.canonical import NotCanonical, dumps, is_canonical, loads, plain

text = st.text(st.characters(exclude_categories=("Cs",)))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER) | text,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=20,
)


@given(values)
def test_equals_the_reference_serialisation_within_the_profile(value: object) -> None:
    reference = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert dumps(value) == reference
    assert loads(reference) == value
    assert is_canonical(reference)


def test_rfc_8785_section_3_2_2_strings() -> None:
    string = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    literals = [None, True, False]
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert dumps({"string": string, "literals": literals}) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        -(2**53),
        {"键": 1},
        {1: 2},
        b"x",
        {1, 2},
        "\ud800",
        {"a": [1.0]},
        date(2026, 1, 1),
    ],
)
def test_refuses_what_lies_outside(value: object) -> None:
    with pytest.raises(NotCanonical):
        dumps(value)


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b"1.0", b'"\\u0041"', b'{"a":1,"a":1}', b"{", b""]
)
def test_other_spellings_are_not_canonical(data: bytes) -> None:
    assert not is_canonical(data)


def test_nesting_is_bounded() -> None:
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(NotCanonical, match="deep"):
        dumps(deep)


class Colour(Enum):
    RED = "red"


def test_values_of_the_database_become_plain() -> None:
    beijing = timezone(timedelta(hours=8))
    assert plain(
        {
            "amount": Decimal("1200.50"),
            "ratio": 0.1,
            "on": date(2026, 3, 31),
            "at": datetime(2026, 3, 31, 8, 0, 0, 123456, tzinfo=beijing),
            "id": UUID(int=5),
            "colour": Colour.RED,
            "parts": (1, None, True),
            "big": 2**60,
        }
    ) == {
        "amount": "1200.50",
        "ratio": "0.1",
        "on": "2026-03-31",
        "at": "2026-03-31T00:00:00.123Z",
        "id": "00000000-0000-0000-0000-000000000005",
        "colour": "red",
        "parts": [1, None, True],
        "big": "1152921504606846976",
    }


def test_keys_that_are_not_plain_words_keep_their_content() -> None:
    assert plain({"键": 1, "a": 2}) == {"_map": [["a", 2], ["键", 1]]}
    assert plain({"_sd": "x"}) == {"_map": [["_sd", "x"]]}  # nobody can write a digest as a value


@pytest.mark.parametrize("value", [float("inf"), Decimal("NaN"), b"x", object(), datetime(2026, 1, 1)])
def test_what_has_no_faithful_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        plain(value)


@given(
    values | st.decimals(allow_nan=False, allow_infinity=False) | st.dates() | st.dictionaries(text, values)
)
def test_plain_always_lies_in_the_profile(value: object) -> None:
    assert is_canonical(dumps(plain(value)))


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1)))
def test_instants_keep_their_milliseconds(at: datetime) -> None:
    written = canonical.instant(at)
    assert datetime.fromisoformat(written) == at.replace(microsecond=at.microsecond // 1000 * 1000)
