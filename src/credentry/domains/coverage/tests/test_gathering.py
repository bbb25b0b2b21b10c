"""Which papers are gathered for a subject: those its rules may ask for, not all that its company holds."""

from uuid import UUID

import pytest

from credentry.domains.coverage import refreshing
from credentry.domains.coverage.obligations import BEARING
from credentry.domains.coverage.tests import factories
from credentry.plumbing import sql

pytestmark = pytest.mark.django_db


def gathered() -> set[UUID]:
    return {UUID(str(pk)) for (pk,) in sql.rows(f"SELECT credential FROM {BEARING}")}


def test_papers_of_a_company_that_no_rule_asks_of_companies_are_left_alone() -> None:
    factories.world("RQ-PRD-014")
    company = factories.subject("organisation", "本公司", is_own=True)
    product = factories.subject("product", "网关", {"product_has_radio": True, "product_is_eee": True})
    factories.plan(product, market="EU")
    mine = factories.paper("EU-CE-RED 2024-01-01..2027-06-30 for EU", product)
    for _ in range(3):
        factories.paper("EU-CE-RED 2024-01-01..2027-06-30 for EU", company)

    refreshing.refresh([product.pk])

    assert gathered() == {mine.pk}
