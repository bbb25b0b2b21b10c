"""Whose a mail is: the unit its address names, else the sender's, else the one at the top."""

from dataclasses import dataclass
from uuid import UUID

from credentry.capabilities.intake.mailbox.addresses import words_for_units
from credentry.capabilities.intake.mailbox.letters import Letter
from credentry.core.identity.queries import root_unit, units_by_words, user_by_address


@dataclass(frozen=True, slots=True)
class Route:
    """Where a mail's papers wait, for whom, and whether none of us has the sender's address."""

    unit_id: UUID
    responsible_id: UUID | None
    outside: bool


def route(letter: Letter) -> Route:
    """Raises LookupError in an instance without units."""
    sender = user_by_address(letter.sender)
    words = list(words_for_units(letter.recipients))
    named = units_by_words(words)
    unit = next((named[one] for one in words if one in named), None)
    if unit is None:
        unit = (sender.unit if sender else None) or root_unit()
    if unit is None:
        raise LookupError("there is no unit to receive mail")
    ours = sender is not None and sender.unit_id == unit.pk
    return Route(unit.pk, sender.pk if sender and ours else unit.head_id, sender is None)
