"""What must happen to credentials by when: expiry, filing windows, duties, starts, age limits, suspensions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from credentry.core.records.kinds import DeadlineRow
from credentry.domains.credentials.models import (
    Credential,
    CredentialType,
    Duty,
    Filing,
    LetLapse,
    StatusChange,
    Term,
)
from credentry.domains.credentials.queries import aftermath
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.queries.leadtimes import lead_time
from credentry.domains.credentials.rules import states, windows
from credentry.domains.credentials.vocabulary import DEADLINES, FINAL_CHANGES, START_DUTY
from credentry.foundation import clock
from credentry.plumbing import lookup

DAY = timedelta(days=1)
EXPIRY, RENEWAL, DUTY, OPENS = "expiry_date", "renewal_deadline", "duty_due", "renewal_open"
START, AGE, SUSPENSION, ENDS = "start_deadline", "age_limit", "suspension_end", "standing_end"
# Facts that end the standing on a day of their own and are no deadline yet otherwise.
OUTSIDE = frozenset(
    {"parent", "standard", "accreditation", "employment", "registration", "qualification", "product_change"}
)
_COLUMNS = (
    "pk",
    "type_id",
    "valid_to",
    "state",
    "term_count",
    "effective_to",
    "binding_code",
    "segmented",
    "holder_id",
)
Closed = tuple[date | None, str]
OPEN: Closed = (None, "")


class Row(NamedTuple):
    """What the deadlines of one credential are derived from."""

    pk: UUID
    type_id: UUID
    valid_to: date | None
    state: str
    term_count: int
    effective_to: date | None
    binding_code: str
    segmented: bool
    holder_id: UUID | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The days that follow from one expiry day under one type."""

    expiry: date
    opens_on: date | None
    files_by: date | None
    safe_start: date | None


class Plans:
    """Plans of a batch: the same type and expiry day are worked out once."""

    def __init__(self, types: set[UUID]) -> None:
        rows = lookup.by_ids(CredentialType, "pk", types, ("pk", "definition"))
        self.definitions: dict[UUID, Mapping[str, Any]] = {pk: found or {} for pk, found in rows}
        self._working = WorkingDays()
        self._known: dict[tuple[UUID, date], Plan] = {}

    def of(self, type_id: UUID, expiry: date) -> Plan:
        """The plan of a credential of the type that expires on ``expiry``."""
        known = self._known.get((type_id, expiry))
        if known is None:
            definition = self.definitions.get(type_id) or {}
            window = windows.window_of(definition, expiry, self._working)
            safe = self.safe_start(type_id, window.files_by or expiry)
            known = Plan(expiry, window.opens_on, window.files_by, safe or window.files_by)
            self._known[(type_id, expiry)] = known
        return known

    def safe_start(self, type_id: UUID, due: date) -> date | None:
        """Latest day to begin preparing what is due."""
        return windows.safe_start(due, lead_time(type_id, self.definitions.get(type_id) or {}), self._working)

    def ends_with_parent(self, type_id: UUID) -> bool:
        """Whether credentials of the type have no day of their own: their parent's end is their expiry."""
        rule = (self.definitions.get(type_id) or {}).get("validity") or {}
        return bool(rule.get("rule") == "tied_to_parent")


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """The deadlines of these credentials; a fixed number of queries.

    One cycle per term: a renewal closes the old term's deadlines and opens the new ones. A final status closes all, a
    filed application those of filing, the decision to let lapse those of the term's end.
    """
    found = [Row(*row) for row in lookup.by_ids(Credential, "pk", ids, _COLUMNS)]
    plans = Plans({row.type_id for row in found})
    several = [row.pk for row in found if row.term_count > 1]
    current = current_terms(several)
    lapsed, filed = _let_lapse(ids), _filed(ids)
    for row in found:
        cycle = str(current.get(row.pk, row.term_count))
        ended = _ended(row)
        if row.valid_to is not None:
            plan = plans.of(row.type_id, row.valid_to)
            closed = ended or lapsed.get((row.pk, cycle)) or OPEN
            yield from _of_term(row.pk, cycle, plan, closed, filed.get((row.pk, cycle)) or closed)
        yield from _of_standing(row, cycle, plans, ended)
    yield from _of_old_terms(several, {row.pk: row.type_id for row in found}, current, plans)
    yield from _of_duties(ids, {row.pk: row.type_id for row in found}, plans)
    yield from _of_suspensions(found, plans)
    yield from _of_persons(found, plans)
    yield from _of_dated_fields(found, plans)
    yield from aftermath.of_leavers(found)
    yield from aftermath.of_changes(found)


