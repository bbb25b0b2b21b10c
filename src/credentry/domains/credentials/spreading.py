"""What happens to a credential, standard or person reaches the credentials that depend on it.

Dependency rows repeat the days on which the thing referred to holds. Here they are brought up to date, set by set,
and the credentials that have to be looked at again are named.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.domains.credentials import setwise
from credentry.domains.credentials.models import Credential, Dependency, Standard, StandingSegment
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.rules.standing import Period, merged
from credentry.domains.credentials.vocabulary import AGE, RELATIONS
from credentry.domains.subjects.queries import employed
from credentry.plumbing import bulk, sql

LEVELS = 40  # of children of children; circles are refused when a dependency is made
NEXT = "standing_next"
_HOLDS = ("holds_from", "holds_to", "periods")
_DEPENDENCY = "credentials_dependency"


def onwards(moved: "Sequence[UUID] | QuerySet[Any]") -> "list[UUID] | QuerySet[Any]":
    """The credentials that depend on those whose standing changed, after their rows have learned of it."""
    if not isinstance(moved, QuerySet) and not moved:
        return []
    mine = Dependency.objects.filter(parent__in=moved, known_to__isnull=True)
    if not mine.exists():
        return []
    setwise.pick(Credential.objects.filter(pk__in=mine.values("credential")), NEXT)
    learn_from_credentials(mine)
    return setwise.listed(NEXT)


def learn_everything() -> None:
    """Every dependency repeats what it refers to, whatever it said before; other credentials as they stand now."""
    rows = Dependency.objects.filter(known_to__isnull=True)
    learn_from_standards(Standard.objects.values("pk"))
    learn_from_people(rows.filter(code__in=RELATIONS))
    learn_from_ages(rows.filter(code=AGE))
    learn_from_credentials(rows.filter(parent__isnull=False))


def learn_from_credentials(rows: "QuerySet[Dependency]") -> None:
    """Dependencies on credentials repeat the runs of days on which those hold."""
    text, params = rows.order_by().filter(parent__segmented=False).values("pk").query.sql_with_params()
    sql.run(
        f"UPDATE {_DEPENDENCY} SET holds_from = p.effective_from, holds_to = p.effective_to, periods = NULL "
        f"FROM credentials_credential p WHERE p.id = {_DEPENDENCY}.parent_id AND {_DEPENDENCY}.id IN ({text}) "
        f"AND ({_DEPENDENCY}.holds_from IS DISTINCT FROM p.effective_from "
        f"OR {_DEPENDENCY}.holds_to IS DISTINCT FROM p.effective_to OR {_DEPENDENCY}.periods IS NOT NULL)",
        params,
    )
    several = list(rows.filter(parent__segmented=True).values_list("pk", "parent_id", "periods"))
    runs = runs_of({parent for _, parent, _ in several if parent is not None})
    changed = [
        (pk, None, None, runs.get(parent, [])) for pk, parent, said in several if said != runs.get(parent, [])
    ]
    bulk.update_rows(Dependency, bulk.columns(Dependency, _HOLDS), changed)


def runs_of(parents: set[UUID]) -> dict[UUID, list[list[str | None]]]:
    """The valid runs of credentials that have several, as a dependency states them."""
    found: dict[UUID, list[list[str | None]]] = {}
    rows = StandingSegment.objects.filter(credential__in=parents, state="valid").order_by("starts", "pk")
    for owner, first, last in rows.values_list("credential_id", "starts", "ends"):
        found.setdefault(owner, []).append([_iso(first), _iso(last)])
    return found


def learn_from_people(rows: "QuerySet[Dependency]") -> list[UUID]:
    """Dependencies on employment and registration repeat the days of that tie; the credentials whose rows changed."""
    known = list(rows.values_list("pk", "credential_id", "code", "person_id", "organisation_id", *_HOLDS))
    spans = employed({row[3] for row in known if row[3] is not None})
    changed, owners = [], []
    for pk, owner, code, person, organisation, *stated in known:
        days = columns_of([Period(*one) for one in spans.get((person, code, organisation), ())])
        if days != stated:
            changed.append((pk, *days))
            owners.append(owner)
    bulk.update_rows(Dependency, bulk.columns(Dependency, _HOLDS), changed)
    return owners


def learn_from_ages(rows: "QuerySet[Dependency]") -> list[UUID]:
    """Dependencies on the holder's age hold until the day before the birthday (``note``: which); the credentials
    whose rows changed. Somebody whose birth date nobody knows has no such day."""
    known = list(rows.values_list("pk", "credential_id", "note", "person__birth_date", *_HOLDS))
    changed, owners = [], []
    for pk, owner, years, born, *stated in known:
        last = windows.last_day_before_age(born, int(years)) if born is not None and years else None
        days = columns_of([Period(None, last)])
        if days != stated:
            changed.append((pk, *days))
            owners.append(owner)
    bulk.update_rows(Dependency, bulk.columns(Dependency, _HOLDS), changed)
    return owners


def columns_of(periods: Iterable[Period]) -> list[Any]:
    """holds_from, holds_to and periods of a dependency that holds in these periods."""
    days = merged(periods)
    if len(days) == 1:
        return [days[0].starts, days[0].ends, None]
    return [None, None, [[_iso(one.starts), _iso(one.ends)] for one in days]]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def learn_from_standards(standards: "Sequence[UUID] | QuerySet[Any, Any]") -> "QuerySet[Credential]":
    """Dependencies on these standards repeat their last day; the credentials that have to be looked at again."""
    mine = Dependency.objects.filter(standard__in=standards, known_to__isnull=True)
    text, params = mine.order_by().values("pk").query.sql_with_params()
    last = standard_ends("s")
    sql.run(
        f"UPDATE {_DEPENDENCY} SET holds_to = {last} FROM credentials_standard s "
        f"WHERE s.id = {_DEPENDENCY}.standard_id AND {_DEPENDENCY}.id IN ({text}) "
        f"AND {_DEPENDENCY}.holds_to IS DISTINCT FROM {last}",
        params,
    )
    return Credential.objects.filter(pk__in=mine.values("credential"))


def standard_ends(table: str) -> str:
    """SQL for the last day on which credentials based on a standard hold: the transition's, else the day before it
    is withdrawn."""
    before = sql.day_minus(f"{table}.withdrawn_on", "1")
    return f"coalesce({table}.transition_to, {before})"
