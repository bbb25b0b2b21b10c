"""What full text reads of a record, and how the search room lends it to lists and conditions.

The words of a record are those of its fields marked ``search``; a reference marked so lends the name, code and short
forms of the record it points to. Sensitive values are never searched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from credentry.core.identity.actors import Actor

LENT = ("code", "short_name", "sku")


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of the list that words are looked for in, so that the index can answer more of it.

    ``live``: archived records are left out. ``units``: it shows records of these units only, or of all; None: more than
    the unit decides. ``whole``: nothing else narrows it.
    """

    live: bool = False
    units: "Reachable" = None
    whole: bool = False


Reachable = frozenset[UUID] | Literal["all"] | None


class TextHits(Protocol):
    """The records of one kind that contain the words of one query."""

    @property
    def q(self) -> "Q":
        """As a filter on the kind's model."""

    def count(self, rows: "QuerySet[Any]", cap: int) -> int:
        """How many of ``rows``, the list without the words, at most ``cap``."""

    def first(self, ordered: "QuerySet[Any]", limit: int) -> list[UUID] | None:
        """The first ids in an order that an index gives, or None where filtering by ``q`` is faster."""

    def newest(self, limit: int) -> list[UUID] | None:
        """Ids of the hits that came into the index last, whoever may see them; None where filtering is the way."""


TextSearch = Callable[[RecordKind, str, "Actor | None", Listed], TextHits | None]
_provided: list[TextSearch] = []


def provide(search: TextSearch) -> None:
    """Say who answers full text: ``search(kind, words, actor, listed)``, None when there is nothing to find."""
    _provided[:] = [search]


def provided() -> TextSearch | None:
    """Who answers full text, if the search room is there."""
    return _provided[0] if _provided else None


def searched_fields(kind: RecordKind) -> list[Field]:
    """The declared fields that full text reads, in order."""
    return [one for one in kind.fields if one.search and not one.sensitive and one.compute is None]


def lent_paths(kind: RecordKind) -> tuple[str, ...]:
    """Columns of a referred kind whose text the referring record is found by; its title first."""
    columns = {one.name for one in kind.model_class._meta.concrete_fields}
    return (kind.title, *(name for name in LENT if name in columns and name != kind.title))


def is_link(field: Field) -> bool:
    """Whether the field lends the words of other records."""
    return isinstance(field.type, (Ref, Many))


def lent_values(values: Mapping[str, Any], kind: RecordKind) -> list[str]:
    """The words a referred record lends, from its values."""
    return [str(values[name]) for name in lent_paths(kind) if values.get(name)]
