"""What the head of a unit is told of it: months in which far more runs out, two quarters below the target."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert
from credentry.core.identity.models import Unit
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Deadline
from credentry.core.records.principals import unit_days
from credentry.core.records.tests.factories import Company, make_company, make_user
from credentry.domains.credentials.models import Credential, CredentialType
from credentry.domains.credentials.queries import peaks, quarters
from credentry.domains.credentials.tests.factories import SYSTEM, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 1, 5)


@pytest.fixture
def company() -> Company:
    with clock.fixed(BEGUN):
        found = make_company()
        install_defaults(SYSTEM)
        for unit in (found.east, found.west):
            head = make_user(f"head-{unit.code}", "editor", unit)
            perform(SYSTEM, "unit", "amend", unit.pk, {"head": head.pk})
    return found


def enter(unit: Any, ends: list[str], holder: Any = None) -> None:
    kind = CredentialType.objects.filter(code="PLAIN").first() or plain_type()
    common = {"type": kind.pk, "unit": unit.pk, "issued_on": "2020-01-01", "holder": holder}
    rows = [
        {
            "payload": {
                **common,
                "title": f"{unit.code} {n}",
                "credential_no": f"{unit.code}{n}",
                "valid_to": day,
            }
        }
        for n, day in enumerate(ends)
    ]
    assert not perform_many(SYSTEM, "credential", "register", rows).errors


def said(code: str) -> dict[str, tuple[str, date]]:
    """Unit → what is said of it, and when."""
    names = dict(Unit.objects.values_list("pk", "code"))
    rows = Deadline.objects.filter(kind="unit", code=code, closed_on=None)
    return {names[pk]: (cycle, due) for pk, cycle, due in rows.values_list("record_id", "cycle", "due_on")}


def told(day: date, code: str) -> list[str]:
    with clock.fixed(day):
        unit_days.days_gone_by()
        sweep()
        assert reconcile().ok
    return sorted(Alert.objects.filter(code=code, state="open").values_list("recipient__username", flat=True))


def test_a_month_in_which_far_more_runs_out_is_told_three_months_ahead(company: Company) -> None:
    with clock.fixed(BEGUN):
        enter(company.east, ["2026-09-10"] * 6 + ["2026-09-30"] * 6 + ["2026-11-01", "2027-03-01"])
        enter(company.west, [f"{2026 + n // 12}-{n % 12 + 1:02}-20" for n in range(24)])
        unit_days.days_gone_by()
        assert said(peaks.CODE) == {"EAST": ("2026-09", date(2026, 6, 3))}, "an even stream has no peak"
        assert peaks.expiring([company.east.pk], BEGUN)[company.east.pk] == {
            date(2026, 9, 1): 12, date(2026, 11, 1): 1, date(2027, 3, 1): 1,
        }  # fmt: skip
        assert unit_days.days_gone_by() == 0, "nothing changed since"
    assert told(date(2026, 6, 2), peaks.CODE) == []
    assert told(date(2026, 6, 3), peaks.CODE) == ["head-EAST"]
    assert "12" in Alert.objects.get(code=peaks.CODE).title
    assert told(date(2026, 10, 1), peaks.CODE) == [], "the month is over"


def test_two_quarters_below_the_target_are_told_once_for_a_run(company: Company) -> None:
    with clock.fixed(BEGUN):
        for unit, ends in (
            (company.east, ["2030-01-01"] * 9 + ["2026-01-20"]),  # 90.0 %
            (company.west, ["2030-01-01"] * 19 + ["2026-01-20"]),  # 95.0 %, which is not below
        ):
            person = perform(
                SYSTEM, "person", "register", None, {"title": f"员工{unit.code}", "unit": unit.pk}
            ).id
            enter(unit, ends, person)
    units = [company.east.pk, company.west.pk]
    with clock.fixed(date(2026, 4, 20)):
        first = date(2026, 1, 1)
        assert quarters.rates(units, first) == {units[0]: Fraction(9, 10), units[1]: Fraction(19, 20)}
        assert quarters.rates(units, date(2025, 10, 1)) == {}, "before the register began there is no figure"
        assert quarters.last_closed(date(2026, 4, 8)) == date(2025, 10, 1), (
            "the days of correction are not over"
        )
        unit_days.days_gone_by()
        assert said(quarters.CODE) == {}, "one quarter is no run"
    raised = quarters.told_on(date(2026, 4, 1))
    assert raised == date(2026, 7, 8), "the sixth working day of July"
    assert told(date(2026, 7, 7), quarters.CODE) == []
    assert told(raised, quarters.CODE) == ["head-EAST"]
    assert "2026-Q1 90.0% → 2026-Q2 90.0%" in Alert.objects.get(code=quarters.CODE).title
    assert told(date(2026, 10, 20), quarters.CODE) == ["head-EAST"], "still the same run, pressed"
    assert said(quarters.CODE) == {"EAST": ("2026-Q1", raised)}
    assert Alert.objects.filter(code=quarters.CODE).values("cycle").distinct().count() == 1
    with clock.fixed(date(2026, 10, 21)):
        late = Credential.objects.get(valid_to="2026-01-20", unit=company.east).pk
        perform(SYSTEM, "credential", "archive", late, {"reason": "不再需要"})
    assert told(date(2027, 1, 20), quarters.CODE) == [], "the next quarter is whole: the run is over"
