"""The sections of the credential page: complete, in words, and closed where fields are closed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.tests.factories import SYSTEM, act, issuer, make, make_type, plain_type
from credentry.domains.subjects.tests.factories import markets
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(TODAY):
        yield make_company()


def page(record: Any, actor: Any = SYSTEM) -> dict[str, Any]:
    return detail(actor, kinds.get("credential"), record.pk).extra


def test_standing_says_what_holds_until_when_and_why() -> None:
    made = make(plain_type(), valid_to="2027-03-14")
    standing = page(made)["standing"]
    assert (standing["status"], standing["effective_to"]) == ("valid", "2027-03-14")
    assert standing["label"] == {"zh": "有效", "en": "Valid"}
    assert "2027-03-14" in standing["reason"]["zh"]
    assert [one["state"] for one in standing["segments"]] == ["not_yet_effective", "valid", "expired"]
    assert [one["current"] for one in standing["segments"]] == [False, True, False]
    assert all(one["reason"]["zh"] and one["reason"]["en"] for one in standing["segments"])


def test_a_suspension_shows_as_a_segment_with_the_issuers_reason() -> None:
    made = make(plain_type())
    act(made, "suspend", effective_on="2026-06-01", reason="抽检不合格", document_no="〔2026〕8号")
    extra = page(made)
    assert extra["standing"]["status"] == "suspended"
    assert extra["standing"]["reason"]["zh"] == "自 2026-06-01 起暂停:抽检不合格"
    assert "Suspended since 2026-06-01" in extra["standing"]["reason"]["en"]
    change = extra["status_changes"][0]
    assert (change["change"], change["document_no"], change["superseded"]) == (
        "suspended",
        "〔2026〕8号",
        False,
    )


def test_terms_show_every_paper_its_corrections_and_the_gap_between(company: Company) -> None:
    cqc = issuer("CQC")
    made = make(
        plain_type(), credential_no="A-1", issuer=cqc.pk, valid_to="2026-03-14", cost="800", currency="CNY"
    )
    act(made, "correct_term", cost="900", reason="发票为准")
    act(made, "renew", credential_no="A-2", valid_from="2026-05-01", valid_to="2029-04-30")
    extra = page(made)
    terms = extra["terms"]
    assert [(one["n"], one["version"], one["superseded"]) for one in terms] == [
        (1, 1, True), (1, 2, False), (2, 1, False),
    ]  # fmt: skip
    assert terms[1]["note"] == "发票为准"
    assert terms[2]["issuer"] == {"id": str(cqc.pk), "label": "CQC"}
    assert extra["standing"]["seams"] == [{"kind": "gap", "starts": "2026-03-15", "ends": "2026-04-30"}]
    gap = next(one for one in extra["standing"]["segments"] if one["starts"] == "2026-03-15")
    assert "空档" in gap["reason"]["zh"]


def test_renewal_says_when_to_file_and_what_to_expect() -> None:
    made = make(make_type(), credential_no="2026990901000001", valid_to="2027-01-31")
    renewal = page(made)["renewal"]
    assert (renewal["opens_on"], renewal["files_by"]) == ("2026-11-02", "2027-01-31")
    assert (renewal["open"], renewal["missed"]) == (True, False)
    assert renewal["proposed_valid_to"] is not None


def test_duties_and_the_rules_of_the_type_are_told() -> None:
    duty = {
        "code": "factory",
        "zh": "年度工厂检查",
        "en": "Factory inspection",
        "every": "P1Y",
        "grace": "P90D",
    }
    made = make(make_type(definition={"duties": [duty], "legal_basis": [{"zh": "认证认可条例", "en": "Regulations"}]}),
                issued_on="2025-12-01", valid_to="2030-11-30")  # fmt: skip
    extra = page(made)
    assert [(one["label"]["zh"], one["due_on"], one["state"], one["lapses"]) for one in extra["duties"]] == [
        ("年度工厂检查", "2026-12-01", "open", True)
    ]
    act(made, "record_duty", code="factory", done_on="2026-11-20", result="通过")
    states = [(one["due_on"], one["state"]) for one in page(made)["duties"]]
    assert states == [("2026-12-01", "done"), ("2027-11-20", "open")]
    assert extra["type"]["legal_basis"][0]["zh"] == "认证认可条例"


def test_fields_closed_to_a_role_are_closed_on_the_page(company: Company) -> None:
    made = make(
        plain_type(), credential_no="SECRET-0001", cost="800", markets=markets("EU"), unit=company.east.pk
    )
    viewer = company.viewer
    closed = replace(
        viewer,
        grants=tuple(
            replace(one, fields={"cost": "hide", "credential_no": "mask", "markets": "hide"})
            if one.kind in ("credential", "*") else one
            for one in viewer.grants
        ),
    )  # fmt: skip
    assert page(made, viewer)["terms"][0]["cost"] == "800"
    extra = page(made, closed)
    assert "cost" not in extra["terms"][0]
    assert extra["terms"][0]["credential_no"] == "*******0001"
    assert "markets" not in extra["scope"]
