"""A requirement that is not met, or will not be, is told to whoever answers for the product."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import Company, make_user
from credentry.domains.coverage import due, refreshing
from credentry.domains.coverage.actions import days_gone_by
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        company = factories.world("RQ-PRD-014", "RQ-PRD-018", "RQ-PRD-029")
        install_defaults(SYSTEM)
        yield company


def open_days(engagement: Any) -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(record_id=engagement.pk, kind="engagement", closed_on__isnull=True)
    return sorted((cycle.split(":")[0], due) for cycle, due in rows.values_list("cycle", "due_on"))


def told() -> list[tuple[str, str, str]]:
    rows = Alert.objects.filter(record_kind="engagement", state="open")
    return sorted(
        (one.recipient.username, one.title, one.reached) for one in rows.select_related("recipient")
    )


@pytest.mark.demand("R-000-99")
def test_at_risk_and_missing_are_told_to_the_owner_and_fall_silent_when_met(company: Company) -> None:
    owner = make_user("owner", "editor", company.east)
    known = {"product_has_radio": True, "product_is_eee": True}
    series = factories.subject(
        "product", "网关系列", known, level="series", responsible=owner.pk, unit=company.east.pk
    )
    model = factories.subject("product", "网关100", level="model", parent=series.pk, unit=company.east.pk)
    kind = CredentialType.objects.get(code="EU-CE-RED")
    perform(
        SYSTEM, "credential_type", "amend", kind.pk, {"definition": {"lead_time": {"n": 2, "unit": "month"}}}
    )
    red = factories.paper("EU-CE-RED 2024-01-01..2027-01-31 for EU", series)
    engagement = factories.plan(series, market="EU")
    assert open_days(engagement) == [("RQ-PRD-014", date(2027, 2, 1)), ("RQ-PRD-018", TODAY)]
    start = Deadline.objects.get(record_id=engagement.pk, due_on=date(2027, 2, 1)).latest_safe_start
    assert start == date(2026, 12, 3)
    sweep()
    titles = [title.split(":")[1].split(" ")[0] for _, title, _ in told()]
    assert {(who, how) for who, _, how in told()} >= {("owner", "responsible")}
    assert sorted({*titles}) == ["RQ-PRD-014", "RQ-PRD-018"]  # at risk in time, missing at once
    assert reconcile().ok
    factories.paper("EU-ROHS 2024-01-01..", series)
    renewal = {"issued_on": "2027-01-01", "valid_from": "2027-02-01", "valid_to": "2032-01-31"}
    perform(SYSTEM, "credential", "renew", red.pk, renewal)
    assert open_days(engagement) == [("RQ-PRD-014", date(2032, 2, 1))]
    assert told() == []
    perform(
        SYSTEM,
        "credential",
        "suspend",
        red.pk,
        {"effective_on": "2026-11-01", "reason": "r", "source": "own"},
    )
    assert open_days(engagement) == [("RQ-PRD-014", TODAY)]  # not before it was meant for the market
    sweep()
    assert {title.split(":")[1].split(" ")[0] for _, title, _ in told()} == {"RQ-PRD-014"}
    assert reconcile().ok
    perform(SYSTEM, "engagement", "archive", engagement.pk, {})
    assert (open_days(engagement), told()) == ([], [])
    assert model.parent_id == series.pk


@pytest.mark.demand("R-002-17", "R-003-04")
def test_who_changes_post_or_loses_a_paper_is_checked_against_the_post_and_told_of(company: Company) -> None:
    factories.rules("RQ-PER-010", "RQ-PER-018")
    owner = make_user("owner", "editor", company.east)
    person = factories.subject(
        "person", "王工", {"person_workplace": "factory"}, responsible=owner.pk, unit=company.east.pk
    )
    paper = factories.paper("P-SO-LV 2025-01-01..2031-01-01", person)
    post = factories.plan(person, "post", role="electrician_lv")
    met = [("RQ-PER-018", date(2031, 1, 2))]
    assert (factories.said(post, TODAY), open_days(post)) == ({"RQ-PER-018": "met until 2031-01-01"}, met)
    perform(SYSTEM, "engagement", "amend", post.pk, {"role": "cost_engineer"})
    assert factories.said(post, TODAY) == {"RQ-PER-010": "missing"}
    assert open_days(post) == [("RQ-PER-010", TODAY)]
    sweep()
    assert ("owner", "RQ-PER-010") in {(who, title.split(":")[1].split(" ")[0]) for who, title, _ in told()}
    perform(SYSTEM, "engagement", "amend", post.pk, {"role": "electrician_lv"})
    assert (open_days(post), told()) == (met, []), "back in the old post nothing is missing"
    perform(SYSTEM, "credential", "archive", paper.pk, {})
    assert factories.said(post, TODAY) == {"RQ-PER-018": "missing"}
    sweep()
    assert ("owner", "RQ-PER-018") in {(who, title.split(":")[1].split(" ")[0]) for who, title, _ in told()}
    assert reconcile().ok


def test_an_amended_rule_tells_whom_it_touches(company: Company) -> None:
    owner = make_user("owner", "editor", company.east)
    series = factories.subject(
        "product", "电源", {"product_is_eee": True}, responsible=owner.pk, unit=company.east.pk
    )
    factories.paper("EU-ROHS 2024-01-01..", series)
    engagement = factories.plan(series, market="EU")
    assert open_days(engagement) == []
    rule = factories.rule_of("RQ-PRD-018").pk
    perform(SYSTEM, "requirement_rule", "amend", rule, {"all_of": ["EU-ROHS", "EU-CE-RED"]})
    assert open_days(engagement) == [("RQ-PRD-018", TODAY)]
    sweep()
    assert "owner" in {who for who, *_ in told()}
    assert reconcile().ok


def test_a_changed_rule_leaves_the_days_of_others_alone_whose_codes_begin_alike(company: Company) -> None:
    product = factories.subject("product", "电源", {"product_is_eee": True}, unit=company.east.pk)
    kept = factories.rule_of("RQ-PRD-018")
    asked = {"scope": kept.scope, "markets": ["EU"], "conditions": kept.conditions, "all_of": ["EU-ROHS"]}
    for code in ("LOCAL-1", "LOCAL-10"):
        perform(SYSTEM, "requirement_rule", "register", None, {"code": code, "name_zh": code, **asked})
    engagement = factories.plan(product, market="EU")
    everything = [("LOCAL-1", TODAY), ("LOCAL-10", TODAY), ("RQ-PRD-018", TODAY)]
    assert open_days(engagement) == everything
    perform(SYSTEM, "requirement_rule", "amend", factories.rule_of("LOCAL-1").pk, {"enabled": False})
    assert open_days(engagement) == everything[1:]
    named = {"enabled": True, "name_zh": "另一名称"}
    perform(SYSTEM, "requirement_rule", "amend", factories.rule_of("LOCAL-1").pk, named)
    assert open_days(engagement) == everything
    found = Deadline.objects.filter(record_id=engagement.pk, kind="engagement").values_list(
        "title", flat=True
    )
    assert sorted(title.split(":")[1] for title in found)[0] == "LOCAL-1 另一名称"


def test_without_an_owner_the_unit_is_told_and_a_rule_switched_off_is_not(company: Company) -> None:
    product = factories.subject("product", "电源", {"product_is_eee": True}, unit=company.east.pk)
    engagement = factories.plan(product, market="EU")
    assert open_days(engagement) == [("RQ-PRD-018", TODAY)]  # of the radio nobody knows: asked, not told
    sweep()
    assert [how for _, _, how in told()] == ["last_resort"]
    perform(SYSTEM, "requirement_rule", "amend", factories.rule_of("RQ-PRD-018").pk, {"enabled": False})
    assert (open_days(engagement), told()) == ([], [])


def test_a_waiver_is_told_before_it_ends_and_gaps_that_pass_by_end(company: Company) -> None:
    product = factories.subject("product", "电源", {"product_is_eee": True}, unit=company.east.pk)
    engagement = factories.plan(product, market="EU", ends_on="2027-06-30")
    rule = factories.rule_of("RQ-PRD-018").pk
    form = {"engagement": engagement.pk, "rule": rule, "reason": "r", "expires_on": "2027-01-31"}
    made = perform(company.east_editor, "waiver", "request", None, form).record
    perform(company.admin, "waiver", "approve", made.pk, {})
    assert open_days(engagement) == [("RQ-PRD-018", date(2027, 2, 1))]
    factories.paper("EU-ROHS 2027-03-01..", product)
    assert open_days(engagement) == [("RQ-PRD-018", date(2027, 2, 1))]  # four weeks without
    with clock.fixed(date(2027, 2, 20)):
        assert days_gone_by() == 1
        assert open_days(engagement) == [("RQ-PRD-018", date(2027, 2, 1))]
    with clock.fixed(date(2027, 3, 1)):
        assert days_gone_by() == 1
        assert open_days(engagement) == []
        assert days_gone_by() == 0


def test_all_anew_gives_the_same_days_in_several_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"product_has_radio": True, "product_is_eee": True}
    for n in range(5):
        factories.plan(factories.subject("product", f"网关{n}", known), market="EU")
    columns = ("record_id", "code", "cycle", "due_on", "latest_safe_start", "title")
    days = set(Deadline.objects.filter(kind="engagement").values_list(*columns))
    assert len(days) >= 5
    Deadline.objects.filter(kind="engagement").delete()
    monkeypatch.setattr(due, "MANY", 2)

    refreshing.rebuild()

    assert set(Deadline.objects.filter(kind="engagement").values_list(*columns)) == days
