"""Mappings people confirmed, kept for the next file of the same source."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.mapping import proposing
from credentry.capabilities.intake.mapping.proposing import Memory
from credentry.capabilities.intake.mapping.targets import heading_of
from credentry.capabilities.intake.models import MappingMemory
from credentry.capabilities.intake.tables.finding import Column
from credentry.foundation import clock

CONSIDERED = 50
KEPT_SETTINGS = ("keys", "mode", "blanks", "defaults")


def recall(kind: str, shape: str) -> Memory:
    """What was confirmed for this very shape, and for single headings in recent imports of the kind."""
    exact: dict[str, Any] = {}
    headings: dict[str, str] = {}
    recent = MappingMemory.objects.filter(record_kind=kind).order_by("-used_at")[:CONSIDERED]
    for one in recent:
        if one.shape == shape:
            exact = one.columns
        for heading, chosen in one.columns.items():
            if chosen.get("field"):
                headings.setdefault(heading, chosen["field"])
    if not exact:
        found = MappingMemory.objects.filter(record_kind=kind, shape=shape).first()
        exact = found.columns if found else {}
    return Memory(exact, headings)


def settings_of(kind: str, shape: str) -> dict[str, Any]:
    """Keys, mode and defaults chosen for this shape last time."""
    found = MappingMemory.objects.filter(record_kind=kind, shape=shape).first()
    return dict(found.preferences) if found else {}


def shape_of(table: Mapping[str, Any]) -> str:
    """The fingerprint of a table of the analysis."""
    return proposing.shape_of([Column(one["index"], tuple(one["parts"])) for one in table["columns"]])


def remember(kind: str, shape: str, mapping: Mapping[str, Any], user_id: UUID | None) -> None:
    """Keep a confirmed mapping; deliberate gaps (columns left out) are remembered too."""
    columns: dict[str, Any] = {}
    for one in mapping.get("columns", ()):
        heading = heading_of((), one.get("heading") or "").whole
        if heading and (heading not in columns or one.get("field")):
            columns[heading] = {"field": one.get("field"), "options": one.get("options") or {}}
    MappingMemory.objects.update_or_create(
        record_kind=kind,
        shape=shape,
        defaults={
            "columns": columns,
            "preferences": {name: mapping[name] for name in KEPT_SETTINGS if mapping.get(name)},
            "used_at": clock.now(),
            "used_by_id": user_id,
        },
    )
