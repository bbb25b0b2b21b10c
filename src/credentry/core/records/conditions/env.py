"""What a condition is evaluated against besides the record: who asks, which day it is, who knows the references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from credentry.foundation import clock

if TYPE_CHECKING:
    from credentry.core.identity.actors import Actor


class References(Protocol):
    """Answers what a code or name in a condition refers to."""

    def find(self, kind: str, text: str) -> Sequence[UUID]:
        """Ids of the records of ``kind`` whose code, number, user name or title is ``text``; [] when unknown."""

    def title(self, kind: str, id_or_text: str, lang: str) -> str:
        """The words for a referenced record in a sentence."""

    def below(self, unit_ids: Sequence[UUID]) -> Sequence[UUID]:
        """The units given and every unit below them."""

    def values(self, kind: str, record_id: Any) -> Mapping[str, Any]:
        """Field values of one record, for references in memory; {} when it does not exist."""


def _database() -> References:
    from credentry.core.records.conditions.references import DatabaseReferences

    return DatabaseReferences()


@dataclass(frozen=True, slots=True)
class Env:
    """``actor`` gives ``me`` and ``my_units``; ``today`` anchors relative dates.

    ``known``: the records as they were believed at that instant. ``past``: set for the SQL faces of fields while they
    speak about rows of the kind's table of past beliefs (``pk`` is that of the past row) at ``known``.
    """

    actor: "Actor | None" = None
    today: date = field(default_factory=clock.today)
    references: References = field(default_factory=_database, compare=False)
    known: datetime | None = None
    past: bool = False
