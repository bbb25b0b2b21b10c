"""Everything now believed about credentials that their standing depends on, read set by set."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.domains.credentials.models import Dependency, Duty, Filing, StatusChange, Term
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.rules.facts import (
    ChangeFact,
    DependencyFact,
    DutyFact,
    Facts,
    FilingFact,
    TermFact,
)
from credentry.domains.credentials.rules.standing import DAY, Period

BINDING_DUTY = Q(grace_days__isnull=False, closed_on__isnull=True)
BINDING_NEED = Q(binding=True, known_to__isnull=True)
OPEN_PERIOD = (Period(),)


def facts_of(ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """The facts of each credential: five queries however many there are."""
    terms = _terms(ids)
    changes, duties, needs = _changes(ids), _duties(ids), _needs(ids)
    filings = _filings(ids, terms)
    return {
        one: Facts(
            tuple(found), tuple(changes.get(one, ())), tuple(duties.get(one, ())), tuple(needs.get(one, ())),
            tuple(filings.get(one, ())),
        )
        for one, found in terms.items()
    }  # fmt: skip


def _terms(ids: Sequence[UUID]) -> dict[UUID, list[TermFact]]:
    found: dict[UUID, list[TermFact]] = {one: [] for one in ids}
    rows = Term.objects.filter(credential__in=ids, known_to__isnull=True).order_by("n")
    for n, owner, starts, issued, ends in rows.values_list(
        "n", "credential_id", "valid_from", "issued_on", "valid_to"
    ):
        found[owner].append(TermFact(str(n), starts or issued, ends))
    return found


def _changes(ids: Sequence[UUID]) -> dict[UUID, list[ChangeFact]]:
    found: dict[UUID, list[ChangeFact]] = {}
    rows = StatusChange.objects.filter(credential__in=ids, known_to__isnull=True)
    for order, (pk, owner, change, on) in enumerate(
        rows.order_by("effective_on", "known_from", "pk").values_list(
            "pk", "credential_id", "change", "effective_on"
        )
    ):
        found.setdefault(owner, []).append(ChangeFact(str(pk), change, on, order))
    return found


def _duties(ids: Sequence[UUID]) -> dict[UUID, list[DutyFact]]:
    found: dict[UUID, list[DutyFact]] = {}
    rows = Duty.objects.filter(BINDING_DUTY, credential__in=ids).order_by("pk")
    for pk, owner, due, grace, done in rows.values_list(
        "pk", "credential_id", "due_on", "grace_days", "done_on"
    ):
        if grace is not None:
            found.setdefault(owner, []).append(DutyFact(str(pk), due, grace, done))
    return found


def _needs(ids: Sequence[UUID]) -> dict[UUID, list[DependencyFact]]:
    """In the order of their codes: of several that end on one day the first shows, on every machine the same."""
    found: dict[UUID, list[DependencyFact]] = {}
    rows = Dependency.objects.filter(BINDING_NEED, credential__in=ids).order_by("code", "pk")
    for pk, owner, code, first, last, spans in rows.values_list(
        "pk", "credential_id", "code", "holds_from", "holds_to", "periods"
    ):
        found.setdefault(owner, []).append(DependencyFact(str(pk), code, periods_of(first, last, spans)))
    return found


def periods_of(first: date | None, last: date | None, spans: Any) -> tuple[Period, ...]:
    """The periods that a dependency row states."""
    if spans is None:
        return (Period(first, last),)
    return tuple(Period(_day(one[0]), _day(one[1])) for one in spans)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _filings(ids: Sequence[UUID], terms: dict[UUID, list[TermFact]]) -> dict[UUID, list[FilingFact]]:
    """Filings that carry their term on: filed by the last legal day under a type whose law says so."""
    found: dict[UUID, list[FilingFact]] = {}
    working = WorkingDays()
    rows: Iterable[Filing] = (
        Filing.objects.filter(credential__in=ids, known_to__isnull=True)
        .select_related("credential__type")
        .order_by("filed_on", "pk")
    )
    for one in rows:
        rule = one.credential.type.definition or {}
        ends = {term.ref: term.ends for term in terms[one.credential_id]}.get(str(one.term))
        if ends is None or not (rule.get("pending") or {}).get("holds"):
            continue
        if one.filed_on > windows.last_filing_day(rule, ends, working):
            continue
        found.setdefault(one.credential_id, []).append(
            FilingFact(str(one.pk), str(one.term), carried_until(one))
        )
    return found


def carried_until(filing: Filing) -> date | None:
    """Last day on which a filing carries its term on: the day of a grant, the day before any other decision."""
    if filing.decided_on is None:
        return None
    return filing.decided_on if filing.outcome == "granted" else filing.decided_on - DAY
