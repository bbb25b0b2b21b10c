"""The matrix level by level, coverage by market, line and unit, and the other pairs: on both databases."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.records.tests.factories import Company
from credentry.domains.coverage.queries import matrix as grid
from credentry.domains.coverage.queries.asking import RULE, Ask
from credentry.domains.coverage.queries.matrix import matrix
from credentry.domains.coverage.queries.rates import rates
from credentry.domains.coverage.queries.requirements import gaps
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.subjects import queries as subjects

pytestmark = pytest.mark.django_db
RULES = ("RQ-PRD-012", "RQ-PRD-013", "RQ-PRD-014", "RQ-PRD-015", "RQ-PRD-018", "RQ-PRD-004")
DAY = date(2026, 11, 20)
KNOWN = {
    "product_has_radio": True,
    "product_is_eee": True,
    "product_nb_required": False,
    "product_is_micro_power_srd": False,
}


def asked(context: str = "market", **more: Any) -> Ask:
    return Ask(context, more.pop("day", DAY), ends_only=True, **more)


def states(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Name of a subject → column → state."""
    return {
        one["subject"]["label"]: {place: cell["state"] for place, cell in one["cells"].items()}
        for one in found["rows"]
    }


@pytest.fixture
def gateway() -> dict[str, Any]:
    """A series of two models for Germany and China; one model has its radio paper, the series its RoHS paper."""
    factories.world(*RULES)
    series = factories.subject("product", "网关系列", KNOWN, level="series")
    model = factories.subject("product", "网关100", level="model", parent=series.pk)
    other = factories.subject("product", "网关200", level="model", parent=series.pk)
    for market in ("DE", "CN"):
        factories.plan(series, market=market)
    factories.paper("EU-CE-RED 2024-01-01..2026-12-31 for EU", model)
    factories.paper("EU-ROHS 2024-01-01..", series)
    return {"series": series, "model": model, "other": other}


@pytest.mark.demand("R-000-96")
def test_a_series_counts_through_its_models_and_opens_to_them(gateway: dict[str, Any]) -> None:
    top = matrix(SYSTEM, asked())
    assert states(top) == {"网关系列": {"CN": "missing", "DE": "missing"}}
    assert top["rows"][0]["below"]
    # two models, two requirements each: the series itself is not a third
    assert top["rows"][0]["cells"]["DE"] == {
        "state": "missing", "counts": {"missing": 1, "met_expiring": 1, "met": 2}, "total": 4, "until": "2026-12-31",
    }  # fmt: skip
    below = matrix(SYSTEM, asked(), parent=gateway["series"].pk)
    assert states(below) == {
        "网关100": {"CN": "missing", "DE": "met_expiring"},
        "网关200": {"CN": "missing", "DE": "missing"},
    }
    assert [one["code"] for one in below["columns"]] == ["CN", "DE"]
    later = matrix(SYSTEM, asked(day=date(2027, 1, 1)), parent=gateway["series"].pk)
    assert states(later)["网关100"]["DE"] == "expired"


def test_what_is_asked_for_is_what_is_counted(gateway: dict[str, Any]) -> None:
    germany = subjects.by_code(["DE"])["DE"]
    risky = matrix(SYSTEM, asked(states=("met_expiring",)))
    assert states(risky) == {"网关系列": {"DE": "met_expiring"}}
    assert states(matrix(SYSTEM, asked(markets=(germany,)))) == {"网关系列": {"DE": "missing"}}
    assert states(matrix(SYSTEM, asked(rule="RQ-PRD-018"))) == {"网关系列": {"DE": "met"}}
    assert states(matrix(SYSTEM, asked(type_code="EU-CE-RED"))) == {"网关系列": {"DE": "missing"}}
    assert states(matrix(SYSTEM, asked(subjects=(gateway["model"].pk,)))) == {
        "网关100": {"CN": "missing", "DE": "met_expiring"}
    }
    assert matrix(SYSTEM, asked(states=("waived",)))["rows"] == []
    across = matrix(SYSTEM, asked(markets=(germany,)), across=RULE)
    assert states(across) == {"网关系列": {"RQ-PRD-014": "missing", "RQ-PRD-018": "met"}}
    assert across["columns"][1]["en"] == "RoHS"


