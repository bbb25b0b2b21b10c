"""What the approval step asks about people, answered from the register of identity. Ids travel as text."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from credentry.core.identity import queries as identity
from credentry.foundation import clock

#: Who keeps the processes when nobody else can act.
KEEPERS = ("administrator",)


def _text(user: UUID | None) -> str:
    return str(user) if user else ""


#: In a rule: whatever the unit.
ANYWHERE = "*"


def _unit(unit: str) -> UUID | None:
    return UUID(unit) if unit and unit != ANYWHERE else None


class People:
    """One look at the register of people; answers are kept for the life of the object."""

    def __init__(self) -> None:
        self._users: dict[str, Any] = {}

    @cached_property
    def _absent(self) -> dict[UUID, UUID | None]:
        today = clock.today()
        return {**dict.fromkeys(identity.departed_on(today)), **identity.absent_on(today)}

    def present(self, person: str, at: datetime) -> bool:
        """The account is active, the person has not left and no absence covers today."""
        user = self._user(person)
        return bool(user is not None and user.is_active and user.pk not in self._absent)

    def deputy(self, person: str, at: datetime) -> str:
        """The deputy of the absence, else the usual one."""
        user = self._user(person)
        if user is None:
            return ""
        return _text(self._absent.get(user.pk) or user.deputy_id)

    def manager(self, person: str) -> str:
        """The direct superior by manager, post or unit."""
        user = self._user(person)
        line = identity.manager_line(user.pk, 1) if user is not None else []
        return _text(line[0].pk) if line else ""

    def in_post(self, post: str, unit: str) -> Sequence[str]:
        """Who holds the post."""
        return [str(one) for one in identity.holders_of_post(post, _unit(unit))]

    def in_role(self, role: str, unit: str) -> Sequence[str]:
        """Those whose role reaches the unit."""
        return [str(one) for one in identity.holders_of_role(role, _unit(unit))]

    def head(self, unit: str) -> str:
        """The head of the unit or of the nearest above."""
        return _text(identity.head_of_unit(UUID(unit))) if unit else ""

    def administrators(self) -> Sequence[str]:
        """Whoever keeps the processes."""
        return [str(one) for code in KEEPERS for one in identity.holders_of_role(code)]

    def _user(self, person: str) -> Any:
        if person not in self._users:
            self._users[person] = identity.user_by_id(person) if person else None
        return self._users[person]
