"""How long before the day to file (or to begin) work must start."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import CredentialType

# Calendar days of one unit of preparation time: five working days in seven.
_DAYS = {"day": 1.0, "workday": 1.4, "month": 30.0, "year": 365.0}


def lead_time(type_id: UUID, definition: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Preparation time of a type as {n, unit, certainty}; None where nothing is known.

    The one place where it is decided: today the default of the type's definition. What is learned from finished
    renewals is to be asked here first.
    """
    found: Mapping[str, Any] | None = definition.get("lead_time")
    return found


def calendar_days(lead: Mapping[str, Any] | None) -> int | None:
    """A preparation time in calendar days, about; None where nothing is known."""
    return round(lead["n"] * _DAYS.get(lead["unit"], 1.0)) if lead else None


def usual_days(codes: Collection[str]) -> dict[str, int]:
    """Code of a type → its preparation time in calendar days; types without one are left out."""
    rows = CredentialType.objects.filter(code__in=codes).values_list("pk", "code", "definition")
    found = {code: calendar_days(lead_time(pk, definition or {})) for pk, code, definition in rows}
    return {code: days for code, days in found.items() if days is not None}
