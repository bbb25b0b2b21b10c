"""Identifiers of subjects, without a database."""

from datetime import date

import pytest

from credentry.domains.subjects import rules, secrets


@pytest.mark.parametrize(
    "written", ["91000000000000019G", "9100 0000 0000 0001 9g", "９１０００００００００００００１９Ｇ"]
)
def test_a_credit_code_is_read_however_it_is_written(written: str) -> None:
    assert rules.credit_code(written) == ("91000000000000019G", "ok")


def test_a_wrong_check_character_warns_only() -> None:
    assert rules.credit_code("91000000000000019X") == ("91000000000000019X", "unusual")


def test_identity_numbers() -> None:
    assert rules.identity_number_fault("110101190001010006") == ""
    assert rules.identity_number_fault("110101190001010007") == "check_digit"
    assert rules.identity_number_fault("E12345678") == ""
    assert rules.birth_date_of("110101190001010006") == date(1900, 1, 1)


def test_a_masked_number_keeps_its_ends_only() -> None:
    assert rules.masked("110101190001010006") == "110***********0006"
    assert rules.masked("E1234567") == "********"


def test_sealing_hides_and_the_digest_finds() -> None:
    sealed = secrets.seal("110101190001010006")
    assert "110101" not in sealed
    assert sealed != secrets.seal("110101190001010006")
    assert secrets.unseal(sealed) == "110101190001010006"
    assert secrets.blind("1101 0119 0001 0100 06") == secrets.blind("110101190001010006")
    assert secrets.blind("110101190001010006") != secrets.blind("110101190001010014")
