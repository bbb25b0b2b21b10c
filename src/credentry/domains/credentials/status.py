"""The status of a credential on a day: never stored, always a comparison of stored dates with the day.

Three faces that must agree (a test holds them equal): ``on`` for one row, ``q`` for SQL, and ``q`` is what lists,
counts and alerts use.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.domains.credentials.models import PastSegment, StandingSegment
from credentry.domains.credentials.vocabulary import STATUSES

MAX_WARN_DAYS = 730
NEEDS = ("effective_from", "effective_to", "state", "warn_from", "segmented", "timeline")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def on(row: Mapping[str, Any], day: date) -> str:
    """Status on ``day`` from the standing columns of a row."""
    if row.get("timeline"):
        return _on_timeline(row["timeline"], day)
    starts, ends, warn = (_day(row.get(name)) for name in ("effective_from", "effective_to", "warn_from"))
    if starts is not None and day < starts:
        return "not_yet_effective"
    if ends is not None and day > ends:
        return str(row.get("state"))
    return "expiring_soon" if warn is not None and day >= warn else "valid"


def _on_timeline(timeline: list[list[str | None]], day: date) -> str:
    text = day.isoformat()
    for starts, ends, state, _code, _ref, warn in timeline:
        if (starts is None or starts <= text) and (ends is None or text <= ends):
            near = state == "valid" and warn is not None and text >= warn
            return "expiring_soon" if near else str(state)
    return "expired"


def q(statuses: Collection[str], day: date, past: bool = False) -> Q:
    """The credentials whose status on ``day`` is one of ``statuses``; ``past``: the rows of CredentialPast."""
    wanted = [one for one in dict.fromkeys(statuses) if one in STATUSES]
    if not wanted:
        return Q(pk__in=[])
    plain, runs = Q(), Q()
    for one in wanted:
        plain |= _plain(one, day)
        runs |= _run(one, day)
    today = (Q(starts__isnull=True) | Q(starts__lte=day)) & (Q(ends__isnull=True) | Q(ends__gte=day))
    segments: QuerySet[Any] = (
        PastSegment.objects.filter(today & runs, past=OuterRef("pk"))
        if past
        else StandingSegment.objects.filter(today & runs, credential=OuterRef("pk"))
    )
    return (Q(segmented=False) & plain) | (Q(segmented=True) & Q(Exists(segments)))


def _plain(status: str, day: date) -> Q:
    started = Q(effective_from__isnull=True) | Q(effective_from__lte=day)
    if status == "not_yet_effective":
        return Q(effective_from__gt=day)
    if status == "valid":
        return started & (Q(effective_to__isnull=True) | Q(effective_to__gte=day, warn_from__gt=day))
    if status == "expiring_soon":
        # The upper bound follows from the largest warning time and lets the index answer.
        bound = day + timedelta(days=MAX_WARN_DAYS)
        return started & Q(effective_to__gte=day, effective_to__lte=bound, warn_from__lte=day)
    return started & Q(effective_to__lt=day, state=status)


def _run(status: str, day: date) -> Q:
    if status == "valid":
        return Q(state="valid") & (Q(warn_from__isnull=True) | Q(warn_from__gt=day))
    if status == "expiring_soon":
        return Q(state="valid", warn_from__lte=day)
    return Q(state=status)


def sql(operator: str, value: Any, env: Any) -> Q:
    """Condition face of the field ``status``: operators = and in (their negations are complements)."""
    if operator == "notNull":
        return Q(pk__isnull=False)  # everything, in a form that can be negated
    wanted = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return q(wanted, env.today, env.past)


def memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    """The same in memory."""
    if operator == "notNull":
        return True
    wanted = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return on({name: values.get(name) for name in NEEDS}, env.today) in wanted


def compute(row: Mapping[str, Any], today: date) -> str:
    """The value shown."""
    return on(row, today)
