"""Who can be reached: from a person who may be gone to the next one who is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from credentry.capabilities.alerts.vocabulary import LAST_RESORT_ROLES
from credentry.core.identity.queries import Roster

LINE_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """For one user: themselves if active, the next one when they are not, and the active manager above."""

    here: UUID | None
    stand_in: UUID | None
    manager: UUID | None


def is_here(roster: Roster, user: UUID | None) -> bool:
    """Whether that user exists, is active and not absent."""
    person = roster.people.get(user) if user else None
    return person is not None and person.here


def manager_of(roster: Roster, user: UUID) -> UUID | None:
    """The nearest active person up the line; absent ones are skipped, a circle ends it."""
    seen, person = {user}, roster.people.get(user)
    for _ in range(LINE_LIMIT):
        if person is None or person.manager_id is None or person.manager_id in seen:
            return None
        seen.add(person.manager_id)
        if is_here(roster, person.manager_id):
            return person.manager_id
        person = roster.people.get(person.manager_id)
    return None


def line_of(roster: Roster, user: UUID) -> list[UUID]:
    """Everybody above who is there, the nearest first, to the top."""
    line: list[UUID] = []
    above = manager_of(roster, user)
    while above is not None and above not in line and above != user and len(line) < LINE_LIMIT:
        line.append(above)
        above = manager_of(roster, above)
    return line


def reach_of(roster: Roster, user: UUID) -> Reach:
    """Themselves → their deputy → the manager line."""
    person = roster.people[user]
    manager = manager_of(roster, user)
    deputy = person.deputy_id if is_here(roster, person.deputy_id) else None
    return Reach(user if person.here else None, deputy or manager, manager)


def head_of(roster: Roster, unit: UUID | None) -> UUID | None:
    """The active head of the unit or of the nearest unit above that has one."""
    while unit is not None:
        head = roster.heads.get(unit)
        if is_here(roster, head):
            return head
        unit = roster.parents.get(unit)
    return None


def holders_of_role(roster: Roster, role: str, unit: UUID | None) -> list[UUID]:
    """The active people with that role nearest to the unit: in it, else above it, else for everything."""
    given = [one for one in roster.roles if one[0] == role and is_here(roster, one[1])]
    at: UUID | None = unit
    while at is not None:
        found = [
            user
            for _, user, where, reach in given
            if where == at and (at == unit or reach in ("subtree", "all"))
        ]
        if found:
            return sorted(set(found))
        at = roster.parents.get(at)
    return sorted({user for _, user, _, reach in given if reach == "all"})


def role_rows(roster: Roster, roles: Iterable[str]) -> list[tuple[str, UUID, UUID]]:
    """``(role, unit, user)`` for every unit: the table form of ``holders_of_role``."""
    return [
        (role, unit, user)
        for role in sorted(set(roles))
        for unit in roster.parents
        for user in holders_of_role(roster, role, unit)
    ]


def last_resort(roster: Roster, unit: UUID | None) -> UUID | None:
    """Who is told when nobody else can be: one active holder of the last-resort roles, nearest to the unit."""
    for role in LAST_RESORT_ROLES:
        found = holders_of_role(roster, role, unit)
        if found:
            return found[0]
    return None
