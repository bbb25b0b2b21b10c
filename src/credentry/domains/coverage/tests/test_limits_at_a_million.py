"""Limits of use, judged or not, read no large table from end to end when one record changes or one gap is read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from credentry.core.records.actions import perform
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.queries.requirements import gaps
from credentry.domains.coverage.queries.unjudged import unjudged
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.coverage.tests.test_at_a_million import LARGE, SIZES
from credentry.domains.coverage.tests.test_limits import DAY, Firm
from credentry.domains.gate.tests.factories import ask
from credentry.plumbing import sql
from credentry.plumbing.tests.large import pretend, read_whole

pytestmark = pytest.mark.django_db
TABLES = (*LARGE, "subjects_employment")


def age(firm: Firm) -> None:
    """A birth date is unknown."""
    firm.amend(birth_date=None)


def register(firm: Firm) -> None:
    """Somebody is registered elsewhere."""
    firm.amend(registration_unit=firm.other.pk)


def leave(firm: Firm) -> None:
    """Somebody leaves."""
    perform(SYSTEM, "person", "leave", firm.person.pk, {"last_day": "2026-12-31", "reason": "r"})


def post(firm: Firm) -> None:
    """Somebody takes a post without a place."""
    factories.plan(firm.person, "post", role="project_manager")


def licence(firm: Firm) -> None:
    """A business licence is registered."""
    factories.paper("MD-ORG-BL 2010-01-01..", firm.mine)


def branch(firm: Firm) -> None:
    """A company becomes a branch."""
    perform(SYSTEM, "organisation", "amend", firm.other.pk, {"parent": firm.mine.pk})


def look(firm: Firm) -> None:
    """One person's gaps are read, and the gate is asked."""
    assert gaps(SYSTEM, Ask("post", DAY, (firm.person.pk,)))
    ask(firm.person, "bid", on="2026-11-20")


def lacking(firm: Firm) -> None:
    """Who of one unit's people lacks what."""
    firm.amend(birth_date=None)
    assert unjudged(SYSTEM, Ask("post", DAY, (firm.person.pk,)))


ACTS = (age, register, leave, post, licence, branch, look, lacking)


@pytest.mark.parametrize("act", ACTS, ids=[str(one.__doc__) for one in ACTS])
def test_a_change_reads_no_large_table_whole(act: Callable[[Firm], Any]) -> None:
    if sql.is_postgresql():
        pytest.skip("PostgreSQL's plans depend on what its tables hold")
    firm = Firm()
    fields = [("legal_rep", "text"), ("usage_valid_until", "date")]
    for code, kind in fields:
        form = {
            "code": code,
            "name_zh": code,
            "kind": "credential",
            "value_type": kind,
            "all_types": True,
            "filterable": True,
        }
        perform(SYSTEM, "custom_field", "define", None, form)
    for one in UseLimit.objects.filter(effect="warn"):
        perform(SYSTEM, "use_limit", "amend", one.pk, {"effect": "block"})
    for rows in SIZES:
        with transaction.atomic(), read_whole(TABLES) as found:
            pretend(TABLES, rows)
            act(firm)
            transaction.set_rollback(True)
        assert (rows, found) == (rows, set())
