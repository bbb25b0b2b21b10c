"""Entering and changing limits of use."""

from typing import Any

from credentry.core.records.forms import given
from credentry.domains.coverage import errors
from credentry.domains.coverage.actions.rules import TYPE
from credentry.domains.coverage.models import UseLimit
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7

_COLUMNS = ("name_zh", "name_en", "test", "types", "posts", "years", "effect", "certainty", "legal_basis", "enabled",
            "pack", "pack_version", "notes")  # fmt: skip
_EMPTY: dict[str, Any] = {"types": [], "posts": [], "years": None, "enabled": True, "pack_version": None}


def register(ctx: Any, record: Any, form: Any) -> UseLimit:
    """Enter a limit; a code exists once."""
    if UseLimit.objects.filter(code=form.code).exists():
        raise Invalid.one("code", errors.CODE_TAKEN, value=form.code)
    made = UseLimit(id=uuid7(), code=form.code)
    ctx.stamp(made)
    _put(made, {name: getattr(form, name) for name in _COLUMNS})
    made.save(force_insert=True)
    return made


def amend(ctx: Any, record: UseLimit, form: Any) -> UseLimit:
    """Change what is sent."""
    _put(record, given(form))
    record.save()
    return record


def _put(record: UseLimit, values: dict[str, Any]) -> None:
    for name in _COLUMNS:
        if name in values:
            value = values[name]
            setattr(record, name, _EMPTY.get(name, "") if value is None else value)
    record.name_en = record.name_en or record.name_zh
    faults = []
    if not all(TYPE.match(code) for code in record.types):
        faults.append(FieldError("types", errors.NOT_CODES))
    if (record.test == "age") != bool(record.years):
        faults.append(FieldError("years", errors.YEARS_OF_AGE))
    if record.test in ("one_project", "apart") and not record.posts:
        faults.append(FieldError("posts", errors.POSTS_WANTED))
    if faults:
        raise Invalid(faults)
