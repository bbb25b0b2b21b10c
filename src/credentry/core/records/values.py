"""Reading field values, set by set, and writing them as plain JSON."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps

from credentry.core.records import kinds
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.plumbing import lookup


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates ISO, instants UTC with milliseconds, decimals and ids as text."""
    if value is None or isinstance(value, (str, bool, int)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return str(value)


def many_ids(field: Field, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Record id → ids of the linked records, each once, in one query."""
    link = field.type
    assert isinstance(link, Many)
    model = apps.get_model(link.through)
    found: dict[UUID, dict[UUID, None]] = {}
    for owner, target in lookup.by_ids(model, link.owner, ids, (link.owner, link.target), order="pk"):
        found.setdefault(owner, {})[target] = None
    return {owner: list(targets) for owner, targets in found.items()}


def labels(kind_name: str, ids: Iterable[UUID], lang: str = "zh") -> dict[UUID, str]:
    """Id → title of records of one kind in a language, in one query."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    kind = kinds.get(kind_name)
    model = kind.model_class
    if lang == "en" and kind.title_en:
        rows = model._default_manager.filter(pk__in=wanted).values_list("pk", kind.title, kind.title_en)
        return {pk: english or title for pk, title, english in rows}
    if lookup.plain_column(model, kind.title) and lookup.plain_column(model, model._meta.pk.name):
        return dict(lookup.by_ids(model, "pk", wanted, ("pk", kind.title)))
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", kind.title))


_STAMPS = ("created_at", "updated_at")  # the revision itself says when


class Snapshotter:
    """Takes the stored values of records of one kind; made once per call because the field list is fixed."""

    def __init__(self, kind: RecordKind) -> None:
        self._columns = [one for one in kind.fields if one.stored and one.column not in _STAMPS]
        self._many = [one for one in kind.fields if isinstance(one.type, Many)]
        self._names = [one.name for one in self._columns]
        self._get = attrgetter(*(one.column for one in self._columns)) if self._columns else None
        self._custom = kind.custom
        self._archived = "archived_at"

    def take(self, records: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
        """Record id → plain values. One query per many-field, none for columns."""
        ids = [one.pk for one in records]
        linked = {field.name: many_ids(field, ids) for field in self._many} if ids else {}
        return {one.pk: self._one(one, linked) for one in records}

    def _one(self, record: Any, linked: dict[str, dict[UUID, list[UUID]]]) -> dict[str, Any]:
        row = self._get(record) if self._get else ()
        if len(self._names) == 1:
            row = (row,)
        values = {name: value if type(value) in (str, int, bool, type(None)) else plain(value)
                  for name, value in zip(self._names, row, strict=True)}  # fmt: skip
        for name, links in linked.items():
            values[name] = sorted(str(one) for one in links.get(record.pk, ()))
        if self._custom:
            values["custom"] = plain(record.custom)
        values["archived"] = record.archived_at is not None
        return values


def changes(before: dict[str, Any] | None, after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(name, old, new) of every value that differs; custom fields one by one as ``x_<code>``."""
    found: list[tuple[str, Any, Any]] = []
    old_values = before or {}
    for name, new in after.items():
        old = old_values.get(name)
        if name == "custom":
            found.extend(_custom_changes(old or {}, new or {}))
        elif old != new and not (before is None and new in (None, "", [], False)):
            found.append((name, old, new))
    return found


def _custom_changes(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    codes = sorted({*old, *new})
    return [(f"x_{code}", old.get(code), new.get(code)) for code in codes if old.get(code) != new.get(code)]
