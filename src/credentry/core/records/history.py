"""What a kind declares so that its lists answer as of an instant: where it keeps what its records said before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, Model, QuerySet

Keep = Callable[[Sequence[Any], datetime], None]
Linked = Callable[[str, Any, datetime], Sequence[tuple["QuerySet[Any]", str]]]
LinkedIds = Callable[[str, Sequence[UUID], datetime], Mapping[UUID, Sequence[UUID]]]


@dataclass(frozen=True, slots=True)
class History:
    """Past beliefs in a table of their own, with the columns of the kind's model under the same names.

    ``since``: column of the model and of the past table with the instant from which the row was believed; ``until``:
    that of the past table with the instant at which it stopped. ``owner``: its column with the record's id. ``paths``:
    model column → ORM path in the past table where they differ.
    ``keep(records, at)`` puts aside what the records say before an action changes them at ``at``.
    ``linked(field, owner, known)``: the rows linked by a many-field as of ``known`` to a record whose past row is asked,
    as disjoint querysets correlated on ``owner``, each with its column of the target.
    ``linked_ids(field, ids, known)``: the same ids read for records.
    """

    model: str
    owner: str
    keep: Keep
    linked: Linked
    linked_ids: LinkedIds
    since: str = "known_from"
    until: str = "known_to"
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def model_class(self) -> type[Model]:
        """The Django model of past beliefs."""
        return apps.get_model(self.model)

    def at(self, known: datetime) -> "QuerySet[Any]":
        """The past rows believed at ``known``; at most one of a record, none of those that say the same since."""
        span = {f"{self.since}__lte": known, f"{self.until}__gt": known}
        return self.model_class._default_manager.filter(**span)

    def path(self, column: str) -> str:
        """Where the past table has a column of the model."""
        return self.paths.get(column, column)

    def column(self, column: str) -> F:
        """The same as an expression."""
        return F(self.path(column))
