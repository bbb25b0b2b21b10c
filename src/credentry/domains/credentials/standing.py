"""Stored standing: computed from the facts of a set of credentials, in the transaction that changed them.

Most credentials have one term, no status change and no duty that can end them: for these the answer is a copy of
two dates and needs one UPDATE for the whole set. The others are read with three queries and decided by the pure
rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from credentry.domains.credentials.models import (
    Credential,
    CredentialType,
    Duty,
    StandingSegment,
    StatusChange,
    Term,
)
from credentry.domains.credentials.rules import standing as rules
from credentry.domains.credentials.rules.facts import ChangeFact, DutyFact, Facts, TermFact, constraints
from credentry.plumbing import bulk

DAY = timedelta(days=1)
COLUMNS = (
    "effective_from", "effective_to", "state", "binding_code", "binding_ref", "warn_from", "segmented", "timeline",
)  # fmt: skip
ONLY_TERM = "1"  # a term is referred to by its number within the credential
BINDING_DUTY = Q(grace_days__isnull=False, closed_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """The values of the standing columns of one credential, and its segments where it has several."""

    effective_from: date | None
    effective_to: date | None
    state: str
    binding_code: str
    binding_ref: str
    warn_from: date | None
    segments: tuple[rules.Segment, ...] = ()
    timeline: list[list[str | None]] | None = None

    def put(self, record: Any) -> None:
        """Write the values on a model instance."""
        record.effective_from, record.effective_to, record.state = (
            self.effective_from,
            self.effective_to,
            self.state,
        )
        record.binding_code, record.binding_ref = self.binding_code, self.binding_ref
        record.warn_from, record.timeline = self.warn_from, self.timeline
        record.segmented = bool(self.segments)


def warn(end: date | None, days: int) -> date | None:
    """First day on which an end is near: ``days`` before it."""
    return end - timedelta(days=days) if end is not None else None


def _near(end: date | None, code: str, days: int) -> date | None:
    """First day of a valid run shown as expiring soon. What the issuer ends does not expire: no day of it is."""
    return end + DAY if end is not None and code == "status_change" else warn(end, days)


def simple(starts: date | None, ends: date | None, lapses: Iterable[tuple[date, str]], days: int) -> Stored:
    """The standing of one term under open duties that end it on the given days (last valid day, duty id).

    Equal to ``of`` on the same facts; spelled out because an import asks it a hundred thousand times.
    """
    end, state, code, ref = ends, "expired", "term", ONLY_TERM
    for last, duty in lapses:
        if end is None or last < end:
            end, state, code, ref = last, "duty_overdue", "duty", duty
    if end is None:
        return Stored(starts, None, rules.VALID, "", "", None)
    return Stored(starts, end, state, code, ref, warn(end, days))


def of(facts: Facts, days: int) -> Stored:
    """The standing columns that follow from all facts of a credential; ``days``: warning time of its type."""
    found = rules.standing(constraints(facts))
    if found.simple and not found.never:
        return Stored(
            found.effective_from, found.effective_to, found.state, found.binding_code, found.binding_ref,
            _near(found.effective_to, found.binding_code, days),
        )  # fmt: skip
    near = [_near(one.ends, one.code, days) if one.state == rules.VALID else None for one in found.segments]
    timeline = [
        [_iso(one.starts), _iso(one.ends), one.state, one.code, one.ref, _iso(day)]
        for one, day in zip(found.segments, near, strict=True)
    ]
    first, last = found.effective_from, found.effective_to
    if found.never:  # an empty interval: no day lies in it
        first = next((one.starts for one in found.segments if one.starts is not None), date(1970, 1, 1))
        last = first - DAY
    return Stored(
        first,
        last,
        found.state,
        found.binding_code,
        found.binding_ref,
        _near(last, found.binding_code, days),
        found.segments,
        timeline,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def recompute(ids: Sequence[UUID]) -> None:
    """Bring the stored standing of these credentials up to date with their facts."""
    busy = set(_busy(ids))
    calm = [one for one in ids if one not in busy]
    if calm:
        _recompute_calm(calm)
    if busy:
        _recompute_busy(sorted(busy))


def _busy(ids: Sequence[UUID]) -> Iterable[UUID]:
    """Credentials whose standing does not follow from their only term."""
    mine = Q(credential=OuterRef("pk"))
    more = Q(term_count__gt=1) | Q(segmented=True)
    more |= Q(Exists(StatusChange.objects.filter(mine, known_to__isnull=True)))
    more |= Q(Exists(Duty.objects.filter(mine & BINDING_DUTY)))
    return Credential.objects.filter(more, pk__in=ids).values_list("pk", flat=True)


class _DaysBefore(Func):
    """A date column minus a whole number of days."""

    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", -", **extra
        )


def _recompute_calm(ids: Sequence[UUID]) -> None:
    """One term and nothing else: copy its dates, one UPDATE per warning time of a type."""
    rows = Credential.objects.filter(pk__in=ids)
    start = Coalesce(F("valid_from"), F("issued_on"))
    rows.filter(valid_to__isnull=True).update(
        effective_from=start, effective_to=None, warn_from=None, state=rules.VALID, binding_code="",
        binding_ref="", timeline=None, segmented=False,
    )  # fmt: skip
    ended = rows.filter(valid_to__isnull=False)
    for days in ended.order_by().values_list("type__warn_days", flat=True).distinct():
        types = CredentialType.objects.filter(warn_days=days).values("pk")
        ended.filter(type__in=types).update(
            effective_from=start, effective_to=F("valid_to"), warn_from=_DaysBefore(F("valid_to"), Value(days)),
            state="expired", binding_code="term", binding_ref=ONLY_TERM, timeline=None, segmented=False,
        )  # fmt: skip


def _recompute_busy(ids: Sequence[UUID]) -> None:
    facts = facts_of(ids)
    records = list(Credential.objects.filter(pk__in=ids).select_related("type"))
    segments: list[StandingSegment] = []
    for one in records:
        stored = of(facts[one.pk], one.type.warn_days)
        stored.put(one)
        segments.extend(segment_rows(one.pk, stored, one.type.warn_days))
    StandingSegment.objects.filter(credential__in=ids).delete()
    bulk.insert(StandingSegment, segments)
    bulk.update(Credential, records, COLUMNS)


def segment_rows(credential_id: UUID, stored: Stored, days: int) -> list[StandingSegment]:
    """The rows kept for a credential with several runs."""
    return [
        StandingSegment(
            credential_id=credential_id, starts=one.starts, ends=one.ends, state=one.state, code=one.code, ref=one.ref,
            warn_from=_near(one.ends, one.code, days) if one.state == rules.VALID else None,
        )
        for one in stored.segments
    ]  # fmt: skip


def facts_of(ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """Everything now believed about these credentials: three queries however many there are."""
    terms: dict[UUID, list[TermFact]] = {one: [] for one in ids}
    rows = Term.objects.filter(credential__in=ids, known_to__isnull=True).order_by("n")
    for n, owner, starts, issued, ends in rows.values_list(
        "n", "credential_id", "valid_from", "issued_on", "valid_to"
    ):
        terms[owner].append(TermFact(str(n), starts or issued, ends))
    changes: dict[UUID, list[ChangeFact]] = {}
    for order, (pk, owner, change, on) in enumerate(
        StatusChange.objects.filter(credential__in=ids, known_to__isnull=True)
        .order_by("effective_on", "known_from", "pk")
        .values_list("pk", "credential_id", "change", "effective_on")
    ):
        changes.setdefault(owner, []).append(ChangeFact(str(pk), change, on, order))
    duties: dict[UUID, list[DutyFact]] = {}
    for pk, owner, due, grace, done in Duty.objects.filter(BINDING_DUTY, credential__in=ids).values_list(
        "pk", "credential_id", "due_on", "grace_days", "done_on"
    ):
        if grace is not None:
            duties.setdefault(owner, []).append(DutyFact(str(pk), due, grace, done))
    return {
        one: Facts(tuple(found), tuple(changes.get(one, ())), tuple(duties.get(one, ())))
        for one, found in terms.items()
    }
