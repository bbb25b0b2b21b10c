"""Turning input into an action's form, with errors people understand."""

from datetime import date
from functools import cache
from typing import Any

from pydantic import ValidationError

from credentry.core.records.forms import Form
from credentry.foundation.dates import EARLIEST, LATEST, plausible
from credentry.foundation.errors import FieldError, Invalid, define

define("field.email", "“{value}”不是有效的邮箱地址。", "“{value}” is not an e-mail address.")
define("field.min", "不能小于 {limit}。", "Must be at least {limit}.")
define("field.max", "不能大于 {limit}。", "Must be at most {limit}.")
define("field.too_short", "至少需要 {limit} 个字符。", "At least {limit} characters.")
define(
    "field.date_range",
    "日期应在 {first} 至 {last} 之间;长期有效请留空。",
    "The date must lie between {first} and {last}; leave it empty where there is no end.",
)
define(
    "field.decimal",
    "“{value}”的位数过多或小数位过多。",
    "“{value}” has too many digits or too many decimals.",
)
define("field.pattern", "格式不正确。", "Not in the right format.")

_TYPE_WORDS = {
    "date_from_datetime_parsing", "date_parsing", "date_type", "date_from_datetime_inexact",
}  # fmt: skip


def parse_form(form: type[Form], payload: Any) -> Form:
    """The form filled with ``payload``. Raises Invalid naming every wrong field."""
    if isinstance(payload, form):
        return payload
    try:
        made = form.model_validate(payload)
    except ValidationError as error:
        raise Invalid([field_error(one) for one in error.errors()]) from error
    faults = _faults(form, made.__dict__)
    if faults:
        raise Invalid(faults)
    return made


def _faults(form: type[Form], values: dict[str, Any]) -> list[FieldError]:
    """What pydantic does not see: days out of reach, words that are not among the offered ones."""
    found = [
        FieldError(name, "field.date_range", {"first": EARLIEST, "last": LATEST})
        for name, value in values.items()
        if type(value) is date and not plausible(value)
    ]
    for name, allowed in _choices(form).items():
        value = values[name]
        if type(value) is str and value not in allowed:
            found.append(FieldError(name, "field.choice", {"value": value[:60]}))
    return found


@cache
def _choices(form: type[Form]) -> dict[str, frozenset[str]]:
    """Of each field that offers words: those words, and the empty one where it is the default."""
    found = {}
    for name, info in form.model_fields.items():
        extra = info.json_schema_extra
        offered = extra.get("x-options") if isinstance(extra, dict) else None
        if isinstance(offered, list):
            words = {str(one["value"]) for one in offered if isinstance(one, dict)}
            found[name] = frozenset(words | ({""} if not info.is_required() else set()))
    return found


def field_error(error: Any) -> FieldError:
    """A fault that pydantic found, in words for the reader."""
    name = ".".join(str(part) for part in error["loc"])
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    shown = str(value)[:60]
    if kind == "missing" or (kind == "string_too_short" and value in ("", None)):
        return FieldError(name, "field.required")
    if value is None and kind.endswith("_type"):
        return FieldError(name, "field.required")
    if kind == "extra_forbidden":
        return FieldError(name, "field.unknown", {"name": name})
    if kind in _TYPE_WORDS:
        return FieldError(name, "field.date", {"value": shown})
    if kind in ("enum", "literal_error"):
        return FieldError(name, "field.choice", {"value": shown})
    if kind == "string_too_long":
        return FieldError(name, "field.too_long", {"limit": context.get("max_length")})
    if kind == "string_too_short":
        return FieldError(name, "field.too_short", {"limit": context.get("min_length")})
    if kind in ("greater_than_equal", "greater_than"):
        return FieldError(name, "field.min", {"limit": context.get("ge", context.get("gt"))})
    if kind in ("less_than_equal", "less_than"):
        return FieldError(name, "field.max", {"limit": context.get("le", context.get("lt"))})
    if kind.startswith("decimal_") or kind == "finite_number":
        return FieldError(name, "field.decimal", {"value": shown})
    if kind == "string_pattern_mismatch":
        return FieldError(name, "field.pattern")
    if kind in ("uuid_parsing", "uuid_type"):
        return FieldError(name, "field.reference", {"value": shown})
    return FieldError(name, "field.type", {"reason": error["msg"]})
