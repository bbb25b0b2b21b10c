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
# What types share by naming a state model of the catalogue.
_BEHAVIOUR = ("acts", "states", "pending", "depends", "retention")
_RESOLVED = frozenset({"state_model", "lead_time", *_BEHAVIOUR})


def types(pack: Pack) -> list[Item]:
    """Every type the pack needs."""
    return [Item("credential_type", one["code"], _form(owner, one)) for owner, one in types_of(pack)]


def _form(owner: str, one: Mapping[str, Any]) -> dict[str, Any]:
    definition = {key: value for key, value in one.items() if key not in _COLUMNS and key not in _RESOLVED}
    for name, words in _EXPLAINED.items():
        definition[name] = [_explained(words, code) for code in one[name]]
    aliases = catalogue()["aliases"].get(one["code"])
    if aliases:
        definition["aliases"] = list(aliases)
    definition.update(behaviour(one))
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


def behaviour(one: Mapping[str, Any]) -> dict[str, Any]:
    """What a type permits, its states, what it depends on: its model's word, and its own where it says otherwise.

    Lists of a type replace the model's, mappings (``states``, ``pending``) are laid over it key by key.
    """
    model = catalogue()["state_models"][one["state_model"]]
    found: dict[str, Any] = {"state_model": one["state_model"]}
    for name in _BEHAVIOUR:
        own, shared = one.get(name), model.get(name)
        if isinstance(shared, Mapping) and isinstance(own, Mapping):
            own = {**shared, **own}
        value = shared if own is None else own
        if value is not None:
            found[name] = value
    found["lead_time"] = catalogue()["lead_times"][one["lead_time"]]
    return found
