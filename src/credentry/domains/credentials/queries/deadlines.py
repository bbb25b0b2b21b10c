"""What must happen to credentials by when: expiry, the last legal day to file a renewal, periodic duties."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.core.records.kinds import DeadlineRow
from credentry.domains.credentials.models import Credential, CredentialType, Duty, LetLapse, Term
from credentry.domains.credentials.queries.calendar import working_day
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import FINAL_CHANGES
from credentry.foundation import clock
from credentry.plumbing import lookup

DAY = timedelta(days=1)
EXPIRY, RENEWAL, DUTY = "expiry_date", "renewal_deadline", "duty_due"


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """The deadlines of these credentials; a fixed number of queries.

    One cycle per term: a renewal closes the old term's deadlines and opens the new ones. A final status closes all.
    """
    columns = ("pk", "type_id", "valid_to", "state", "term_count", "effective_to")
    found = lookup.by_ids(Credential, "pk", ids, columns)
    rules = _renewal_rules({row[1] for row in found})
    several = [row[0] for row in found if row[4] > 1]
    current = current_terms(several)
    lapsed = _let_lapse(ids)
    memo: dict[tuple[UUID, date], windows.Window] = {}
    for pk, kind, ends, state, count, held_to in found:
        if ends is None:
            continue
        cycle = str(current.get(pk, count))
        closed, by = _ended(state, held_to) or lapsed.get((pk, cycle)) or (None, "")
        yield from _of_term(pk, cycle, ends, _window(memo, rules, kind, ends), closed, by)
    yield from _of_old_terms(several, {row[0]: row[1] for row in found}, current, rules, memo)
    yield from _of_duties(ids)


def _ended(state: str, held_to: date | None) -> tuple[date, str] | None:
    """When a final status closed everything, and which."""
    return (held_to + DAY, state) if state in FINAL_CHANGES and held_to is not None else None


def _let_lapse(ids: Sequence[UUID]) -> dict[tuple[UUID, str], tuple[date, str]]:
    """Terms that somebody decided not to renew: nobody is reminded of their end."""
    rows = lookup.by_ids(LetLapse, "credential", ids, ("credential_id", "term", "decided_on", "known_to"))
    return {(owner, str(term)): (on, "let_lapse") for owner, term, on, gone in rows if gone is None}


def _renewal_rules(types: set[UUID]) -> dict[UUID, Any]:
    rows = lookup.by_ids(CredentialType, "pk", types, ("pk", "definition"))
    return {pk: (definition or {}).get("renewal") or {} for pk, definition in rows}


def _window(
    memo: dict[tuple[UUID, date], windows.Window], rules: dict[UUID, Any], kind: UUID, ends: date
) -> windows.Window:
    known = memo.get((kind, ends))
    if known is None:
        known = memo[(kind, ends)] = windows.renewal(rules.get(kind) or {}, ends, working_day)
    return known


def _of_term(
    pk: UUID, cycle: str, ends: date, window: windows.Window, closed: date | None, by: str
) -> Iterator[DeadlineRow]:
    yield DeadlineRow(pk, EXPIRY, cycle, ends, opens_on=window.opens_on, closed_on=closed, closed_by=by)
    if window.files_by is not None:
        yield DeadlineRow(
            pk, RENEWAL, cycle, window.files_by, opens_on=window.opens_on, latest_safe_start=window.files_by,
            closed_on=closed, closed_by=by,
        )  # fmt: skip


def _of_old_terms(
    ids: Sequence[UUID],
    types: dict[UUID, UUID],
    current: dict[UUID, int],
    rules: dict[UUID, Any],
    memo: dict[tuple[UUID, date], windows.Window],
) -> Iterator[DeadlineRow]:
    """Deadlines of terms that a later one replaced, closed on the day the later one was recorded."""
    if not ids:
        return
    recorded: dict[tuple[UUID, int], date] = {}
    for owner, n, known in Term.objects.filter(credential__in=ids).values_list(
        "credential_id", "n", "known_from"
    ):
        day = known.astimezone(clock.zone()).date()
        recorded[(owner, n)] = min(recorded.get((owner, n), day), day)
    latest = Term.objects.filter(credential__in=ids, known_to__isnull=True)
    for owner, n, ends in latest.values_list("credential_id", "n", "valid_to"):
        if n == current.get(owner) or ends is None:
            continue
        closed = recorded.get((owner, current[owner]))
        yield from _of_term(owner, str(n), ends, _window(memo, rules, types[owner], ends), closed, "renewed")


def _of_duties(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    rows = lookup.by_ids(Duty, "credential", ids, ("pk", "credential_id", "due_on", "done_on", "closed_on"))
    for pk, owner, due, done, closed in rows:
        by = "done" if done else "closed" if closed else ""
        yield DeadlineRow(owner, DUTY, str(pk), due, closed_on=done or closed, closed_by=by)
