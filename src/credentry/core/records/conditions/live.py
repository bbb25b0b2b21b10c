"""A model instance as the values a condition looks at in memory; linked records are read when asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model

from credentry.core.records.conditions.paths import CUSTOM_PREFIX
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock


class Values(Mapping[str, Any]):
    """Field values of one instance by field name (``x_<code>`` for added fields)."""

    def __init__(self, kind: RecordKind, row: Model) -> None:
        self._kind = kind
        self._row = row

    def __getitem__(self, name: str) -> Any:
        if name == "id":
            return self._row.pk
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
