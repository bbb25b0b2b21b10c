"""A register from before an upgrade: what the program derives otherwise now is worked out once, without a change."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.records.tests.factories import Company
from credentry.delivery.cli.instance import prepare
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.actions import upgrading
from credentry.domains.coverage.models import Obligation, Sought, Upgrade
from credentry.domains.coverage.tests.test_applying import ASKED, RED, company, line
from credentry.domains.coverage.tests.test_incremental import stored
from credentry.domains.coverage.tests.test_limits import Firm

pytestmark = pytest.mark.django_db
__all__ = ["company", "line"]


def before() -> None:
    """As an older program left it."""
    Upgrade.objects.all().delete()


def test_cases_from_before_are_applied_for(company: Company, line: tuple[Any, Any]) -> None:
    pan = Browser("pan")
    status, made = pan.post("/coverage/plan/applications", {**ASKED, "types": [RED]})
    assert status == 200, made
    sought = sorted(Sought.objects.values_list("case", "type_code", "subject", "market"))
    assert sought
    Sought.objects.all().delete()
    before()
    prepare()
    assert sorted(Sought.objects.values_list("case", "type_code", "subject", "market")) == sought
    item = pan.post("/coverage/plan", ASKED)[1]["items"]
    assert [bool(one["cases"]) for one in item if one["type"]["code"] == RED] == [True]


def test_what_limits_let_count_before_becomes_unknown() -> None:
    firm = Firm()
    firm.amend(birth_date=None)
    now = stored()
    met = Obligation.objects.filter(state="unknown_fact", credential__isnull=False)
    assert met.update(state="met")
    before()
    assert upgrading.catch_up() == len(upgrading.STEPS)
    assert stored() == now


def test_each_step_is_done_once(company: Company) -> None:
    assert upgrading.catch_up() in (0, len(upgrading.STEPS))
    with CaptureQueriesContext(connection) as asked:
        assert upgrading.catch_up() == 0
    assert len(asked) == 1
    Upgrade.objects.update(done=1)
    assert upgrading.catch_up() == len(upgrading.STEPS) - 1
