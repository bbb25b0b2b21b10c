"""A model instance as the values a condition looks at in memory; linked records are read when asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from credentry.core.records.conditions.paths import CUSTOM_PREFIX
from credentry.core.records.conditions.then import history_of
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock


class Values(Mapping[str, Any]):
    """Field values of one instance by field name (``x_<code>`` for added fields).

    ``known``: as they were believed at that instant; ``past``: ``row`` is of the kind's table of past beliefs.
    """

    def __init__(
        self, kind: RecordKind, row: Model, known: datetime | None = None, past: bool = False
    ) -> None:
        self._kind = kind
        self._row = row
        self._known = known
        self._past = kind.history if past else None

    def __getitem__(self, name: str) -> Any:
        if name == "id":
            return self._at("pk")
        if name.startswith(CUSTOM_PREFIX):
            return (getattr(self._row, "custom", None) or {}).get(name.removeprefix(CUSTOM_PREFIX))
        field = self._kind.field(name)
        if field is None:
            raise KeyError(name)
        return self._value(field)

    def _value(self, field: Field) -> Any:
        if isinstance(field.type, Many):
            if not field.type.through:
                return []
            if self._known is not None and self._kind.history is not None:
                owner = self["id"]
                return list(self._kind.history.linked_ids(field.name, [owner], self._known).get(owner, ()))
            through = apps.get_model(field.type.through)._default_manager
            return list(
                through.filter(**{field.type.owner: self._row.pk}).values_list(field.type.target, flat=True)
            )
        if field.compute is not None:
            needed = {path: self._at(path) for path in field.needs}
            return field.compute(needed, clock.today())
        return self._at(field.column)

    def _at(self, path: str) -> Any:
        here: Any = self._row
        path = self._past.path(path) if self._past is not None else path
        for step in path.split("__"):
            here = getattr(here, step, None) if here is not None else None
        return here

    def __iter__(self) -> Iterator[str]:
        return iter(one.name for one in self._kind.fields)

    def __len__(self) -> int:
        return len(self._kind.fields)


def values_of(kind: RecordKind, row: Model) -> Values:
    """The values of ``row`` for ``matches``."""
    return Values(kind, row)


def values_then(kind: RecordKind, record_id: UUID, known: datetime) -> Values | None:
    """The values of a record as they were believed at an instant; None where it was not yet known. Raises Invalid where
    the kind keeps no history."""
    history = history_of(kind)
    same = {history.since + "__lte": known}
    row = kind.model_class._default_manager.filter(pk=record_id, **same).first()
    if row is not None:
        return Values(kind, row, known)
    past = history.at(known).filter(**{history.owner: record_id}).first()
    return Values(kind, past, known, past=True) if past is not None else None