def _ended(row: Row) -> Closed | None:
    """When a final status closed everything, and which."""
    if row.state in FINAL_CHANGES and row.effective_to is not None:
        return row.effective_to + DAY, row.state
    return None


def _let_lapse(ids: Sequence[UUID]) -> dict[tuple[UUID, str], Closed]:
    """Terms that somebody decided not to renew: nobody is reminded of their end."""
    rows = lookup.by_ids(LetLapse, "credential", ids, ("credential_id", "term", "decided_on", "known_to"))
    return {(owner, str(term)): (on, "let_lapse") for owner, term, on, gone in rows if gone is None}


def _filed(ids: Sequence[UUID]) -> dict[tuple[UUID, str], Closed]:
    """Terms whose renewal was filed and not refused: nobody is reminded to file it."""
    columns = ("credential_id", "term", "filed_on", "outcome", "known_to")
    return {
        (owner, str(term)): (on, "filed")
        for owner, term, on, outcome, gone in lookup.by_ids(Filing, "credential", ids, columns)
        if gone is None and outcome in ("", "granted")
    }


def _of_term(pk: UUID, cycle: str, plan: Plan, closed: Closed, filed: Closed) -> Iterator[DeadlineRow]:
    end, by = closed
    yield DeadlineRow(
        pk, EXPIRY, cycle, plan.expiry, opens_on=plan.opens_on, latest_safe_start=plan.safe_start, closed_on=end,
        closed_by=by,
    )  # fmt: skip
    end, by = filed
    if plan.opens_on is not None:
        yield DeadlineRow(pk, OPENS, cycle, plan.opens_on, closed_on=end, closed_by=by)
    if plan.files_by is not None:
        yield DeadlineRow(
            pk, RENEWAL, cycle, plan.files_by, opens_on=plan.opens_on, latest_safe_start=plan.safe_start,
            closed_on=end, closed_by=by,
        )  # fmt: skip


def _of_standing(row: Row, cycle: str, plans: Plans, ended: Closed | None) -> Iterator[DeadlineRow]:
    """The end that something outside the paper sets: for a document tied to its parent that is its expiry."""
    if row.binding_code not in OUTSIDE or row.effective_to is None:
        return
    own = row.valid_to is None and plans.ends_with_parent(row.type_id)
    end, by = ended or OPEN
    safe = plans.safe_start(row.type_id, row.effective_to)
    code = EXPIRY if own else ENDS
    yield DeadlineRow(
        row.pk, code, cycle, row.effective_to, latest_safe_start=safe, closed_on=end, closed_by=by
    )


