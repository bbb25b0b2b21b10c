"""Codes a process names people by that nobody, no post, no role and no unit has: said before it is published.

A note, not an error: a drawing of another house runs, and whoever keeps the processes is asked in their place.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from credentry.capabilities.approvals.bpmn.findings import Finding
from credentry.capabilities.approvals.bpmn.model import Model
from credentry.core.records import kinds
from credentry.foundation.labels import L, Label

#: Rule → the kind it names by code, the field of the code, the word for it.
_NAMED: dict[str, tuple[str, str, Label]] = {
    "person": ("user", "username", L("用户", "user")),
    "post": ("post", "code", L("岗位", "post")),
    "role": ("role", "code", L("角色", "role")),
    "unit": ("unit", "code", L("单元", "unit")),
}
#: Units that are no codes.
_MEANT = ("", "subject", "anywhere")


def unknown(model: Model, settings: Mapping[str, Any]) -> list[Finding]:
    """One note for each code of a node that exists nowhere. One query for each sort of code that is named."""
    said = [
        (node, by, code)
        for node in model.nodes.values()
        for by, code in dict.fromkeys(_codes(settings.get(node.id) or {}))
    ]
    there = {
        by: _existing(by, {code for _, sort, code in said if sort == by}) for by in {one[1] for one in said}
    }
    return [
        Finding(
            "note",
            "process.unknown_code",
            node.line,
            node.id,
            node.name,
            {"what": _NAMED[by][2], "code": code},
        )
        for node, by, code in said
        if code not in there[by]
    ]


def _codes(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for rule in (*(given.get("approvers") or ()), *(given.get("copies") or ())):
        by, code, unit = str(rule.get("by")), str(rule.get("code") or ""), str(rule.get("unit") or "")
        if by in _NAMED and code:
            yield by, code
        if by in ("post", "role") and unit not in _MEANT:
            yield "unit", unit


def _existing(by: str, codes: set[str]) -> set[str]:
    kind, field, _ = _NAMED[by]
    rows = kinds.get(kind).model_class._default_manager.filter(**{f"{field}__in": codes, "archived_at": None})
    return set(rows.values_list(field, flat=True))
