"""Rows as they were believed at an instant: what was recorded later has not happened, what was closed later is open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q

from credentry.domains.credentials.models import Duty

Row = TypeVar("Row", bound=Any)


def counted(known: datetime | None) -> Q:
    """Rows that counted at ``known``, or count now."""
    if known is None:
        return Q(known_to__isnull=True)
    return recorded(known) & (Q(known_to__isnull=True) | Q(known_to__gt=known))


def recorded(known: datetime | None) -> Q:
    """Rows that had been recorded by ``known``, those closed before included; without an instant of their own: always."""
    return Q() if known is None else Q(known_from__isnull=True) | Q(known_from__lte=known)


def rewound(rows: Iterable[Row], known: datetime | None) -> list[Row]:
    """The rows in hand as they read at ``known``: closed later means open. They are not to be saved."""
    found = list(rows)
    for one in found:
        if known is not None and one.known_to is not None and one.known_to > known:
            one.known_to = None
            if hasattr(one, "taken_back_for"):
                one.taken_back_for = ""
    return found


def duties_then(rows: Iterable[Duty], known: datetime | None) -> list[Duty]:
    """Rounds of duties as they read at ``known``: recorded as done or closed later means open."""
    found = list(rows)
    for one in found:
        if known is not None and one.recorded_at is not None and one.recorded_at > known:
            one.done_on, one.closed_on, one.recorded_at, one.result = None, None, None, ""
    return found
