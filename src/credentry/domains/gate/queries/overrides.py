"""Approved overrides that bear on a set of subjects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.domains.gate.models import GateOverride, GateUse
from credentry.domains.gate.rules.facts import OverrideFact
from credentry.domains.gate.vocabulary import APPROVED, REVOKED

STEP = 5_000


@dataclass(frozen=True, slots=True)
class Override:
    """One override with what it is for."""

    subject: UUID
    act: str
    market: UUID | None
    fact: OverrideFact


def approved(subjects: Collection[UUID], first: date) -> dict[UUID, list[Override]]:
    """Subject → overrides that were approved and reach ``first`` or later; a revoked one counts until that day."""
    rows = GateOverride.objects.filter(
        state__in=(APPROVED, REVOKED),
        expires_on__gte=first,
        decided_at__isnull=False,
        archived_at__isnull=True,
    )
    if len(subjects) <= STEP:
        rows = rows.filter(subject_id__in=subjects)
    wanted = set(subjects)
    found: dict[UUID, list[Override]] = {}
    for pk, number, subject, act, market, starts, ends, revoked, reason in rows.values_list(
        "pk", "number", "subject_id", "act", "market_id", "starts_on", "expires_on", "revoked_on", "reason"
    ):
        last = min(ends, revoked - timedelta(days=1)) if revoked else ends
        if subject in wanted and last >= starts:
            found.setdefault(subject, []).append(
                Override(subject, act, market, OverrideFact(pk, number, starts, last, reason))
            )
    return found


def uses(record: Any) -> list[dict[str, Any]]:
    """When an override let something through, newest first; at most 100."""
    rows = GateUse.objects.filter(override=record).order_by("-at", "-pk")
    return [
        {"at": at.isoformat(), "by": name or via, "on": on.isoformat(), "key": key}
        for at, name, via, on, key in rows.values_list("at", "actor__name", "via", "on_day", "key")[:100]
    ]
