"""How long before the day to file (or to begin) work must start; what obtaining a type takes and costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import CredentialType
from credentry.plumbing import sql

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


ENOUGH = 5  # cases of a type from which its times and costs are learned


@dataclass(frozen=True, slots=True)
class Learned:
    """What finished cases of a type took, in days from filing to the grant: half and four fifths of them no longer."""

    p50: int
    p80: int
    cases: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one credential of a type costs. ``source``: type (as entered there) or learned (the median of ``cases`` of the
    register, in the currency most of them have). ``currency`` empty: the instance's."""

    source: str
    amount: Decimal
    currency: str
    cases: int = 0


def learned_days(codes: Collection[str]) -> dict[str, Learned]:
    """Code of a type → what its granted filings took, where there are enough of them."""
    if not codes:
        return {}
    marks = ", ".join(["%s"] * len(codes))
    rows = sql.rows(
        f"""
        WITH took AS (
          SELECT t.code, {sql.days_between("f.decided_on", "f.filed_on")} AS days
          FROM credentials_credentialtype t JOIN credentials_credential c ON c.type_id = t.id
          JOIN credentials_filing f ON f.credential_id = c.id
          WHERE t.code IN ({marks}) AND f.outcome = 'granted' AND f.decided_on IS NOT NULL AND f.known_to IS NULL
        ), placed AS (
          SELECT code, days, row_number() OVER (PARTITION BY code ORDER BY days) AS place,
            count(*) OVER (PARTITION BY code) AS cases FROM took WHERE days >= 0
        )
        SELECT code, max(CASE WHEN place = (cases + 1) / 2 THEN days END),
          max(CASE WHEN place = (cases * 8 + 9) / 10 THEN days END), max(cases)
        FROM placed WHERE cases >= {ENOUGH} GROUP BY code
        """,
        list(codes),
    )
    return {code: Learned(half, most, cases) for code, half, most, cases in rows}


def usual_costs(codes: Collection[str]) -> dict[str, Cost]:
    """Code of a type → what one costs, as entered with the type, else learned; unknown ones are left out."""
    found = {code: Cost("learned", amount, currency, cases) for code, amount, currency, cases in _paid(codes)}
    entered = CredentialType.objects.filter(code__in=codes, usual_cost__isnull=False)
    for code, amount, currency in entered.values_list("code", "usual_cost", "usual_currency"):
        if amount is not None:
            found[code] = Cost("type", amount, currency)
    return found


def _paid(codes: Collection[str]) -> list[tuple[str, Decimal, str, int]]:
    if not codes:
        return []
    marks = ", ".join(["%s"] * len(codes))
    rows = sql.rows(
        f"""
        WITH paid AS (
          SELECT t.code, c.currency, c.cost, row_number() OVER (PARTITION BY t.code, c.currency ORDER BY c.cost, c.id) AS place,
            count(*) OVER (PARTITION BY t.code, c.currency) AS cases
          FROM credentials_credentialtype t JOIN credentials_credential c ON c.type_id = t.id
          WHERE t.code IN ({marks}) AND c.cost IS NOT NULL AND c.archived_at IS NULL
        )
        SELECT code, cost, currency, cases FROM paid WHERE cases >= {ENOUGH} AND place = (cases + 1) / 2
        ORDER BY cases, currency
        """,
        list(codes),
    )
    return [
        (code, Decimal(str(cost)).quantize(Decimal("0.01")), currency, cases)
        for code, cost, currency, cases in rows
    ]
