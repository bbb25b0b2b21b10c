"""Custom fields: their definitions as fields, checking of values, the typed side table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    Field,
    FieldType,
    Integer,
    LongText,
    Money,
    Number,
    Text,
)  # fmt: skip
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import CustomField, CustomFieldUse, CustomValue
from credentry.foundation.dates import plausible
from credentry.foundation.errors import FieldError, Invalid, define
from credentry.foundation.labels import Label
from credentry.plumbing import bulk
from credentry.plumbing.settled import once

PREFIX = "x_"
VALUES = CustomValue._meta.db_table  # the typed side table, for statements over many records
_kept: "dict[str, _Kept]" = {}
TYPES: dict[str, type[FieldType]] = {
    one.name: one for one in (Text, LongText, Number, Integer, Money, Bool, Date, Choice)
}

define("custom.number", "“{value}”不是数字。", "“{value}” is not a number.")
define("custom.bool", "“{value}”应为“是”或“否”。", "“{value}” must be yes or no.")
define("custom.not_of_type", "该类型没有字段“{name}”。", "This type has no field “{name}”.")


def definitions(kind: str) -> list[CustomField]:
    """Every custom field of a kind that is not archived, in the order they were made; not to be changed.

    They are read on every request and changed a few times a year: each process keeps them with the state they had,
    and asks only whether that is still the state.
    """
    return _now(kind).definitions


@dataclass(frozen=True, slots=True)
class _Kept:
    state: tuple[Any, ...]
    definitions: list[CustomField]
    fields: tuple[Field, ...]


def _now(kind: str) -> _Kept:
    state = once(("custom fields", kind), partial(_state, kind))
    kept = _kept.get(kind)
    if kept is None or kept.state != state:
        found = list(CustomField.objects.filter(kind=kind, archived_at__isnull=True).order_by("key"))
        kept = _kept[kind] = _Kept(state, found, tuple(as_field(one) for one in found))
    return kept


def as_field(one: CustomField) -> Field:
    """The field of the kind that a definition adds."""
    kind = TYPES[one.value_type]
    words = tuple((str(item["value"]), Label(item["zh"], item["en"])) for item in one.options)
    made: FieldType = Choice(words) if kind is Choice else kind()
    return Field(
        name=PREFIX + one.code,
        type=made,
        label=Label(one.name_zh, one.name_en),
        help=Label(one.help_zh, one.help_en) if one.help_zh or one.help_en else None,
        search=one.searchable,
        filter=one.filterable,
        sort=one.filterable,
        personal=one.personal,
        group="custom",
        custom_id=one.key,
    )


def fields_for(kind: RecordKind) -> tuple[Field, ...]:
    """The custom fields of a kind as fields."""
    return _now(kind.name).fields if kind.custom else ()


def _state(kind: str) -> tuple[Any, ...]:
    """What differs as soon as any definition of the kind was added, changed or archived."""
    table = CustomField._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(archived_at), sum(version), max(updated_at), max(key) FROM {table} WHERE kind = %s",
            [kind],
        )
        return tuple(cursor.fetchone())


def uses(kind: RecordKind) -> dict[int, dict[str, bool] | None]:
    """By field key: the ids of the types that carry it and whether they demand it; None when every type does."""
    if not kind.custom:
        return {}
    found: dict[int, dict[str, bool] | None] = {
        one.key: None if one.all_types else {} for one in definitions(kind.name)
    }
    rows = CustomFieldUse.objects.filter(field__kind=kind.name, field__archived_at__isnull=True)
    for key, type_id, mandatory in rows.values_list("field__key", "type_id", "mandatory"):
        carried = found.get(key)
        if carried is not None:
            carried[str(type_id)] = mandatory
    return found


def clean(kind: str, type_id: UUID | None, given: dict[str, Any], *, complete: bool = True) -> dict[str, Any]:
    """Check custom values of one record (codes without prefix); see ``cleaner`` for many. Raises Invalid."""
    return cleaner(kind, [type_id] if type_id else [])(type_id, given, complete)


Cleaner = Callable[[UUID | None, dict[str, Any], bool], dict[str, Any]]


def cleaner(kind: str, type_ids: Iterable[UUID]) -> Cleaner:
    """A checker for records of these types, made with two queries however many records follow.

    It returns the values as plain JSON, without empty ones. It raises Invalid for a code the type does not
    carry, a value of the wrong type, and (when ``complete``) a mandatory field left empty.
    """
    known = {one.code: one for one in definitions(kind)}
    by_key = {one.pk: one.code for one in known.values()}
    uses: dict[UUID, dict[str, bool]] = {}
    for field_id, type_id, mandatory in CustomFieldUse.objects.filter(type_id__in=set(type_ids)).values_list(
        "field_id", "type_id", "mandatory"
    ):
        if field_id in by_key:
            uses.setdefault(type_id, {})[by_key[field_id]] = mandatory
    general = {code: False for code, one in known.items() if one.all_types}

    def check(type_id: UUID | None, given: dict[str, Any], complete: bool) -> dict[str, Any]:
        allowed = {**general, **(uses.get(type_id, {}) if type_id else {})}
        return _check(known, allowed, given, complete)

    return check


def _check(
    known: dict[str, CustomField], allowed: dict[str, bool], given: dict[str, Any], complete: bool
) -> dict[str, Any]:
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, raw in given.items():
        code = name.removeprefix(PREFIX)
        if raw in (None, ""):
            continue
        if code not in allowed:
            errors.append(FieldError(PREFIX + code, "custom.not_of_type", {"name": code}))
            continue
        try:
            values[code] = _value(known[code], raw)
        except Invalid as error:
            errors.extend(FieldError(PREFIX + code, one.code, one.params) for one in error.errors)
    if complete:
        missing = [code for code, mandatory in allowed.items() if mandatory and code not in values]
        wrong = {one.field for one in errors}
        errors.extend(
            FieldError(PREFIX + code, "field.required") for code in missing if PREFIX + code not in wrong
        )
    if errors:
        raise Invalid(errors)
    return values


def _value(one: CustomField, raw: Any) -> Any:
    kind = one.value_type
    if kind in ("text", "longtext"):
        return str(raw).strip()
    if kind in ("number", "integer", "money"):
        return _number(raw, whole=kind == "integer")
    if kind == "bool":
        return _bool(raw)
    if kind == "date":
        day = raw if isinstance(raw, date) else _day(str(raw))
        if day is None:
            raise Invalid.one("", "field.date", value=str(raw)[:60])
        return day.isoformat()
    return _choice(one, str(raw).strip())


LARGEST = Decimal(10) ** 14  # what the side table's column holds


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if plausible(day) else None


def _number(raw: Any, *, whole: bool) -> Any:
    try:
        number = Decimal(str(raw).replace(",", "").strip())
        if (
            not number.is_finite()
            or abs(number) >= LARGEST
            or (whole and number != number.to_integral_value())
        ):
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid.one("", "custom.number", value=str(raw)[:60]) from None
    return int(number) if whole else format(number.normalize(), "f")


def _bool(raw: Any) -> bool:
    word = str(raw).strip().casefold()
    if word in ("true", "1", "是", "yes", "y", "有", "√"):
        return True
    if word in ("false", "0", "否", "no", "n", "无", "×"):
        return False
    raise Invalid.one("", "custom.bool", value=str(raw)[:60])


def _choice(one: CustomField, word: str) -> str:
    for item in one.options:
        if word.casefold() in (str(item["value"]).casefold(), item["zh"].casefold(), item["en"].casefold()):
            return str(item["value"])
    raise Invalid.one("", "field.choice", value=word[:60])


def refresh_values(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Projection: rewrite the side table of these records from their JSON."""
    if not kind.custom:
        return
    CustomValue.objects.filter(record_id__in=ids).delete()
    first_values(kind, ids)


def first_values(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """The same for records just made, which have no rows there yet."""
    keys = {one.code: one for one in definitions(kind.name) if one.filterable} if kind.custom else {}
    if not keys:
        return
    rows = []
    for pk, values in kind.model_class._default_manager.filter(pk__in=ids).values_list("pk", "custom"):
        for code, value in (values or {}).items():
            one = keys.get(code)
            if one is not None and value not in (None, ""):
                rows.append(_side_row(one, pk, value))
    bulk.insert(CustomValue, rows)


def _side_row(one: CustomField, record_id: UUID, value: Any) -> CustomValue:
    row = CustomValue(field_key=one.key, record_id=record_id)
    if one.value_type in ("number", "integer", "money"):
        row.number = Decimal(str(value))
    elif one.value_type == "date":
        row.day = date.fromisoformat(value)
    elif one.value_type == "bool":
        row.text = "true" if value else "false"
    else:
        row.text = str(value)[:200]
    return row
