"""The sample company is the same every time, plausible, and rich enough to show what the product is for."""

from collections import Counter
from datetime import date, timedelta

import pypdfium2
import pytest
from stdnum.cn import ric as cn_ric

from credentry.delivery.cli.demo.papers import Press
from credentry.delivery.cli.demo.plan import Certificate, Planner, persons, products, table, years_after

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def certificates() -> list[Certificate]:
    return Planner(TODAY).certificates()


def test_same_seed_same_plan(certificates: list[Certificate]) -> None:
    assert Planner(TODAY).certificates() == certificates
    assert Planner(TODAY, seed=7).certificates() != certificates


def test_size_and_breadth(certificates: list[Certificate]) -> None:
    assert 400 <= len(certificates) <= 470
    assert 55 <= len(products()) <= 65
    types = {one.type for one in certificates}
    for scheme in (
        "CN-CCC",
        "EU-CE-LVD",
        "EU-CE-EMC",
        "EU-CE-RED",
        "US-NRTL",
        "US-FCC-ID",
        "EU-ROHS",
        "GB-UKCA",
    ):
        assert scheme in types
    assert {"JP-PSE-D", "KR-KC-SAFETY", "IN-BIS-CRS"} <= types
    assert Counter(one.unit for one in certificates).keys() == {"CY", "NB", "DG", "SZ"}


def test_numbers_are_unique_per_issuer_and_type(certificates: list[Certificate]) -> None:
    # A licence that carries its holder's identity number keeps it when it is renewed.
    numbers = Counter(
        (one.issuer, one.type, number)
        for one in certificates
        for number in {paper.number for paper in one.papers}
    )
    assert [number for number, seen in numbers.items() if seen > 1] == []


def test_terms_follow_each_other_without_overlap(certificates: list[Certificate]) -> None:
    for one in certificates:
        assert all(paper.issued_on <= paper.valid_from for paper in one.papers)
        for before, after in zip(one.papers, one.papers[1:], strict=False):
            assert before.valid_to is not None
            assert before.valid_to < after.valid_from


def test_there_is_something_to_do(certificates: list[Certificate]) -> None:
    ends = [one.papers[-1].valid_to for one in certificates]
    dated = [day for day in ends if day is not None]
    assert sum(day < TODAY for day in dated) >= 5
    assert sum(TODAY <= day <= TODAY + timedelta(days=183) for day in dated) >= 30
    assert sum(one.renewing for one in certificates) >= 8
    assert sum(one.changes[-1].status == "suspended" for one in certificates if one.changes) >= 3
    assert sum(len(one.papers) > 1 for one in certificates) >= 60
    assert all(change.effective_on <= TODAY for one in certificates for change in one.changes)


def test_eu_safety_within_six_months_exists(certificates: list[Certificate]) -> None:
    limit = TODAY + timedelta(days=180)
    hits = [
        one
        for one in certificates
        if "EU" in one.markets
        and one.type == "EU-CE-LVD"
        and one.papers[-1].valid_to is not None
        and TODAY <= one.papers[-1].valid_to <= limit
    ]
    assert hits


def test_everyone_named_exists(certificates: list[Certificate]) -> None:
    people = {row["username"] for row in table("company")["people"]}
    units = {row["code"] for row in table("company")["units"]}
    assert {one.keeper for one in certificates} | {one.deputy for one in certificates} <= people
    assert {row["unit"] for row in table("company")["people"]} <= units
    for row in table("company")["people"]:
        assert {row[link] for link in ("manager", "deputy") if link in row} <= people
    known = {one.code for one in products()}
    assert all(one.parent in known for one in products() if one.parent)


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(2020, 3, 1), 5, date(2025, 2, 28)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2023, 1, 1), 1, date(2023, 12, 31)),
    ],
)
def test_last_day_of_a_term(day: date, years: int, last: date) -> None:
    assert years_after(day, years) == last


def test_identity_numbers_are_well_formed_and_nobodys() -> None:
    numbers = [one.id_no for one in persons()]
    assert len(set(numbers)) == len(numbers)
    assert all(
        number.startswith("990000") and cn_ric.calc_check_digit(number) == number[-1] for number in numbers
    )
    assert [int(one.id_no[16]) % 2 for one in persons()] == [one.gender == "male" for one in persons()]


@pytest.mark.parametrize("code", ["CN-CCC", "QMS-9001", "P-SO-LV"])
def test_paper_is_a_pdf_marked_as_sample(certificates: list[Certificate], code: str) -> None:
    one = next(one for one in certificates if one.type == code)
    press = Press({code: ("强制性产品认证证书", "CCC certificate")})
    document = pypdfium2.PdfDocument(press.pdf(one, one.papers[-1]))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "不具任何效力" in text
    assert one.papers[-1].number in text
    assert "SAMPLE" in text