def _of_old_terms(
    ids: Sequence[UUID], types: Mapping[UUID, UUID], current: Mapping[UUID, int], plans: Plans
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
        closed = recorded.get((owner, current[owner])), "renewed"
        yield from _of_term(owner, str(n), plans.of(types[owner], ends), closed, closed)


def _of_duties(ids: Sequence[UUID], types: Mapping[UUID, UUID], plans: Plans) -> Iterator[DeadlineRow]:
    columns = ("pk", "credential_id", "code", "due_on", "done_on", "closed_on")
    for pk, owner, code, due, done, closed in lookup.by_ids(Duty, "credential", ids, columns):
        by = "done" if done else "closed" if closed else ""
        starts = code == START_DUTY
        safe = plans.safe_start(types[owner], due) if starts else None
        yield DeadlineRow(
            owner, START if starts else duty_deadline(code), str(pk), due, latest_safe_start=safe,
            closed_on=done or closed, closed_by=by,
        )  # fmt: skip
        if starts:
            yield from _of_extension(owner, str(pk), plans.of(types[owner], due), (done or closed, by))


def duty_deadline(code: str) -> str:
    """What the deadline of a duty is called: by its own name where people are reminded of it in a rhythm of its own."""
    own = f"duty_{code}"
    return own if own in DEADLINES else DUTY


def _of_extension(pk: UUID, cycle: str, plan: Plan, closed: Closed) -> Iterator[DeadlineRow]:
    """Last day to apply for more time to begin, where that is before the last day to begin."""
    if plan.files_by is not None:
        yield DeadlineRow(
            pk, RENEWAL, cycle, plan.files_by, opens_on=plan.opens_on, latest_safe_start=plan.safe_start,
            closed_on=closed[0], closed_by=closed[1],
        )  # fmt: skip


def _of_suspensions(rows: Sequence[Row], plans: Plans) -> Iterator[DeadlineRow]:
    """How long a suspension may last before the next state follows, where the type sets a limit."""
    limited = {
        pk
        for pk, one in plans.definitions.items()
        if "longest" in (states.states_of(one).get("suspended") or {})
    }
    mine = {
        row.pk: row.type_id
        for row in rows
        if row.type_id in limited and (row.segmented or row.state == "suspended")
    }
    if not mine:
        return
    begun: dict[UUID, tuple[UUID, date]] = {}
    changes = StatusChange.objects.filter(credential__in=mine, known_to__isnull=True)
    for pk, owner, change, on in changes.order_by("effective_on", "known_from").values_list(
        "pk", "credential_id", "change", "effective_on"
    ):
        if change == "suspended":
            begun.setdefault(owner, (pk, on))
        else:
            begun.pop(owner, None)
    for owner, (pk, on) in begun.items():
        until = states.longest_until(plans.definitions[mine[owner]], "suspended", on)
        if until is not None:
            yield DeadlineRow(owner, SUSPENSION, str(pk), until)


def _of_persons(rows: Sequence[Row], plans: Plans) -> Iterator[DeadlineRow]:
    """The last day before the holder reaches the age at which a credential of the type ends."""
    ages = {pk: age for pk, one in plans.definitions.items() if (age := age_limit(one)) is not None}
    mine = {row.pk: row for row in rows if row.type_id in ages}
    if not mine:
        return
    births = Credential.objects.filter(pk__in=mine, holder__birth_date__isnull=False)
    for pk, born in births.values_list("pk", "holder__birth_date"):
        row = mine[pk]
        if born is None:
            continue
        end, by = _ended(row) or OPEN
        due = windows.last_day_before_age(born, ages[row.type_id])
        yield DeadlineRow(pk, AGE, "age", due, closed_on=end, closed_by=by)


def age_limit(definition: Mapping[str, Any]) -> int | None:
    """The age in years at which credentials of a type end; None where there is none or it is not a number."""
    age = (definition.get("validity") or {}).get("age_max")
    return age if isinstance(age, int) else None


def _of_dated_fields(rows: Sequence[Row], plans: Plans) -> Iterator[DeadlineRow]:
    """Days that users enter in custom fields and that the type names as deadlines (``dated_fields``)."""
    named = {pk: list(one.get("dated_fields") or ()) for pk, one in plans.definitions.items()}
    mine = {row.pk: row for row in rows if named.get(row.type_id)}
    if not mine:
        return
    for pk, custom in Credential.objects.filter(pk__in=mine).values_list("pk", "custom"):
        row = mine[pk]
        end, by = _ended(row) or OPEN
        for code in named[row.type_id]:
            day = _day((custom or {}).get(code))
            if day is not None:
                safe = plans.safe_start(row.type_id, day)
                yield DeadlineRow(pk, code, code, day, latest_safe_start=safe, closed_on=end, closed_by=by)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
