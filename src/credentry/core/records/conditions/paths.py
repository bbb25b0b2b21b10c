"""Finding the field a name or path means, in the declared kinds and among the fields users added."""

from collections.abc import Iterator
from dataclasses import dataclass

from credentry.core.records import kinds
from credentry.core.records.conditions import words
from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid
from credentry.foundation.labels import Label
from credentry.foundation.text import fold

CUSTOM_PREFIX = "x_"
ID = "id"


@dataclass(frozen=True, slots=True)
class Located:
    """A field at the end of a path: the references passed on the way, the kind it belongs to, itself."""

    through: tuple[tuple[Field, RecordKind], ...]
    kind: RecordKind
    field: Field


def kind_of(kind: "RecordKind | str") -> RecordKind:
    """The kind itself, by name or given."""
    return kinds.get(kind) if isinstance(kind, str) else kind


def locate(kind: RecordKind, path: str) -> Located:
    """The field at ``path`` (``valid_to``, ``holder.unit``, ``x_plant``). Raises Invalid."""
    through: list[tuple[Field, RecordKind]] = []
    *before, last = path.split(".")
    here = kind
    for step in before:
        link = field_named(here, step)
        if link is None or not isinstance(link.type, Ref) or kinds.find(link.type.kind) is None:
            raise Invalid.one(path, words.UNKNOWN_FIELD, label=path)
        through.append((link, here))
        here = kinds.get(link.type.kind)
    found = field_named(here, last)
    if found is None:
        raise Invalid.one(path, words.UNKNOWN_FIELD, label=path)
    if not found.filter or not found.operators:
        raise Invalid.one(path, words.NOT_FILTERABLE, label=found.label)
    if found.compute is not None and found.sql is None:
        raise Invalid.one(path, words.NOT_FILTERABLE, label=found.label)
    return Located(tuple(through), here, found)


def field_named(kind: RecordKind, name: str) -> Field | None:
    """The declared, added or ``id`` field of that exact name."""
    declared = kind.field(name)
    if declared is not None:
        return declared
    if name == ID:
        return Field(ID, Ref(kind.name), Label("编号标识", "id"), path="pk_id")
    if name.startswith(CUSTOM_PREFIX) and kind.custom:
        return custom_field(kind, name)
    return None


def custom_field(kind: RecordKind, name: str) -> Field | None:
    """The field users added under that name (``x_…``)."""
    from credentry.core.records.custom import fields_for

    return next((one for one in fields_for(kind) if one.name == name), None)


def understand(kind: RecordKind, path: str) -> str | None:
    """The exact path for a name as typed: field name, its singular, its zh or en label, step by step.

    A name that only exists one reference away is found there too: ``category`` means ``type.category``.
    """
    exact: list[str] = []
    here: RecordKind | None = kind
    for step in path.split("."):
        if here is None:
            return None
        found = _by_any_name(here, step)
        if found is None:
            away = _one_reference_away(here, step) if not exact else None
            if away is None:
                return None
            exact.extend(away[0].split("."))
            found = away[1]
        else:
            exact.append(found.name)
        here = kinds.find(found.type.kind) if isinstance(found.type, Ref | Many) else None
    return ".".join(exact)


def _by_any_name(kind: RecordKind, name: str) -> Field | None:
    found = field_named(kind, name) or field_named(kind, name + "s")
    if found is not None:
        return found
    wanted = fold(name)
    for one in kind.fields:
        names = {fold(one.name), fold(one.label.zh), fold(one.label.en), fold(one.name.removesuffix("s"))}
        if wanted in names:
            return one
    return None


def _one_reference_away(kind: RecordKind, name: str) -> tuple[str, Field] | None:
    for link in kind.fields:
        if isinstance(link.type, Ref) and link.filter:
            there = kinds.find(link.type.kind)
            found = there.field(name) if there else None
            if found is not None and found.filter and found.operators:
                return f"{link.name}.{found.name}", found
    return None


def filterable(kind: RecordKind) -> Iterator[Field]:
    """The declared fields a condition may use."""
    for one in kind.fields:
        if one.operators and (one.compute is None or one.sql is not None):
            yield one
