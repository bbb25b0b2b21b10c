"""Amending users, units, posts, roles and custom fields: what is not sent stays as it is."""

from collections.abc import Callable, Mapping
from typing import Any

from credentry.core.records.actions.forms import parse_form
from credentry.core.records.context import Context
from credentry.core.records.forms import Form, given, partial

Present = Mapping[str, Callable[[Any], Any]]


def loose(whole: type[Form]) -> type[Form]:
    """The amending form of a whole one."""
    return partial(whole, f"Amend{whole.__name__}")


def amending(
    whole: type[Form], run: Callable[[Context, Any, Any], Any], present: Present | None = None
) -> Callable[[Context, Any, Any], Any]:
    """``run`` for a form that names only what changes; ``present`` reads fields that are not plain columns."""

    def amended(ctx: Context, record: Any, form: Form) -> Any:
        sent = given(form)
        values = {}
        for name, info in whole.model_fields.items():
            value = sent[name] if name in sent else _present(record, name, present or {})
            if value is not None or info.is_required():
                values[name] = value
        return run(ctx, record, parse_form(whole, values))

    return amended


def _present(record: Any, name: str, special: Present) -> Any:
    if name in special:
        return special[name](record)
    return getattr(record, f"{name}_id") if hasattr(record, f"{name}_id") else getattr(record, name)
