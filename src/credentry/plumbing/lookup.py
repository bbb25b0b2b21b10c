"""Reading a few columns by ids without building a query object: small look-ups that each request makes many of."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

STEP = 10_000


def by_ids(
    model: type[models.Model], key: str, ids: Iterable[UUID], columns: tuple[str, ...], order: str = ""
) -> list[tuple[Any, ...]]:
    """(columns…) of the rows whose uuid column ``key`` is one of ``ids``; names are field names or attnames.

    Only for uuid, text and whole-number columns: their values are the ORM's. ``order`` names one column; with
    more than 10,000 ids it holds within each ten thousand.
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
    uuids = [at for at, one in enumerate(fields) if connection.vendor == "sqlite" and _is_uuid(one)]
    return [_with_uuids(row, uuids) for row in found] if uuids else found


def plain_column(model: type[models.Model], name: str) -> bool:
    """Whether ``name`` is a text or uuid column of the model's own table, as ``by_ids`` reads them."""
    found = next((one for one in model._meta.concrete_fields if name in (one.name, one.attname)), None)
    return found is not None and (isinstance(found, (models.CharField, models.TextField)) or _is_uuid(found))


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


def _with_uuids(row: tuple[Any, ...], at: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for place in at:
        if values[place] is not None:
            values[place] = UUID(hex=values[place])
    return tuple(values)
