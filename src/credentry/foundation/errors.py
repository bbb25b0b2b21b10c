"""Errors with stable codes and messages in the user's language.

A code is defined once with its zh and en templates; what is raised carries the code and parameters only, so
the text is made where the reader's language is known.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from credentry.foundation.labels import Label

_messages: dict[str, Label] = {}


def define(code: str, zh: str, en: str) -> str:
    """Register the message of ``code`` (``str.format`` templates) and return the code.

    Raises ValueError when the code exists with other words.
    """
    label = Label(zh, en)
    if _messages.setdefault(code, label) != label:
        raise ValueError(f"error code {code!r} is defined twice")
    return code


def message(code: str, lang: str, params: dict[str, Any] | None = None) -> str:
    """The message of ``code`` in ``lang``; an unknown code or missing parameter shows itself, never fails."""
    label = _messages.get(code)
    if label is None:
        return code
    shown = {
        key: value.text(lang) if isinstance(value, Label) else value for key, value in (params or {}).items()
    }
    try:
        return label.text(lang).format(**shown)
    except (KeyError, IndexError):
        return label.text(lang)


def codes() -> list[str]:
    """All defined codes, sorted."""
    return sorted(_messages)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a form or one cell of a row."""

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    def message(self, lang: str) -> str:
        """The text for the reader."""
        return message(self.code, lang, self.params)


class DomainError(Exception):
    """A rule of the business is broken; nothing was changed. HTTP 409 unless a subclass says otherwise."""

    status = 409

    def __init__(self, code: str, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def message(self, lang: str) -> str:
        """The text for the reader."""
        return message(self.code, lang, self.params)

    @property
    def errors(self) -> list[FieldError]:
        """Field errors, where the error belongs to a field."""
        return [FieldError(self.field, self.code, self.params)] if self.field else []


class NotFound(DomainError):
    """The record does not exist or may not be seen; the two are never told apart (404)."""

    status = 404

    def __init__(self, code: str = "record.not_found", /, **params: Any) -> None:
        super().__init__(code, **params)


class Forbidden(DomainError):
    """The actor may see the record but not do this (403)."""

    status = 403

    def __init__(self, code: str = "action.forbidden", /, **params: Any) -> None:
        super().__init__(code, **params)


class StaleVersion(DomainError):
    """The record changed since the caller read it (412)."""

    status = 412

    def __init__(self, code: str = "record.stale", /, **params: Any) -> None:
        super().__init__(code, **params)


class Unconditional(DomainError):
    """The caller must say what they saw (428)."""

    status = 428


class TooMany(DomainError):
    """The caller must slow down (429)."""

    status = 429


class Unauthenticated(DomainError):
    """Nobody is signed in (401)."""

    status = 401

    def __init__(self, code: str = "session.required", /, **params: Any) -> None:
        super().__init__(code, **params)


class Invalid(DomainError):
    """Some fields of the input are wrong (422)."""

    status = 422

    def __init__(self, errors: Iterable[FieldError], code: str = "form.invalid") -> None:
        super().__init__(code)
        self._errors = list(errors)

    @property
    def errors(self) -> list[FieldError]:
        """Every wrong field."""
        return self._errors

    @classmethod
    def one(cls, name: str, code: str, /, **params: Any) -> "Invalid":
        """A single wrong field."""
        return cls([FieldError(name, code, params)])


define("record.not_found", "记录不存在,或您无权查看。", "The record does not exist, or you may not see it.")
define(
    "action.forbidden",
    "您没有“{action}”的权限,请联系管理员。",
    "You may not “{action}”. Ask an administrator.",
)
define(
    "record.stale",
    "该记录已被他人修改,请刷新后重试。",
    "Someone changed this record meanwhile. Reload and try again.",
)
define("form.invalid", "部分字段填写有误。", "Some fields are not right.")
define("session.required", "请先登录。", "Please sign in.")
define("field.required", "此项必填。", "This field is required.")
define("field.unknown", "未知字段:{name}", "Unknown field: {name}")
define("field.type", "格式不正确:{reason}", "Not a valid value: {reason}")
define("field.choice", "“{value}”不在可选范围内。", "“{value}” is not one of the choices.")
define("field.reference", "找不到“{value}”。", "“{value}” was not found.")
define(
    "field.date",
    "“{value}”不是有效日期,请用 2026-03-31 的格式。",
    "“{value}” is not a date; write it as 2026-03-31.",
)
define("field.too_long", "不能超过 {limit} 个字符。", "At most {limit} characters.")
define("field.taken", "“{value}”已被使用。", "“{value}” is already in use.")
