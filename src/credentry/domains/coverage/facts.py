"""The facts that rules may ask about: the shipped ones, and every field that users added to a kind of subject.

A fact is kept where it belongs: in a column or an added field of the subject, with the trail of that record. This is
the one place that knows which field says which fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from credentry.core.records import custom
from credentry.core.records.fields import Bool, Choice, Field, FieldType, Number, Text
from credentry.core.records.kinds import RecordKind
from credentry.foundation.labels import L, Label

FOLDER = Path(__file__).parent / "reference"
SUBJECTS = ("product", "person", "project", "organisation", "site")
# Facts whose code begins with another word than the kind they are kept on.
_PREFIXES = ("md_", "org_", "supplier_", "site_", "shipment_", *(f"{one}_" for one in SUBJECTS))
_TYPES: dict[str, type[FieldType]] = {
    "bool": Bool,
    "number": Number,
    "integer": Number,
    "money": Number,
    "list": Text,
    "text": Text,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``places``: kind of subject → its field; ``column``: the field is a column, else an added one."""

    code: str
    label: Label
    type: str
    options: tuple[tuple[str, Label], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    column: bool = False

    def word(self, value: str) -> Label:
        """A value in words."""
        if self.type == "bool":
            return L("是", "yes") if value == "true" else L("否", "no")
        return dict(self.options).get(value) or Label(value, value)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Fact]:
    """Code → fact, as the product ships them."""
    rows = yaml.safe_load((FOLDER / "facts.yaml").read_text("utf-8"))["facts"]
    return {one["code"]: _fact(one) for one in rows}


def _fact(one: Mapping[str, Any]) -> Fact:
    options = tuple((str(o["value"]), Label(o["zh"], o["en"])) for o in one.get("options", ()))
    label = Label(one["zh"], one["en"])
    return Fact(one["code"], label, one["type"], options, one.get("places", {}), bool(one.get("column")))


def code_of(kind: str, name: str) -> str:
    """The fact that an added field of a kind of subject says."""
    return name if name.startswith(_PREFIXES) else f"{kind}_{name}"


def everything() -> dict[str, Fact]:
    """The shipped facts, and those that users added as fields of subjects."""
    found = dict(shipped())
    for kind in SUBJECTS:
        for one in custom.definitions(kind):
            code = code_of(kind, one.code)
            if code not in found and one.value_type not in ("longtext", "date"):
                options = tuple((str(o["value"]), Label(o["zh"], o["en"])) for o in one.options)
                type_ = "enum" if one.value_type == "choice" else one.value_type
                found[code] = Fact(code, Label(one.name_zh, one.name_en), type_, options, {kind: one.code})
    return found


def as_kind() -> RecordKind:
    """The facts as fields of a kind, so that the condition language can read and say rules. It is registered nowhere."""
    declared = tuple(
        Field(one.code, Choice(one.options) if one.type == "enum" else _TYPES[one.type](), one.label)
        for one in everything().values()
    )
    return RecordKind(
        name="fact", label=L("事实", "Fact"), plural=L("全部主体", "All subjects"), model="subjects.Subject",
        fields=declared, actions=(), title="code", derived=True,
    )  # fmt: skip


def added_to(kind: str) -> dict[int, str]:
    """Key of an added field of a kind → the fact it says; only fields that can be filtered are read set by set."""
    return {one.key: code_of(kind, one.code) for one in custom.definitions(kind) if one.filterable}


def columns_of(kind: str) -> dict[str, str]:
    """Fact → the column of a kind that says it."""
    return {one.code: one.places[kind] for one in shipped().values() if one.column and kind in one.places}


__all__ = ["Fact", "added_to", "as_kind", "code_of", "columns_of", "everything", "shipped"]
