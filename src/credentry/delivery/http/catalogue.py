"""The catalogue: everything a generic client needs to draw lists, forms and details of any kind."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from ninja import Router

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.custom import uses
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.forms import Form
from credentry.core.records.kinds import Action, RecordKind
from credentry.core.records.queries import shown_fields
from credentry.delivery.http.auth import actor_of, authenticate

router = Router(tags=["catalogue"], auth=authenticate)


@router.get("")
def read_catalogue(request: HttpRequest) -> dict[str, Any]:
    """Every kind the actor may read, with its fields and actions."""
    actor = actor_of(request)
    return {"kinds": [describe(actor, one) for one in kinds.all_kinds() if actor.may(one.name)]}


def describe(actor: Actor, kind: RecordKind) -> dict[str, Any]:
    """One kind as the actor may use it."""
    shown, masked = shown_fields(actor, kind)
    carried = uses(kind)
    return {
        "name": kind.name,
        "label": kind.label.as_dict(),
        "plural": kind.plural.as_dict(),
        "icon": kind.icon,
        "group": kind.group,
        "title_field": kind.title,
        "title_en_field": kind.title_en or None,
        "type_field": kind.type_field or None,
        "numbered": bool(kind.number),
        "has_deadlines": kind.deadlines is not None,
        "custom_fields": kind.custom,
        "default_sort": kind.default_sort,
        "fields": [
            {**describe_field(one, kind.title, one.name in masked), **_types(carried, one)} for one in shown
        ],
        "actions": [describe_action(one) for one in kind.actions if actor.may(kind.name, one.name)],
    }


def _types(carried: dict[int, dict[str, bool] | None], one: Field) -> dict[str, Any]:
    """For a custom field: the ids of the types that carry it (null for all) and of those that demand it."""
    if one.custom_id is None:
        return {}
    types = carried.get(one.custom_id)
    return {
        "types": None if types is None else list(types),
        "mandatory_for": [] if types is None else [key for key, needed in types.items() if needed],
    }


def describe_field(one: Field, title: str, masked: bool = False) -> dict[str, Any]:
    """A field as lists, filters and details need it."""
    kind = one.type
    return {
        "name": one.name,
        "label": one.label.as_dict(),
        "help": one.help.as_dict() if one.help else None,
        "type": kind.name,
        "options": [{"value": value, "label": label.as_dict()} for value, label in kind.options]
        if isinstance(kind, Choice)
        else None,
        "ref": kind.kind if isinstance(kind, (Ref, Many)) else None,
        "listed": one.listed or one.name == title,
        "sort": bool(one.order) and not masked,
        "filter": one.filter and not masked,
        "operators": [] if masked else list(one.operators),
        "search": one.search,
        "mandatory": one.mandatory,
        "sensitive": one.sensitive,
        "masked": masked,
        "group": one.group,
        "custom": one.custom_id is not None,
    }


def describe_action(one: Action) -> dict[str, Any]:
    """An action with the JSON schema of its form."""
    return {
        "name": one.name,
        "label": one.label.as_dict(),
        "help": one.help.as_dict() if one.help else None,
        "creates": one.creates,
        "danger": one.danger,
        "bulk": one.bulk and not one.creates,
        "form": _schema(one.form),
    }


@cache
def _schema(form: type[Form]) -> dict[str, Any]:
    schema = form.model_json_schema()
    for order, name in enumerate(schema.get("properties", {})):
        schema["properties"][name]["x-order"] = order
    return schema
