"""The rate of a unit's staff certificates that hold, quarter by quarter, and when two in a row lie below the target.

After K-B6 of the field: at each month-end of a quarter the certificates of the unit's people that are to be kept, and of
those the ones that stand; the three taken together. To be kept is what was registered by then and is neither archived nor
ended for good. As far as the register knows today: a quarter before the register began is no figure and breaks a run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from credentry.core.records.kinds import DeadlineRow
from credentry.domains.credentials import status
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.vocabulary import FINAL_CHANGES
from credentry.foundation import clock
from credentry.foundation.dates import add_months

CODE: Final = "rate_below"
#: Exactly the target is not below it.
TARGET: Final = Fraction(95, 100)
RUN = 2
#: After the close of a quarter so many working days are left to put the register right.
CORRECTION = 5
#: A run is followed so many quarters back.
BACK = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Below:
    """A run of quarters below the target: the first days of the quarters, the oldest first, with their rates."""

    quarters: tuple[date, ...]
    rates: tuple[Fraction, ...]


def last_closed(today: date) -> date:
    """The first day of the last quarter that is over and whose days of correction are over on this day."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    while told_on(quarter) > today:
        quarter = add_months(quarter, -3)
    return quarter


def told_on(quarter: date) -> date:
    """The working day on which the figure of a quarter stands."""
    working_day, day = WorkingDays(), add_months(quarter, 3) - DAY
    for _ in range(1 + CORRECTION):
        day += DAY
        while not working_day(day):
            day += DAY
    return day


def rates(units: Sequence[UUID], quarter: date) -> dict[UUID, Fraction]:
    """The rate of each of the units in a quarter; none where they had nothing to keep. Three queries."""
    good: dict[UUID, int] = {}
    whole: dict[UUID, int] = {}
    for n in (1, 2, 3):
        day = add_months(quarter, n) - DAY
        night = datetime.combine(day + DAY, time(), tzinfo=clock.zone())
        kept = Credential.objects.filter(
            holder__unit__in=units, holder__subject_kind="person", created_at__lt=night
        ).filter(Q(archived_at__isnull=True) | Q(archived_at__gte=night))
        kept = kept.exclude(status.q(FINAL_CHANGES, day)).order_by()
        stands = Count("pk", filter=status.q(("valid", "expiring_soon"), day))
        for unit, all_of, held in (
            kept.values("holder__unit")
            .annotate(a=Count("pk"), g=stands)
            .values_list("holder__unit", "a", "g")
        ):
            whole[unit], good[unit] = whole.get(unit, 0) + all_of, good.get(unit, 0) + held
    return {unit: Fraction(good[unit], count) for unit, count in whole.items() if count}


def below(units: Sequence[UUID], today: date) -> dict[UUID, Below]:
    """Of the units those whose last quarters in a row, two at least, lie below the target."""
    quarter, left = last_closed(today), list(units)
    runs: dict[UUID, list[tuple[date, Fraction]]] = {}
    for _ in range(BACK):
        found = rates(left, quarter) if left else {}
        left = [unit for unit in left if unit in found and found[unit] < TARGET]
        for unit in left:
            runs.setdefault(unit, []).insert(0, (quarter, found[unit]))
        quarter = add_months(quarter, -3)
    return {
        unit: Below(tuple(day for day, _ in run), tuple(rate for _, rate in run))
        for unit, run in runs.items()
        if len(run) >= RUN
    }


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """One for each of the units whose run lasts: raised once, with its second quarter, gone when the run ends."""
    for unit, run in below(ids, clock.today()).items():
        first, second = run.quarters[0], run.quarters[RUN - 1]
        said = " → ".join(
            f"{_name(day)} {float(rate * 100):.1f}%"
            for day, rate in zip(run.quarters, run.rates, strict=True)
        )
        yield DeadlineRow(
            unit,
            CODE,
            _name(first),
            told_on(second),
            title=f"人员证书合格率低于95% · staff certificates: {said}",
        )


def _name(quarter: date) -> str:
    return f"{quarter.year}-Q{(quarter.month - 1) // 3 + 1}"
