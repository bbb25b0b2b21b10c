"""Canonical JSON: RFC 8785 restricted to a profile in which it is unambiguous and fast.

The profile: object keys are ASCII strings that do not repeat, integers lie within ±(2^53−1), there are no
floating point numbers (decimals travel as strings), instants are UTC with milliseconds and ``Z``. Within it the
bytes produced here are exactly those of RFC 8785 (JCS); anything outside is refused, never repaired silently.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any
from uuid import UUID

import orjson

MAX_INTEGER = 2**53 - 1
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


class NotCanonical(ValueError):
    """The value lies outside the profile."""


def dumps(value: Any) -> bytes:
    """The canonical bytes of ``value`` (None, bool, int, str, list, tuple, dict). Raises NotCanonical."""
    _check(value, 0)
    return encode(value)


def encode(value: Any) -> bytes:
    """The canonical bytes of a value already known to lie in the profile (see ``plain``). Raises NotCanonical."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except (TypeError, ValueError) as error:
        raise NotCanonical(str(error)) from error


def loads(data: bytes | str) -> Any:
    """The value of JSON text. Raises NotCanonical when it is not JSON at all."""
    try:
        return orjson.loads(data)
    except ValueError as error:
        raise NotCanonical(str(error)) from error


def is_canonical(data: bytes) -> bool:
    """Whether ``data`` is byte for byte what ``dumps`` makes of its value."""
    try:
        return dumps(loads(data)) == data
    except NotCanonical:
        return False


def plain(value: Any) -> Any:
    """A value of the database as a value of the profile.

    Decimals and floats become their decimal text, dates ISO 8601, instants UTC milliseconds, identifiers their
    text; an object whose keys are not plain ASCII words becomes ``{"_map": [[key, value], …]}`` sorted by key.
    Raises NotCanonical for what has no faithful form (NaN, bytes, unknown classes, text that is not Unicode).
    """
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is str:
        return value
    if kind is int:
        return value if -MAX_INTEGER <= value <= MAX_INTEGER else str(value)
    return _plain_other(value)


def _plain_other(value: Any) -> Any:
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (bool, int)):
        return plain(int(value))
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (Decimal, float)):
        if not isfinite(value):
            raise NotCanonical(f"{value!r} is not a number")
        return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _plain_mapping(value: Mapping[Any, Any]) -> Any:
    if all(isinstance(key, str) and key.isascii() and not key.startswith("_") for key in value):
        return {str(key): plain(one) for key, one in value.items()}
    return {"_map": [[key, plain(value[key])] for key in sorted(value, key=str)]}


def instant(value: datetime) -> str:
    """``2026-11-20T08:00:00.123Z``: UTC, milliseconds. Raises NotCanonical for an instant without a zone."""
    if value.tzinfo is None:
        raise NotCanonical("an instant needs a time zone")
    utc = value.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _check(value: Any, depth: int) -> None:
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise NotCanonical(f"integer {value} is beyond 2^53−1")
    elif depth > 200:
        raise NotCanonical("nested too deeply")
    elif kind is list or kind is tuple:
        for one in value:
            _check(one, depth + 1)
    elif kind is dict:
        for key, one in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonical(f"key {key!r} is not ASCII text")
            _check(one, depth + 1)
    else:
        raise NotCanonical(f"{kind.__name__} is outside the profile")
