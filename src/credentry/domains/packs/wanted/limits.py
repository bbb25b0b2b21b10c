"""Limits of use of a pack."""

from typing import Any

from credentry.domains.packs.shipped import Pack, catalogue, packs, types_of
from credentry.domains.packs.wanted.items import Item

_UNSAID: dict[str, Any] = {"types": [], "posts": [], "years": None, "effect": "block", "certainty": "sure"}


def limits(pack: Pack) -> list[Item]:
    """The limits that are the pack's, or about a type it brings."""
    mine = {one["code"] for _, one in types_of(pack)}
    return [
        Item(
            "use_limit",
            one["code"],
            {
                "code": one["code"],
                "name_zh": one["zh"],
                "name_en": one["en"],
                "test": one["test"],
                **{name: one.get(name, unsaid) for name, unsaid in _UNSAID.items()},
                "legal_basis": one.get("basis", ""),
                "notes": one.get("note", ""),
                "pack": one["pack"],
                "pack_version": packs()[one["pack"]].version,
            },
        )
        for one in catalogue()["use_limits"]
        if one["pack"] == pack.code or mine & set(one.get("types", ()))
    ]
