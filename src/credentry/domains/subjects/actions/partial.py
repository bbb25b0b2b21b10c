"""Amending a record asks for the fields of registering it, all optional; only those given are changed."""

from copy import copy
from typing import Any

from pydantic import create_model

from credentry.core.records.forms import Form


def partial(form: type[Form], name: str, leave_out: tuple[str, ...] = ()) -> type[Form]:
    """The form with every field optional. ``given(form)`` tells which fields were sent."""
    fields: dict[str, Any] = {}
    for field_name, info in form.model_fields.items():
        if field_name in leave_out:
            continue
        loose = copy(info)
        loose.default, loose.default_factory = None, None
        fields[field_name] = (info.annotation | None if info.annotation else Any, loose)
    made: type[Form] = create_model(name, __base__=Form, __doc__=form.__doc__, **fields)
    return made


def given(form: Form) -> dict[str, Any]:
    """Field name → value of what was sent, empty values included."""
    return {name: getattr(form, name) for name in form.model_fields_set}
