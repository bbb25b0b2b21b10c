"""When people belonged to which organisation."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from credentry.domains.subjects.models import Employment, Subject

Spans = list[tuple[date | None, date | None]]


def employed(people: Collection[UUID]) -> dict[tuple[UUID, str, UUID], Spans]:
    """(person, relation, organisation) → the spans of days of that tie, both ends included; two queries.

    People of whom no tie was ever stated (entered before ties were kept) are taken at the word of their columns.
    """
    found: dict[tuple[UUID, str, UUID], Spans] = {}
    known: set[tuple[UUID, str]] = set()
    rows = Employment.objects.filter(person__in=people, known_to__isnull=True).order_by("starts", "pk")
    for person, relation, organisation, starts, ends in rows.values_list(
        "person_id", "relation", "organisation_id", "starts", "ends"
    ):
        found.setdefault((person, relation, organisation), []).append((starts, ends))
        known.add((person, relation))
    columns = Subject.objects.filter(pk__in=people, subject_kind="person").values_list(
        "pk", "employer_id", "registration_unit_id", "employed_from", "employed_to"
    )
    for person, employer, unit, starts, ends in columns:
        if employer is not None and (person, "employment") not in known:
            found[(person, "employment", employer)] = [(starts, ends)]
        if unit is not None and (person, "registration") not in known:
            found[(person, "registration", unit)] = [(None, None)]
    return found