@pytest.mark.demand("R-000-96", "R-000-97")
def test_a_cell_opens_to_its_requirements_worst_first(gateway: dict[str, Any]) -> None:
    germany = subjects.by_code(["DE"])["DE"]
    rows = gaps(SYSTEM, asked(subjects=(gateway["series"].pk,), markets=(germany,)))
    assert [(one["subject"]["label"], one["rule"]["code"], one["state"]) for one in rows] == [
        ("网关200", "RQ-PRD-014", "missing"),
        ("网关100", "RQ-PRD-014", "met_expiring"),
        ("网关100", "RQ-PRD-018", "met"),
        ("网关200", "RQ-PRD-018", "met"),
    ]
    assert [[one["code"] for one in way] for way in rows[0]["ways"]] == [["EU-CE-RED"]]
    assert rows[0]["ways"][0][0]["id"]
    assert rows[0]["market_id"] == str(germany)
    assert rows[1]["credential"]["number"]
    assert rows[1]["until"] == "2026-12-31"


def test_pages_follow_each_other_also_with_equal_names(company: Company) -> None:
    for title in ("甲", "甲", "乙", "丙", "丁"):
        factories.plan(factories.subject("product", title, KNOWN), market="DE")
    factories.subject("product", "没有市场的产品", KNOWN)
    seen: list[str] = []
    after = None
    while True:
        page = matrix(SYSTEM, asked(), limit=2, after=after)
        seen += [one["subject"]["id"] for one in page["rows"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_many_products_are_walked_and_cost_no_more_statements(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        factories.plan(factories.subject("product", f"产品{number}", KNOWN), market="DE")
    last = factories.subject("product", "产品9", KNOWN)
    factories.plan(last, market="DE")
    factories.paper("EU-CE-RED 2024-01-01.. for EU", last)
    looked_up = matrix(SYSTEM, asked(states=("met",)))
    monkeypatch.setattr(grid, "FEW", 0)
    assert matrix(SYSTEM, asked(states=("met",))) == looked_up
    assert list(states(looked_up)) == ["产品9"]
    with CaptureQueriesContext(connection) as three:
        matrix(SYSTEM, asked(), limit=3)
    with CaptureQueriesContext(connection) as six:
        assert len(matrix(SYSTEM, asked(), limit=6)["rows"]) == 6
    assert len(six) == len(three)


@pytest.fixture
def company() -> Company:
    return factories.world(*RULES)


def test_what_is_out_of_sight_counts_nowhere(company: Company) -> None:
    series = factories.subject("product", "系列", KNOWN, level="series", unit=company.west.pk)
    mine = factories.subject("product", "东", level="model", parent=series.pk, unit=company.east.pk)
    factories.subject("product", "西", level="model", parent=series.pk, unit=company.west.pk)
    factories.plan(series, market="DE")
    factories.paper("EU-CE-RED 2024-01-01.. for EU", mine)
    factories.paper("EU-ROHS 2024-01-01.. for EU", mine)
    east = company.east_editor
    assert states(matrix(east, asked())) == {"东": {"DE": "met"}}
    assert states(matrix(SYSTEM, asked())) == {"系列": {"DE": "missing"}}
    assert states(matrix(SYSTEM, asked(units=(company.east.pk,)))) == {"系列": {"DE": "met"}}
    assert [(one["pairs"], one["covered"]) for one in rates(east, asked(), "line")] == [(1, 1)]


@pytest.mark.demand("R-000-71")
def test_coverage_of_a_line_is_the_share_of_pairs_with_everything_they_must_have(company: Company) -> None:
    """K-B8: three models in four markets, one pair not planned, nine of eleven met: 81.8 %."""
    line = factories.subject(
        "product", "一号线", {"product_is_eee": True, "product_has_radio": False}, level="series"
    )
    models = [
        factories.subject("product", f"型号{n}", {"product_lvd_voltage": False, "product_is_machinery": False},
                          level="model", parent=line.pk)
        for n in range(3)
    ]  # fmt: skip
    pairs = [(one, market) for one in models for market in ("DE", "FR", "IT", "ES")][:-1]
    for one, market in pairs:
        factories.plan(one, market=market)
    for one in models[:2]:
        factories.paper("EU-CE-EMC 2024-01-01.. for EU", one)
        factories.paper("EU-ROHS 2024-01-01..2026-12-10 for EU", one)
    factories.paper("EU-CE-EMC 2024-01-01.. for DE", models[2])
    factories.paper("EU-ROHS 2024-01-01.. for DE", models[2])
    [found] = rates(SYSTEM, asked(), "line")
    assert (found["label"]["zh"], found["pairs"], found["covered"], found["rate"]) == ("一号线", 11, 9, 81.8)
    assert (found["at_risk"], found["unknown"]) == (8, 0)


@pytest.mark.demand("R-000-99", "R-000-73")
def test_a_country_says_its_coverage_and_what_ends_when(gateway: dict[str, Any]) -> None:
    by_market = {one["key"]: one for one in rates(SYSTEM, asked(), "market")}
    germany, china = by_market["DE"], by_market["CN"]
    assert (germany["pairs"], germany["covered"], germany["rate"], germany["at_risk"]) == (2, 1, 50.0, 1)
    assert germany["requirements"] == {"missing": 1, "met_expiring": 1, "met": 2}
    assert germany["until"] == "2026-12-31"
    assert germany["ending"] == {"30": 0, "90": 1, "180": 1}
    assert germany["label"]["en"] == "Germany"
    assert (china["pairs"], china["covered"], china["rate"]) == (2, 0, 0.0)
    later = {one["key"]: one["covered"] for one in rates(SYSTEM, asked(day=date(2027, 1, 1)), "market")}
    assert later == {"CN": 0, "DE": 0}
    assert [(one["label"]["zh"], one["pairs"]) for one in rates(SYSTEM, asked(), "line")] == [("网关系列", 4)]
    assert [one["pairs"] for one in rates(SYSTEM, asked(), "unit")] == [4]


def test_people_projects_and_suppliers_stand_in_matrices_of_their_own() -> None:
    factories.world("RQ-PER-018", "RQ-SUP-001", "RQ-ENG-001")
    person = factories.subject("person", "罗建民", {"person_workplace": "factory"})
    factories.plan(person, "post", role="electrician_lv")
    factories.paper("P-SO-LV 2024-01-01..2030-01-01", person)
    supplier = factories.subject("organisation", "总包公司", is_supplier=True)
    factories.plan(supplier, "supply", role="general_contractor")
    assert states(matrix(SYSTEM, asked("post"))) == {"罗建民": {"electrician_lv": "met"}}
    assert matrix(SYSTEM, asked("post"))["columns"][0]["zh"] == "低压电工"
    assert states(matrix(SYSTEM, asked("post"), across=RULE)) == {"罗建民": {"RQ-PER-018": "met"}}
    project = factories.subject("project", "二期厂房")
    factories.plan(project, "stage", role="S1")
    factories.paper("PRJ-FILING 2026-01-01..", project)
    assert states(matrix(SYSTEM, asked("stage"), across=RULE)) == {"二期厂房": {"RQ-ENG-001": "met"}}
    across = matrix(SYSTEM, asked("supply"), across=RULE)
    assert list(states(across)) == ["总包公司"]
    assert set(states(across)["总包公司"]) == {"RQ-SUP-001"}
    assert [(one["key"], one["pairs"], one["covered"]) for one in rates(SYSTEM, asked("post"), "market")] == [
        ("electrician_lv", 1, 1)
    ]
