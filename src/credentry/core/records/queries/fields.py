"""Which fields a kind has, and which of them an actor may see."""

from credentry.core.identity.actors import Actor
from credentry.core.records.custom import PREFIX, fields_for
from credentry.core.records.fields import Field
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import field_access


def fields_of(kind: RecordKind) -> tuple[Field, ...]:
    """Declared fields, then custom ones."""
    return (*kind.fields, *fields_for(kind))


def field_of(kind: RecordKind, name: str) -> Field | None:
    """The field of that name, custom ones (``x_…``) included; asks the database for custom ones only."""
    declared = kind.field(name)
    if declared is not None or not name.startswith(PREFIX):
        return declared
    return next((one for one in fields_for(kind) if one.name == name), None)


def shown_fields(actor: Actor, kind: RecordKind) -> tuple[list[Field], set[str]]:
    """The fields the actor sees at all, and the names of those shown masked."""
    access = field_access(actor, kind)
    shown = [one for one in fields_of(kind) if access.get(one.name) != "hide"]
    return shown, {name for name, word in access.items() if word == "mask"}
