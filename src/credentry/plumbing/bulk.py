"""Writing many rows at the speed of the database: COPY and unnest on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

#: So many values are sent in one statement; SQLite takes no more than 999 at once everywhere.
FEW = 500
Converter = Callable[[Any], Any]


def insert(model: type[models.Model], instances: Sequence[Any], *, ignore_conflicts: bool = False) -> int:
    """Insert unsaved ``instances`` (or any objects with the model's attributes) inside the caller's transaction.

    An automatic primary key is left to the database and is not read back. Foreign keys are checked as usual;
    field validation and ``save()`` are the caller's business. Returns how many rows were sent.
    """
    if not instances:
        return 0
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    get = attrgetter(*(one.attname for one in fields))
    rows: Iterable[Sequence[Any]] = (
        map(get, instances) if len(fields) > 1 else ((get(one),) for one in instances)
    )
    return insert_rows(model, fields, rows, ignore_conflicts=ignore_conflicts)


def columns(model: type[models.Model], names: Iterable[str]) -> list[models.Field[Any, Any]]:
    """The model's columns of these names, for ``insert_rows``."""
    by_name = {key: one for one in model._meta.concrete_fields for key in (one.name, one.attname)}
    return [by_name[name] for name in names]


def insert_rows(
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert tuples of Python values in the order of ``fields``. Returns how many rows were sent."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    converters = [(at, convert) for at, one in enumerate(fields) if (convert := _converter(one)) is not None]
    prepared = [_convert(row, converters) for row in rows]
    if not prepared:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not ignore_conflicts and len(prepared) > 20:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            marks = "(" + ", ".join(["%s"] * len(fields)) + ")"
            tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
            into = f"INSERT INTO {table} ({columns}) VALUES "
            if len(prepared) * len(fields) <= FEW:
                values = [value for row in prepared for value in row]
                cursor.execute(f"{into}{', '.join([marks] * len(prepared))}{tail}", values)
            else:
                cursor.executemany(f"{into}{marks}{tail}", prepared)
    return len(prepared)


def update(model: type[models.Model], instances: Sequence[Any], names: Iterable[str]) -> int:
    """Write the columns ``names`` of existing rows from ``instances`` (any objects with these attributes and the
    primary key's) inside the caller's transaction. Returns how many rows were sent."""
    fields = columns(model, names)
    key = model._meta.pk
    if not instances or not fields or key is None:
        return 0
    get = attrgetter(key.attname, *(one.attname for one in fields))
    return update_rows(model, fields, map(get, instances))


def update_rows(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]
) -> int:
    """Update by tuples: the primary key, then Python values in the order of ``fields``."""
    key = model._meta.pk
    assert key is not None
    every = [key, *fields]
    if connection.vendor == "postgresql":
        return _update_by_unnest(model, every, rows)
    quote = connection.ops.quote_name
    converters = [(at, convert) for at, one in enumerate(every) if (convert := _converter(one)) is not None]
    prepared = [[*row[1:], row[0]] for row in (_convert(row, converters) for row in rows)]
    parts = ", ".join(f"{quote(str(one.column))} = %s" for one in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {parts} WHERE {quote(str(key.column))} = %s", prepared)
    return len(prepared)


def _update_by_unnest(
    model: type[models.Model], every: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]
) -> int:
    """One statement for all rows: columns go as arrays of text and are cast back."""
    quote = connection.ops.quote_name
    given = list(rows)
    if not given:
        return 0
    json = [isinstance(_target(one), models.JSONField) for one in every]
    arrays = [
        [
            None if row[at] is None else _json_text(row[at]) if json[at] else _plain_text(row[at])
            for row in given
        ]
        for at in range(len(every))
    ]
    names = [f"c{at}" for at in range(len(every))]
    parts = ", ".join(
        f"{quote(str(one.column))} = v.{name}{_cast(one)}"
        for name, one in zip(names[1:], every[1:], strict=True)
    )
    source = f"unnest({', '.join(['%s::text[]'] * len(every))}) AS v({', '.join(names)})"
    table = quote(model._meta.db_table)
    key = f"t.{quote(str(every[0].column))} = v.c0{_cast(every[0])}"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} AS t SET {parts} FROM {source} WHERE {key}", arrays)
    return len(given)


def _target(field: models.Field[Any, Any]) -> Any:
    return getattr(field, "target_field", field) if field.is_relation else field


def _cast(field: models.Field[Any, Any]) -> str:
    """The cast from text to a column's type; none for text, so that a value that is too long fails."""
    target = _target(field)
    if isinstance(target, (models.CharField, models.TextField)):
        return ""
    return f"::{target.rel_db_type(connection) if isinstance(target, models.AutoField) else target.db_type(connection)}"


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _convert(row: Sequence[Any], converters: list[tuple[int, Converter]]) -> list[Any]:
    values = list(row)
    for at, convert in converters:
        if values[at] is not None:
            values[at] = convert(values[at])
    return values


def _converter(field: models.Field[Any, Any]) -> Converter | None:
    """How a Python value of this column is handed to the driver; None where it goes as it is."""
    sqlite = connection.vendor == "sqlite"
    target = _target(field)
    if isinstance(target, models.JSONField):
        return _json_text
    if not sqlite:
        return None
    if isinstance(target, models.UUIDField):
        return _hex
    if isinstance(target, models.DateTimeField):
        return _naive_text
    if isinstance(target, models.DateField):
        return str
    if isinstance(target, models.DecimalField):
        return _decimal_text
    return None


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


def _hex(value: Any) -> str:
    return value if isinstance(value, str) else value.hex


def _naive_text(value: datetime) -> str:
    return str(timezone.make_naive(value, timezone.get_default_timezone()) if value.tzinfo else value)


def _decimal_text(value: Decimal) -> str:
    return format(value, "f")
