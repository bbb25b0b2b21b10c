"""The home page: every number is the count of the records it opens, for whoever asks, at once after a change."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.capabilities.insight.models import Stale, Tally
from credentry.capabilities.insight.queries import figures, home
from credentry.capabilities.insight.vocabulary import boards
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.vocabulary import Reach
from credentry.core.records import kinds
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.credentials.tests import factories
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def papers(company: Company) -> list[Any]:
    kind, other = factories.plain_type(), factories.plain_type(code="B", name_zh="乙类", warn_days=10)
    today, found = clock.today(), []
    for n, ends in enumerate((-400, -5, 0, 3, 20, 45, 89, 91, 200, 400, None)):
        found.append(
            factories.make(
                (kind, other)[n % 2],
                title=f"证书{n}",
                issued_on=(today - timedelta(days=500)).isoformat(),
                valid_to=(today + timedelta(days=ends)).isoformat() if ends is not None else None,
                no_expiry_reason="" if ends is not None else "printed",
                unit=(company.east if n % 3 else company.west).pk,
                responsible=company.east_editor.user_id if n % 4 == 0 else None,
            )
        )
    factories.act(found[8], "suspend", effective_on=(today - timedelta(days=3)).isoformat(), reason="x")
    factories.make(
        kind, title="将来", issued_on=today.isoformat(), valid_from=(today + timedelta(days=5)).isoformat(),
        valid_to=(today + timedelta(days=30)).isoformat(), unit=company.east.pk,
    )  # fmt: skip
    return found


def check(actor: Actor) -> dict[str, Any]:
    """Every number equals the list behind it; the slices of a facet are the whole."""
    page = home(actor)
    kind = kinds.get("credential")
    for group, items in page.items():
        for one in items:
            opened = listing(actor, kind, Query(one["condition"])).count
            assert opened == one["count"], (group, one)
    total = listing(actor, kind, Query()).count
    assert sum(one["count"] for one in page["by_status"]) == total
    assert sum(one["count"] for one in page["by_type"]) == total
    return page


@pytest.mark.demand("R-000-68", "R-000-69", "R-000-70", "R-000-40")
def test_every_number_opens_exactly_its_records(company: Company, papers: Any) -> None:
    page = check(company.admin)
    assert {one["status"] for one in page["by_status"]} >= {"valid", "expired", "expiring_soon", "suspended"}
    assert len(page["by_month"]) == 12
    assert all(one["label"]["zh"] and one["label"]["en"] for one in page["attention"])


def test_everybody_counts_only_what_they_may_see(company: Company, papers: Any) -> None:
    east, west = check(company.east_editor), check(company.west_editor)
    count = {one["key"]: one["count"] for one in east["attention"]}
    assert count["mine_expiring"] == sum(
        1
        for one in listing(
            company.east_editor, kinds.get("credential"), Query("responsible:me status:expiring_soon")
        ).items
    )
    assert sum(one["count"] for one in east["by_type"]) > sum(one["count"] for one in west["by_type"]) > 0
    assert home(company.stranger) == {"attention": [], "by_month": [], "by_status": [], "by_type": []}


def test_a_right_with_a_condition_is_counted_row_by_row(company: Company, papers: Any) -> None:
    rule = {"combinator": "and", "rules": [{"field": "type", "operator": "=", "value": "B"}]}
    grants = (EffectiveGrant("credential", "read", Reach.ALL, condition=rule),)
    reader = Actor(company.viewer.user_id, "viewer", "x", "zh", "session", grants)
    assert [one["label"]["zh"] for one in check(reader)["by_type"]] == ["乙类"]
    own = Actor(
        company.east_editor.user_id,
        "e",
        "x",
        "zh",
        "session",
        (EffectiveGrant("credential", "read", Reach.OWN),),
    )
    assert sum(one["count"] for one in check(own)["by_type"]) == 3


@pytest.mark.demand("R-000-72")
def test_a_change_shows_at_once_wherever_the_record_moves(company: Company, papers: Any) -> None:
    check(company.admin)
    assert not Stale.objects.exists()
    factories.act(papers[4], "hand_over", unit=company.west.pk)
    assert Stale.objects.count() == 2
    check(company.admin)
    check(company.west_editor)
    factories.act(papers[4], "archive")
    check(company.west_editor)
    factories.act(papers[6], "renew", issued_on=clock.today().isoformat(), valid_to="2040-01-01")
    check(company.east_editor)


def test_a_new_day_is_counted_anew(company: Company, papers: Any) -> None:
    check(company.admin)
    for days in (1, 40, 100):
        with clock.fixed(clock.now() + timedelta(days=days)):
            check(company.admin)


def test_warning_times_of_a_type_reach_the_figures(company: Company, papers: Any) -> None:
    check(company.admin)
    from credentry.core.records.actions import perform

    perform(SYSTEM, "credential_type", "amend", papers[0].type_id, {"warn_days": 300})
    check(company.admin)


def test_an_older_count_does_not_overwrite_a_newer_one(company: Company, papers: Any) -> None:
    check(company.admin)
    board, unit = boards()[0], company.east.pk
    turn = Tally.objects.get(unit_id=unit).turn
    Tally.objects.filter(unit_id=unit).update(turn=turn + 1)
    figures.mark("credential", [unit])
    stale = dict(Stale.objects.values_list("id", "unit_id"))
    figures._keep(
        kinds.get("credential"), clock.today(), {unit: {"status": {"valid": 999}}}, {unit: turn}, stale
    )
    assert Stale.objects.exists()
    assert figures.of_units(board, clock.today(), [unit])["status"]["valid"] != 999
    check(company.admin)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 10), st.sampled_from(["suspend", "cancel", "archive", "move"])), max_size=4
    )
)
def test_any_sequence_of_changes_keeps_the_figures_true(
    company: Company, papers: Any, steps: list[tuple[int, str]]
) -> None:
    from credentry.foundation.errors import DomainError

    for at, step in steps:
        try:
            if step == "move":
                factories.act(papers[at], "hand_over", unit=company.west.pk)
            elif step == "archive":
                factories.act(papers[at], "archive")
            else:
                factories.act(papers[at], step, effective_on=clock.today().isoformat(), reason="r")
        except DomainError:
            continue
    check(company.admin)
