"""No change of one paper, product, engagement or waiver reads a register of a million from end to end."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from credentry.core.records.actions import perform
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.foundation import clock
from credentry.plumbing import sql
from credentry.plumbing.tests.large import pretend, read_whole

pytestmark = pytest.mark.django_db
LARGE = (
    "subjects_subject", "credentials_credential", "credentials_credentialproduct", "credentials_credentialsubject",
    "credentials_credentialmarket", "credentials_clause", "credentials_standingsegment", "credentials_filing",
    "records_customvalue", "records_deadline", "coverage_engagement", "coverage_pursuit", "coverage_obligation",
)  # fmt: skip


SIZES = (30_000, 1_000_000)
SAFE = {"project_type": "building", "project_floor_area": 12000}
C = "P-SAFETY-C 2025-06-01..2028-06-01"


class Products:
    """A product below a series, its paper, and what it is meant for."""

    def __init__(self) -> None:
        self.company = factories.world("RQ-PRD-014", "RQ-PRD-013", "RQ-PRD-020")
        known = {"product_has_radio": True, "product_is_eee": True, "product_lvd_voltage": True}
        series = factories.subject("product", "系列", {}, level="series")
        self.product = factories.subject("product", "网关", known, level="model", parent=series.pk)
        self.planned = factories.plan(self.product, market="EU")
        factories.plan(self.product, market="CN")
        self.paper = factories.paper("EU-CE-RED 2024-01-01..2027-06-30 for EU", self.product)
        self.rule = factories.rule_of("RQ-PRD-013")

    def withdraw(self) -> None:
        """A paper is withdrawn."""
        form = {"effective_on": "2026-01-01", "reason": "停产", "source": "own"}
        perform(SYSTEM, "credential", "withdraw", self.paper.pk, form)

    def register(self) -> None:
        """A paper is registered."""
        factories.paper("EU-CE-LVD 2024-01-01.. for EU", self.product)

    def amend(self) -> None:
        """A fact of a product changes."""
        _, added = factories.split("product", {"product_lvd_voltage": False})
        perform(SYSTEM, "product", "amend", self.product.pk, {"custom": added})

    def plan(self) -> None:
        """A market is planned."""
        factories.plan(self.product, market="GB")

    def end(self) -> None:
        """An engagement ends."""
        perform(SYSTEM, "engagement", "amend", self.planned.pk, {"ends_on": "2027-01-01"})

    def waive(self) -> None:
        """A requirement is waived."""
        form = {
            "engagement": self.planned.pk,
            "rule": self.rule.pk,
            "reason": "整改",
            "expires_on": "2027-01-31",
        }
        with clock.fixed(date(2026, 11, 21)):
            asked = perform(SYSTEM, "waiver", "request", None, form).record
            perform(self.company.admin, "waiver", "approve", asked.pk, {})


class Works:
    """A project with a stage, people counted there, and one of them in post."""

    def __init__(self) -> None:
        factories.world("ST-001-1", "ST-001-2", "ST-001-3", "ST-003-2", "RQ-PER-018", "RQ-PER-020")
        self.builder = factories.subject(
            "organisation", "总包", {"org_kind": "contractor", "org_qual_grade": "third"}
        )
        self.project = factories.subject("project", "一号楼", SAFE)
        self.person = factories.subject(
            "person", "安全员", {"person_workplace": "factory"}, employer=self.builder.pk
        )
        factories.plan(self.project, "stage", role="S4", organisation=self.builder.pk)
        factories.plan(self.builder, "company")
        self.post = factories.plan(self.person, "post", role="safety_officer", place=self.project.pk)
        self.paper = factories.paper(C, self.person)

    def leave(self) -> None:
        """Somebody leaves the company."""
        perform(SYSTEM, "person", "amend", self.person.pk, {"employed_to": "2026-12-31"})

    def lose(self) -> None:
        """Somebody's paper is withdrawn."""
        form = {"effective_on": "2026-01-01", "reason": "注销", "source": "own"}
        perform(SYSTEM, "credential", "withdraw", self.paper.pk, form)

    def take(self) -> None:
        """Somebody takes a post."""
        factories.plan(self.person, "post", role="electrician_lv", place=self.project.pk)

    def go(self) -> None:
        """A post ends."""
        perform(SYSTEM, "engagement", "amend", self.post.pk, {"ends_on": "2027-01-01"})


DONE = [
    *((Products, one) for one in (
        Products.withdraw, Products.register, Products.amend, Products.plan, Products.end, Products.waive)),
    *((Works, one) for one in (Works.leave, Works.lose, Works.take, Works.go)),
]  # fmt: skip


@pytest.mark.parametrize(("world", "act"), DONE, ids=[str(act.__doc__) for _, act in DONE])
def test_a_change_reads_no_large_table_whole(world: type[Any], act: Callable[[Any], None]) -> None:
    if sql.is_postgresql():
        pytest.skip("PostgreSQL's plans depend on what its tables hold")
    there = world()
    for rows in (
        SIZES
    ):  # a filter over a whole table seems worth its while where more is looked up than the table holds
        with transaction.atomic(), read_whole(LARGE) as found:
            pretend(LARGE, rows)
            act(there)
            transaction.set_rollback(True)

        assert (rows, found) == (rows, set())
