"""Forms: the pydantic model of an action is the form people fill in."""

from copy import copy
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as PydanticField

from credentry.foundation.labels import Label

Widget = Literal[
    "text", "longtext", "number", "integer", "money", "bool", "date", "datetime", "choice", "ref", "many",
    "json", "files", "custom", "condition", "password", "codes", "code_lists", "code_numbers", "code_texts", "code_codes",
]  # fmt: skip


class Form(BaseModel):
    """Input of an action. Unknown names are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Empty(Form):
    """An action that needs no input."""


def ask(
    label: Label,
    default: Any = ...,
    *,
    widget: Widget | None = None,
    ref: str | None = None,
    options: tuple[tuple[str, Label], ...] | None = None,
    help: Label | None = None,
    group: str | None = None,
    codes: str | None = None,
    over: str | None = None,
    **constraints: Any,
) -> Any:
    """A form field with its words and widget; ``ref`` names the kind chosen from.

    ``codes`` names the kind whose codes are written where the widget is ``codes`` (a list), ``code_lists`` (lists of
    them), or an object with codes as names: ``code_numbers``, ``code_texts``, ``code_codes`` (of the kind ``over``).
    ``over``: with the widget ``condition``, what its fields are; ``fact`` for facts.

    Without ``default`` the field is mandatory. Further keywords are pydantic's constraints.
    """
    extra: dict[str, Any] = {"x-label": label.as_dict()}
    if widget:
        extra["x-type"] = widget
    if ref:
        extra["x-ref"] = ref
        extra.setdefault("x-type", "ref")
    if options:
        extra["x-options"] = [{"value": value, "label": words.as_dict()} for value, words in options]
        extra.setdefault("x-type", "choice")
    if help:
        extra["x-help"] = help.as_dict()
    extra |= {
        f"x-{name}": given for name, given in (("group", group), ("codes", codes), ("over", over)) if given
    }
    if widget == "money":
        constraints = {"max_digits": 16, "decimal_places": 2, **constraints}
    return PydanticField(default, json_schema_extra=extra, **constraints)


def partial(form: type[Form], name: str, leave_out: tuple[str, ...] = ()) -> type[Form]:
    """The form for amending: every field optional, only what is sent is changed (see ``given``)."""
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
