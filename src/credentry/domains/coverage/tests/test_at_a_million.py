"""No change of one paper, product, engagement or waiver reads a register of a million from end to end."""

from collections.abc import Callable
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.plumbing import sql
from credentry.plumbing.tests.large import pretend, read_whole

pytestmark = pytest.mark.django_db
LARGE = (
    "subjects_subject", "credentials_credential", "credentials_credentialproduct", "credentials_credentialsubject",
    "credentials_credentialmarket", "credentials_clause", "credentials_standingsegment", "credentials_filing",
    "records_customvalue", "records_deadline", "coverage_engagement", "coverage_pursuit", "coverage_obligation",
)  # fmt: skip


@pytest.fixture(params=[30_000, 1_000_000])
def worked(request: pytest.FixtureRequest) -> tuple[Any, Any, Any]:
    """A product, its paper and its engagement, in a register that SQLite takes for a large one."""
    if sql.is_postgresql():
        pytest.skip("PostgreSQL's plans depend on what its tables hold")
    factories.world("RQ-PRD-014", "RQ-PRD-013", "RQ-PRD-020")
    known = {"product_has_radio": True, "product_is_eee": True, "product_lvd_voltage": True}
    series = factories.subject("product", "系列", {}, level="series")
    product = factories.subject("product", "网关", known, level="model", parent=series.pk)
    planned = factories.plan(product, market="EU")
    factories.plan(product, market="CN")
    paper = factories.paper("EU-CE-RED 2024-01-01..2027-06-30 for EU", product)
    pretend(LARGE, request.param)
    return product, paper, planned


Done = Callable[[Any, Any, Any], Any]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(
            lambda _product, paper, _plan: perform(
                SYSTEM, "credential", "withdraw", paper.pk,
                {"effective_on": "2026-01-01", "reason": "停产", "source": "own"},
            ), id="a paper is withdrawn",
        ),
        pytest.param(
            lambda product, _paper, _plan: factories.paper("EU-CE-LVD 2024-01-01.. for EU", product), id="a paper is registered",
        ),
        pytest.param(
            lambda product, _paper, _plan: perform(SYSTEM, "product", "amend", product.pk, {"title": "网关二代"}),
            id="a product is amended",
        ),
        pytest.param(lambda product, _paper, _plan: factories.plan(product, market="GB"), id="a market is planned"),
        pytest.param(
            lambda _product, _paper, plan: perform(SYSTEM, "engagement", "amend", plan.pk, {"ends_on": "2027-01-01"}),
            id="an engagement ends",
        ),
    ],
)  # fmt: skip
def test_a_change_reads_no_large_table_whole(act: Done, worked: tuple[Any, Any, Any]) -> None:
    with read_whole(LARGE) as found:
        act(*worked)

    assert found == set()
