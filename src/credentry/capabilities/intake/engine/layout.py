"""The chosen table and mapping of a run, ready to read rows: columns with parsers, defaults, keys."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credentry.capabilities.intake.engine.references import References
from credentry.capabilities.intake.mapping.targets import Target
from credentry.capabilities.intake.reading.spool import Row
from credentry.capabilities.intake.tables.finding import is_note
from credentry.capabilities.intake.tables.shapes import TOTAL
from credentry.capabilities.intake.values import columns
from credentry.capabilities.intake.values.columns import Parser
from credentry.capabilities.intake.vocabulary import Key, key, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind

LONGEST_LINE = 500
SERIAL = re.compile(r"^\s*(序\s*号|行号|no\.?|s/?n|#|№|row)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column that fills one field."""

    column: int
    heading: str
    target: Target
    parse: Parser


@dataclass(slots=True)
class Layout:
    """Everything needed to turn a row of the file into the values of a record."""

    kind: RecordKind
    targets: dict[str, Target]
    mapped: list[Mapped]
    defaults: dict[str, Any]
    keys: list[Key]
    mode: str
    clear_blanks: bool
    sheet: int
    first: int
    last: int
    used_columns: tuple[int, int]
    headings: dict[int, str] = field(default_factory=dict)
    alike: list[Key] = field(default_factory=list)
    create_missing: tuple[str, ...] | bool = ()
    serials: frozenset[int] = frozenset()

    @property
    def column_of(self) -> dict[str, int]:
        """Field name → column."""
        return {one.target.name: one.column for one in self.mapped}

    def creates(self, kind: str) -> bool:
        """Whether unknown names of a kind are created without asking."""
        chosen = self.create_missing
        return chosen if isinstance(chosen, bool) else kind in chosen

    def fingerprint(self, row: Row) -> int:
        """Equal for rows whose cells are equal, running numbers aside."""
        if self.serials:
            return hash(tuple(cell for at, cell in enumerate(row) if at not in self.serials))
        return hash(tuple(row))

    def is_heading(self, row: Row) -> bool:
        """Whether the row repeats the headings, as printed lists do on every page."""
        hits = total = 0
        for column, words in self.headings.items():
            cell = row[column] if column < len(row) else None
            if cell is None:
                continue
            total += 1
            if cell != words:
                return False
            hits += 1
        return hits >= 2 and hits == total

    def is_note(self, row: Row) -> bool:
        """Whether the row is a total, a note or a section title."""
        left, right = self.used_columns
        cells = row[left : right + 1]
        used = len(cells) - cells.count(None)
        if used > 2:
            start = next((cell for cell in cells if cell is not None), None)
            if not isinstance(start, str) or len(start) > 12 or not TOTAL.match(start):
                return False
        return is_note(cells, right - left + 1)


def of(
    actor: Actor,
    kind_name: str,
    targets: Sequence[Target],
    table: Mapping[str, Any],
    mapping: Mapping[str, Any],
) -> Layout:
    """The layout of a mapping (see the room's API.md) over a table of the analysis."""
    kind = kinds.get(kind_name)
    by_name = {one.name: one for one in targets}
    headings = {one["index"]: one["heading"] for one in table["columns"]}
    ends = {last for _, last in profile_of(kind_name).spans}
    mapped = []
    for one in mapping.get("columns", ()):
        target = by_name.get(one.get("field") or "")
        if target is None:
            continue
        part = {"part": "to"} if target.name in ends else {}
        options = {"longest": _longest(target), **part, **(one.get("options") or {})}
        parse = columns.parser(target.type, options, target.choices)
        mapped.append(Mapped(one["column"], headings.get(one["column"], ""), target, parse))
    indexes = [one["index"] for one in table["columns"]] or [0]
    return Layout(
        kind=kind,
        targets=by_name,
        mapped=mapped,
        defaults=_defaults(actor, by_name, mapped, mapping.get("defaults") or {}),
        keys=_keys(kind_name, mapping),
        mode=mapping.get("mode") or "create_update",
        clear_blanks=mapping.get("blanks") == "clear",
        sheet=table["sheet"],
        first=table["first_row"] - 1,
        last=table["last_row"] - 1,
        used_columns=(min(indexes), max(indexes)),
        headings={one["index"]: one["parts"][-1] for one in table["columns"] if one["parts"]},
        alike=[] if mapping.get("keys") else list(profile_of(kind_name).alike),
        create_missing=_creating(mapping.get("create_missing")),
        serials=frozenset(one["index"] for one in table["columns"] if SERIAL.match(one["heading"])),
    )


def _creating(chosen: Any) -> tuple[str, ...] | bool:
    return chosen if isinstance(chosen, bool) else tuple(chosen or ())


def _longest(target: Target) -> int:
    return target.longest or (LONGEST_LINE if target.type == "text" else 0)


def _keys(kind_name: str, mapping: Mapping[str, Any]) -> list[Key]:
    chosen = mapping.get("keys")
    known = profile_of(kind_name).keys
    if not chosen:
        return list(known)
    parts = {part.field: part for one in known for part in one}
    return [key(*(parts.get(name, name) for name in chosen))]


def _defaults(
    actor: Actor, targets: Mapping[str, Target], mapped: Sequence[Mapped], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Values for what no column fills: those given, and the importer's own unit where one is needed."""
    values: dict[str, Any] = {}
    for name, raw in given.items():
        target = targets.get(name)
        if target is None or raw in (None, "", []):
            continue
        if target.type in ("ref", "many"):
            values[name] = _named(actor, target, raw)
        else:
            read = columns.parser(target.type, {}, target.choices)(raw if isinstance(raw, str) else str(raw))
            values[name] = read.value
    filled = {one.target.name for one in mapped}
    unit = targets.get("unit")
    if (
        unit is not None
        and unit.ref == "unit"
        and unit.required
        and "unit" not in values
        and "unit" not in filled
    ):
        own = (
            actor.unit_id
            or kinds.get("unit")
            .model_class._default_manager.order_by("path")
            .values_list("pk", flat=True)
            .first()
        )
        if own is not None:
            values["unit"] = str(own)
    return {name: value for name, value in values.items() if value is not None}


def _named(actor: Actor, target: Target, raw: Any) -> Any:
    """Ids from ids or names given as a default."""
    texts = [str(one) for one in (raw if isinstance(raw, (list, tuple)) else [raw])]
    names = References(actor, target.ref)
    names.look_up(texts)
    ids = [names.found.get(text) or text for text in texts]
    return ids if target.type == "many" else ids[0]
