"""Where people work and are registered: kept with every change of a person, and by leaving and transfer.

``Employment`` rows carry the history; the person's own columns repeat the present one. A row is never edited: what
changes is closed in system time and stated anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.domains.subjects import errors
from credentry.domains.subjects.actions.references import References
from credentry.domains.subjects.models import Employment, Subject
from credentry.domains.subjects.vocabulary import EMPLOYMENT, REGISTRATION
from credentry.foundation.errors import FieldError, Invalid
from credentry.plumbing import bulk

DAY = timedelta(days=1)
COLUMNS = ("employer", "registration_unit", "employed_from", "employed_to")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a person's columns say of one relation: to whom, from when, until when."""

    organisation: UUID | None
    starts: date | None = None
    ends: date | None = None


def ties(person: Any) -> dict[str, Tie]:
    """The present tie of each relation. For a registration the columns know no days."""
    return {
        EMPLOYMENT: Tie(person.employer_id, person.employed_from, person.employed_to),
        REGISTRATION: Tie(person.registration_unit_id),
    }


def begin(ctx: Any, people: Sequence[Subject]) -> None:
    """State the ties of people just registered."""
    bulk.insert(
        Employment,
        [
            _row(ctx, one.pk, relation, tie.organisation, tie.starts, tie.ends)
            for one in people
            for relation, tie in ties(one).items()
            if tie.organisation is not None
        ],
    )


def follow(ctx: Any, people: Sequence[Subject], before: dict[UUID, dict[str, Tie]]) -> None:
    """State the ties of amended people anew where they differ from ``before``.

    Another organisation is a move on the day it begins (today where none is said), which ends what was before; other
    days of the same organisation are a correction.
    """
    moved = [
        (one, relation, before[one.pk][relation], tie)
        for one in people
        for relation, tie in ties(one).items()
        if tie != before[one.pk][relation]
    ]
    if not moved:
        return
    current = _current({one.pk for one, *_ in moved})
    closed: list[Employment] = []
    made: list[Employment] = []
    for one, relation, was, tie in moved:
        old = current.get((one.pk, relation))
        if tie.organisation == was.organisation:
            if old is not None:
                closed.append(old)
            if tie.organisation is not None:
                made.append(_row(ctx, one.pk, relation, tie.organisation, tie.starts, tie.ends))
            continue
        start = tie.starts if tie.starts is not None and tie.starts != was.starts else ctx.today
        if old is not None and (old.ends is None or old.ends >= start):
            closed.append(old)
            if old.starts is None or old.starts < start:
                made.append(_row(ctx, one.pk, relation, old.organisation_id, old.starts, start - DAY))
        if tie.organisation is not None:
            ends = tie.ends if tie.ends is not None and tie.ends >= start else None
            made.append(_row(ctx, one.pk, relation, tie.organisation, start, ends))
            if relation == EMPLOYMENT and (one.employed_from, one.employed_to) != (start, ends):
                one.employed_from, one.employed_to = start, ends
                Subject.objects.filter(pk=one.pk).update(employed_from=start, employed_to=ends)
    _store(ctx, closed, made)


def leave(ctx: Any, person: Subject, form: Any) -> Subject:
    """A person leaves: the last day of the employment, and of the registration with it where that goes, too."""
    if person.employer_id is None and not (form.registration_too and person.registration_unit_id):
        raise Invalid.one("last_day", errors.NOT_EMPLOYED)
    if person.employed_from is not None and form.last_day < person.employed_from:
        raise Invalid.one("last_day", errors.DATES)
    current = _current({person.pk})
    relations = (EMPLOYMENT, REGISTRATION) if form.registration_too else (EMPLOYMENT,)
    closed: list[Employment] = []
    made: list[Employment] = []
    for relation in relations:
        tie = ties(person)[relation]
        old = current.get((person.pk, relation))
        if tie.organisation is None:
            continue
        starts = old.starts if old is not None else tie.starts
        if old is not None:
            closed.append(old)
        if starts is None or starts <= form.last_day:
            made.append(_row(ctx, person.pk, relation, tie.organisation, starts, form.last_day))
        ctx.note(person.pk, f"{relation}_ends", None, form.last_day)
    _store(ctx, closed, made)
    person.employed_to = form.last_day
    Subject.objects.filter(pk=person.pk).update(employed_to=form.last_day)
    ctx.note(person.pk, "reason", None, form.reason)
    ctx.emit("person.left", id=str(person.pk), last_day=form.last_day.isoformat())
    return person


def transfer(ctx: Any, person: Subject, form: Any) -> Subject:
    """A person goes over to another organisation from a day on; the tie before ends on the day before."""
    faults = References({"organisation": "organisation"}, [form]).faults(form)
    if faults:
        raise Invalid(faults)
    start = form.from_day or ctx.today
    column = "employer" if form.relation == EMPLOYMENT else "registration_unit"
    old = _current({person.pk}).get((person.pk, form.relation))
    if getattr(person, f"{column}_id") == form.organisation and (old is None or old.ends is None):
        raise Invalid([FieldError("organisation", errors.ALREADY_THERE)])
    was = ties(person)[form.relation]
    if old is None and was.organisation is not None:
        old = _row(ctx, person.pk, form.relation, was.organisation, was.starts, was.ends)
    made: list[Employment] = []
    closed: list[Employment] = []
    if old is not None:
        if old.starts is not None and old.starts >= start:
            raise Invalid.one("from_day", errors.DATES)
        if old.ends is None or old.ends >= start:
            closed.append(old)
            made.append(_row(ctx, person.pk, form.relation, old.organisation_id, old.starts, start - DAY))
    made.append(_row(ctx, person.pk, form.relation, form.organisation, start, None))
    _store(ctx, closed, made)
    values: dict[str, Any] = {f"{column}_id": form.organisation}
    if form.relation == EMPLOYMENT:
        values.update(employed_from=start, employed_to=None)
    for name, value in values.items():
        setattr(person, name, value)
    Subject.objects.filter(pk=person.pk).update(**values)
    ctx.note(person.pk, f"{form.relation}_from", None, start)
    ctx.emit("person.transferred", id=str(person.pk), relation=form.relation, on=start.isoformat())
    return person


def _current(people: set[UUID]) -> dict[tuple[UUID, str], Employment]:
    """The latest tie of each relation of these people."""
    found: dict[tuple[UUID, str], Employment] = {}
    rows = Employment.objects.filter(person__in=people, known_to__isnull=True)
    for one in sorted(rows, key=lambda row: (row.starts or date.min, row.pk)):
        found[(one.person_id, one.relation)] = one
    return found


def _row(
    ctx: Any, person: UUID, relation: str, organisation: Any, starts: date | None, ends: date | None
) -> Employment:
    return Employment(
        person_id=person, relation=relation, organisation_id=organisation, starts=starts, ends=ends,
        known_from=ctx.now,
    )  # fmt: skip


def _store(ctx: Any, closed: Sequence[Employment], made: Sequence[Employment]) -> None:
    if closed:
        Employment.objects.filter(pk__in=[one.pk for one in closed]).update(known_to=ctx.now)
    bulk.insert(Employment, made)
