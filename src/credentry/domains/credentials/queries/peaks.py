"""Months in which far more runs out than in others: told to the head of the unit while there is time to plan.

A month of the coming two years is a peak of a unit when at least ``LEAST`` of its credentials run out in it and at least
``TIMES`` as many as in an average month of those two years. What has been renewed runs out with its newest term.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from credentry.core.records.kinds import DeadlineRow
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.vocabulary import FINAL_CHANGES
from credentry.foundation import clock
from credentry.foundation.dates import add_months

CODE: Final = "expiry_peak"
MONTHS: Final = 24
LEAST, TIMES = 10, 3
#: So long before its first day a peak is told.
AHEAD = timedelta(days=90)


def expiring(units: Sequence[UUID], today: date) -> dict[UUID, dict[date, int]]:
    """Unit → first day of a month → how many of its credentials run out in it, for ``MONTHS`` months from this one."""
    first = today.replace(day=1)
    rows = Credential.objects.filter(
        unit__in=units, valid_to__gte=first, valid_to__lt=add_months(first, MONTHS), archived_at__isnull=True
    ).exclude(state__in=FINAL_CHANGES, effective_to__lt=today)
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    months = rows.order_by().annotate(y=ExtractYear("valid_to"), m=ExtractMonth("valid_to"))
    for unit, year, month, count in (
        months.values("unit", "y", "m").annotate(n=Count("pk")).values_list("unit", "y", "m", "n")
    ):
        found[unit][date(year, month, 1)] = count
    return found


def peaks(months: dict[date, int]) -> Iterator[tuple[date, int, float]]:
    """(month, how many, how many in an average month) of the months that stand out."""
    usual = sum(months.values()) / MONTHS
    for month, count in sorted(months.items()):
        if count >= LEAST and count >= TIMES * usual:
            yield month, count, usual


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """One for each peak of these units that has not passed. One query."""
    today = clock.today()
    for unit, months in expiring(ids, today).items():
        for month, count, usual in peaks(months):
            title = f"{month:%Y-%m} 到期 {count} 本,月均 {usual:.1f} 本 · {count} expire, {usual:.1f} in an average month"
            yield DeadlineRow(unit, CODE, f"{month:%Y-%m}", month - AHEAD, title=title)
