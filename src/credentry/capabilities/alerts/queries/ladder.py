"""Who comes next if nobody answers: the climbing of one notice as it will go, without anything being written.

The same rules as ``actions/escalating``: the steps of the policy's ladder that lead to somebody new, then up the line of
whoever was told last, to the top.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from credentry.capabilities.alerts import rules, working
from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.queries import reach
from credentry.capabilities.alerts.vocabulary import OPENINGS, Demand, Relation
from credentry.core.identity.queries import Roster

#: So many steps are shown; a line of managers is rarely longer.
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose record it is: the ladder's relations are read from here."""

    responsible: UUID | None
    deputy: UUID | None
    unit: UUID | None


@dataclass(frozen=True, slots=True)
class Next:
    """One step up: who is told on which day, by which relation, until when they may answer (None: no limit), and what
    is asked of them (``Demand``)."""

    on: date
    people: tuple[UUID, ...]
    relation: str
    answer_by: date | None
    asks: str = Demand.ACKNOWLEDGE


def answer_by(policy: AlertPolicy, rung: int, code: str, due_on: date, told_on: date) -> date | None:
    """The last day for an answer of somebody told on a day by that step of the ladder; None: nobody comes next."""
    steps = rules.ladder(policy.ladder)
    wait = int(steps[min(rung, len(steps) - 1)]["wait"])
    if not wait:
        return None
    pressing = code not in OPENINGS and (due_on - told_on).days <= rules.LEVEL_LIMITS[0][0]
    return working.add_working_days(told_on, min(wait, 1) if pressing else wait)


def climb(
    policy: AlertPolicy,
    people: Roster,
    owner: Owner,
    code: str,
    due_on: date,
    told: Sequence[UUID],
    until: date | None,
    rung: int = 0,
) -> Iterator[Next]:
    """The steps after those in ``told`` (the last of them told by step ``rung``, with an answer due ``until``)."""
    asks = rules.demanded(policy.ladder, rung)
    known, last = list(told), told[-1] if told else None
    for _ in range(MOST):
        if until is None or last is None:
            return
        found = _by_ladder(policy, people, owner, known, rung) or _by_line(policy, people, last, known)
        if found is None:
            return
        rung, relation, persons = found
        on = until + timedelta(days=1)
        until = answer_by(policy, rung, code, due_on, on)
        asks = rules.stricter(asks, rules.demanded(policy.ladder, rung))
        yield Next(on, tuple(persons), relation, until, asks.value)
        known += persons
        last = persons[0]


Step = tuple[int, str, list[UUID]]


def _by_ladder(
    policy: AlertPolicy, people: Roster, owner: Owner, known: Collection[UUID], rung: int
) -> Step | None:
    steps = rules.ladder(policy.ladder)
    for at in range(rung + 1, len(steps)):
        persons = [one for one in _of(steps[at], people, owner) if one not in known]
        if persons:
            return at, str(steps[at]["relation"]), persons
    return None


def _by_line(policy: AlertPolicy, people: Roster, last: UUID, known: Collection[UUID]) -> Step | None:
    for above in reach.line_of(people, last):
        if above not in known:
            return len(rules.ladder(policy.ladder)), Relation.LINE.value, [above]
    return None


def _of(step: dict[str, Any], people: Roster, owner: Owner) -> list[UUID]:
    """Who a step of a ladder means for this record, as things stand."""
    first, second = _reach(people, owner.responsible), _reach(people, owner.deputy)
    head = reach.head_of(people, owner.unit)
    relation = step["relation"]
    if relation == Relation.ROLE:
        return reach.holders_of_role(people, step.get("code", ""), owner.unit)
    here, stand_in = (first.here, first.stand_in) if first else (None, None)
    second_here = second.here if second else None
    found: UUID | None = None
    if relation == Relation.RESPONSIBLE:
        found = here or second_here or stand_in
    elif relation == Relation.DEPUTY:
        found = second_here or stand_in
    elif relation == Relation.MANAGER:
        found = (first.manager if first else None) or head
    elif relation == Relation.UNIT_HEAD:
        found = head or reach.last_resort(people, owner.unit)
    elif relation in (Relation.POST, Relation.USER):
        found = _named(step, people)
    return [found] if found else []


def _reach(people: Roster, user: UUID | None) -> reach.Reach | None:
    return reach.reach_of(people, user) if user is not None and user in people.people else None


def _named(step: dict[str, Any], people: Roster) -> UUID | None:
    user = (
        people.holders.get(step.get("code", "")) if step["relation"] == Relation.POST else UUID(step["code"])
    )
    if user is None or user not in people.people:
        return None
    there = reach.reach_of(people, user)
    return there.here or there.stand_in
