"""Days are days: in every time zone, at every hour, on both sides of midnight."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries import page
from credentry.domains.credentials.tests.factories import SYSTEM, plain_type
from credentry.domains.credentials.vocabulary import HOLDING
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The farthest west and east, half hours, daylight saving, and home.
ZONES = ("Etc/GMT+12", "America/New_York", "UTC", "Asia/Kolkata", "Asia/Shanghai", "Pacific/Kiritimati")
NEAR_MIDNIGHT = (time(0, 0), time(0, 0, 1), time(0, 59), time(12), time(23, 0), time(23, 59, 59))


def listed(number: str) -> dict[str, Any]:
    found = listing(SYSTEM, kinds.get("credential"), Query(f"number:{number}"))
    return dict(found.items[0]["values"] if "values" in found.items[0] else found.items[0])


@pytest.fixture
def kind() -> Any:
    """A type that gives no warning."""
    make_company()
    return plain_type(warn_days=0)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    zone=st.sampled_from(ZONES),
    hour=st.sampled_from(NEAR_MIDNIGHT),
    last=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    many=st.booleans(),
)
def test_the_day_written_is_the_day_read_and_the_last_day_counts(
    kind: Any, monkeypatch: pytest.MonkeyPatch, zone: str, hour: time, last: date, many: bool
) -> None:
    monkeypatch.setenv("CREDENTRY_TIME_ZONE", zone)
    here = ZoneInfo(zone)
    issued = last - 365 * DAY
    with transaction.atomic():
        with clock.fixed(datetime.combine(issued, hour, here)):
            payload = {
                "type": kind.pk,
                "title": "证书",
                "issued_on": issued.isoformat(),
                "valid_to": last.isoformat(),
            }
            if many:
                pk = perform_many(SYSTEM, "credential", "register", [{"payload": payload}]).done[0]
            else:
                pk = perform(SYSTEM, "credential", "register", None, payload).id
        with connection.cursor() as cursor:
            columns = "issued_on, valid_to, effective_from, effective_to"
            cursor.execute(f"SELECT {columns} FROM credentials_credential")
            stored = [str(one) for one in cursor.fetchone()]
        assert stored == [issued.isoformat(), last.isoformat()] * 2
        row = Credential.objects.get(pk=pk)
        for day in (issued, last, last + DAY):
            with clock.fixed(datetime.combine(day, hour, here)):
                assert clock.today() == day
                shown = page.extra(SYSTEM, row)["standing"]
                assert (shown["on"], shown["effective_to"]) == (day.isoformat(), last.isoformat())
                assert (
                    (shown["status"] in HOLDING) == (listed(row.number)["status"] in HOLDING) == (day <= last)
                )
        with clock.fixed(datetime.combine(last, hour, here)):
            perform(SYSTEM, "credential", "suspend", pk, {"reason": "抽检"})
            row.refresh_from_db()
            assert (row.effective_to, row.state) == (last - DAY, "suspended")  # today, where the office is
        transaction.set_rollback(True)
