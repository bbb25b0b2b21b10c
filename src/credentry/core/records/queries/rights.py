"""A condition or a sort order tells what it looks at: neither may look where the actor may not."""

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.conditions.tree import FULL_TEXT, Group, Node, Some, walk
from credentry.core.records.fields import Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.scope import field_access
from credentry.foundation.errors import Invalid


def check_readable(actor: Actor, kind: RecordKind, node: Node) -> None:
    """Raise Invalid when the condition looks at a field, or through a kind, closed to the actor.

    A closed field is unknown: its existence is not given away, and its value cannot be guessed by asking.
    """
    if actor.is_system:
        return
    for one in walk(node):
        if one.field == FULL_TEXT:
            continue
        there = _follow(actor, kind, one.field)
        if isinstance(one, Some) and isinstance(one.of, Group) and there is not None:
            _enter(actor, there, one.field)
            check_readable(actor, there, one.of)


def _follow(actor: Actor, kind: RecordKind, path: str) -> RecordKind | None:
    """Check each step of ``path``; the kind its end refers to, if any."""
    here: RecordKind | None = kind
    for step in path.split("."):
        if here is None:
            return None
        if here is not kind:
            _enter(actor, here, path)
        if step in field_access(actor, here):
            raise Invalid.one("condition", "field.unknown", name=path)
        found = here.field(step)
        linked = found is not None and isinstance(found.type, Ref | Many)
        here = kinds.find(found.type.kind) if linked else None  # type: ignore[union-attr]
    return here


def _enter(actor: Actor, kind: RecordKind, path: str) -> None:
    if not actor.may(kind.name):
        raise Invalid.one("condition", "field.unknown", name=path)
