"""Credential types of a pack."""

from collections.abc import Mapping
from typing import Any

from credentry.domains.packs.shipped import Pack, catalogue, types_of
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.policies import warn_days

# Parts of a type that are columns; the rest is its definition.
_COLUMNS = frozenset({"code", "zh", "en", "category", "document", "subject", "jurisdiction"})
# Lists of codes in the content that a page shows in words → where the catalogue explains them.
_EXPLAINED = {"evidence": "evidence", "verify_at": "registries", "legal_basis": "legal"}


def types(pack: Pack) -> list[Item]:
    """Every type the pack needs."""
    return [Item("credential_type", one["code"], _form(owner, one)) for owner, one in types_of(pack)]


def _form(owner: str, one: Mapping[str, Any]) -> dict[str, Any]:
    definition = {key: value for key, value in one.items() if key not in _COLUMNS}
    for name, words in _EXPLAINED.items():
        definition[name] = [_explained(words, code) for code in one[name]]
    aliases = catalogue()["aliases"].get(one["code"])
    if aliases:
        definition["aliases"] = list(aliases)
    definition["obligation"] = {key: value for key, value in one["obligation"].items() if key != "kind"}
    return {
        "code": one["code"],
        "name_zh": one["zh"],
        "name_en": one["en"],
        "category": one["category"],
        "document": one["document"],
        "subject_kind": one["subject"],
        "jurisdiction": one["jurisdiction"],
        "obligation": one["obligation"]["kind"],
        "pack": owner,
        "validity_rule": one["validity"]["rule"],
        "warn_days": warn_days(owner, one["code"]),
        "definition": definition,
    }


def _explained(words: str, code: str) -> dict[str, str]:
    known = catalogue()[words].get(code) or {"zh": code, "en": code}
    return {"code": code, "zh": known["zh"], "en": known["en"]}
