"""Reading a few columns by ids without building a query object: small look-ups that each request makes many of."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID, SafeUUID

import orjson
from django.db import connection, models

STEP = 10_000
Reader = Callable[[Any], Any]


def by_ids(
    model: type[models.Model], key: str, ids: Iterable[UUID], columns: tuple[str, ...], order: str = ""
) -> list[tuple[Any, ...]]:
    """(columns…) of the rows whose uuid column ``key`` is one of ``ids``; names are field names or attnames.

    For columns of ids, text, whole numbers, yes or no, days, moments and JSON: their values are the ORM's. ``order`` names one
    column; with more than 10,000 ids it holds within each ten thousand.
    """
    fields = [_field(model, name) for name in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    by = connection.ops.quote_name(str(_field(model, key).column))
    tail = f" ORDER BY {connection.ops.quote_name(str(_field(model, order).column))}" if order else ""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for some in _steps(ids):
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT {listed} FROM {table} WHERE {by} = ANY(%s){tail}", [some])
            else:
                marks = ", ".join(["%s"] * len(some))
                values = [one.hex for one in some]
                cursor.execute(f"SELECT {listed} FROM {table} WHERE {by} IN ({marks}){tail}", values)
            found += cursor.fetchall()
    readers = [(at, read) for at, one in enumerate(fields) if (read := _reader(one)) is not None]
    return [_read(row, readers) for row in found] if readers else found


def plain_column(model: type[models.Model], name: str) -> bool:
    """Whether ``name`` is a text or uuid column of the model's own table, as ``by_ids`` reads them."""
    found = next((one for one in model._meta.concrete_fields if name in (one.name, one.attname)), None)
    return found is not None and (isinstance(found, (models.CharField, models.TextField)) or _is_uuid(found))


def readable(model: type[models.Model], names: Iterable[str]) -> bool:
    """Whether ``by_ids`` reads all these columns: names of the model's own columns, no paths, no fractions."""
    known = {one: field for field in model._meta.concrete_fields for one in (field.name, field.attname)}
    fields = [model._meta.pk if name == "pk" else known.get(name) for name in names]
    return all(
        one is not None and not isinstance(one, (models.DecimalField, models.FloatField)) for one in fields
    )


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    if name == "pk":
        return model._meta.pk
    return next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))


def _is_uuid(field: "models.Field[Any, Any]") -> bool:
    target: Any = getattr(field, "target_field", field) if field.is_relation else field
    return isinstance(target, models.UUIDField)


def _steps(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    source = iter(ids)
    while some := list(islice(source, STEP)):
        yield some


def _reader(field: "models.Field[Any, Any]") -> Reader | None:
    """What makes the ORM's value of the driver's, where they differ."""
    if isinstance(field, models.JSONField):
        return orjson.loads
    if connection.vendor != "sqlite":
        return None
    if _is_uuid(field):
        return _uuid
    return _aware if isinstance(field, models.DateTimeField) else None


def _uuid(text: str) -> UUID:
    """The id that the database wrote as 32 hexadecimal digits, without UUID's own checks: half the time."""
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int(text, 16))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _read(row: tuple[Any, ...], readers: list[tuple[int, Reader]]) -> tuple[Any, ...]:
    values = list(row)
    for at, read in readers:
        if values[at] is not None:
            values[at] = read(values[at])
    return tuple(values)
