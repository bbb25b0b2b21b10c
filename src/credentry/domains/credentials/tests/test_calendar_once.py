"""However many days are counted, the entered years are read once for each piece of work."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.capabilities.alerts.queries import telling
from credentry.capabilities.approvals.queries.measures import asked, measures
from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.tests.factories import SYSTEM, make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def readings(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return sum("credentials_workingyear" in one["sql"] for one in seen.captured_queries)


def test_a_sweep_and_who_will_be_told() -> None:
    with clock.fixed(TODAY):
        make_company()
        install_defaults(SYSTEM)
        record = make(plain_type(), valid_to=TODAY + timedelta(days=30))
        assert readings(sweep) <= 3
        assert readings(lambda: telling.of_record("credential", record.pk)) <= 3


def test_measures_over_months() -> None:
    office = make_office("bob")
    process = published("mea", chain(step("check", "bob", limit="8WH")))
    begun = datetime(2026, 8, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    with clock.fixed(begun):
        office.start(process)
    with clock.fixed(begun + timedelta(days=80)):
        office.do("bob", "approve")
        found: list[Any] = []
        assert (
            readings(lambda: found.append(measures(SYSTEM, asked(date(2026, 8, 1), date(2026, 11, 1))))) == 1
        )
    assert found[0]["steps"][0]["done"]["count"] == 1
