"""Forms: the pydantic model of an action is the form people fill in."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from credentry.foundation.labels import Label

Widget = Literal[
    "text", "longtext", "number", "integer", "money", "bool", "date", "datetime", "choice", "ref", "many",
    "json", "files", "custom", "condition", "password",
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
    **constraints: Any,
) -> Any:
    """A form field with its words and widget; ``ref`` names the kind chosen from.

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
    if group:
        extra["x-group"] = group
    return PydanticField(default, json_schema_extra=extra, **constraints)
