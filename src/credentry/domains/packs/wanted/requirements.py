"""Requirement rules of a pack, and the fields of subjects that say the facts they ask about."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from credentry.domains.coverage.queries import facts
from credentry.domains.packs.shipped import Pack, catalogue, packs, types_of
from credentry.domains.packs.wanted.items import Item

# The pack a rule is from, where several bring all the types it asks for.
_HOME = {
    "product_market": "product-certification",
    "medical_device": "medical-device-archive",
    "person_role": "personnel-certificates",
    "project_stage": "engineering-permits",
    "supplier": "quality-system",
    "organisation": "quality-system",
}
_VALUE_TYPES = {"bool": "bool", "enum": "choice", "number": "number", "list": "text"}
# What a rule says as it is; where it says nothing, that: an upgrade takes back what a rule no longer says.
_UNSAID: dict[str, Any] = {
    "markets": [], "except_markets": [], "all_of": [], "any_of": [], "levels": {}, "by_role": {}, "counts": {},
    "recognises": {}, "severity": "blocking", "certainty": "sure", "about": "", "posts": [],
}  # fmt: skip


def rules(pack: Pack) -> list[Item]:
    """Every rule of which the pack brings all the types it asks for."""
    return [
        Item("requirement_rule", one["code"], _form(one))
        for one in catalogue()["requirement_rules"]
        if pack.code in _bringers(one["code"])
    ]


def fields(pack: Pack) -> list[Item]:
    """The fields its rules ask about; the code of an item names the kind of subject, too."""
    asked = {name for one in rules(pack) for name in _asked(one.form["conditions"])}
    return [
        Item("custom_field", f"{kind}.{name}", _field(kind, name, one))
        for one in facts.shipped().values()
        if one.code in asked and not one.column
        for kind, name in one.places.items()
    ]


def types_asked(one: Mapping[str, Any]) -> set[str]:
    """The codes of all credential types a rule names."""
    return {*one.get("all_of", ()), *(code for some in one.get("any_of", ()) for code in some)}


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, tuple[str, ...]]:
    types = {code: {one["code"] for _, one in types_of(pack)} for code, pack in packs().items()}
    return {
        one["code"]: tuple(code for code, known in types.items() if types_asked(one) <= known)
        for one in catalogue()["requirement_rules"]
    }


def _bringers(code: str) -> tuple[str, ...]:
    return _everywhere()[code]


def _form(one: Mapping[str, Any]) -> dict[str, Any]:
    some = _bringers(one["code"])
    home = _HOME[one["scope"]]
    source = packs()[home if home in some else some[0]]
    given = {name: one.get(name, unsaid) for name, unsaid in _UNSAID.items()}
    return {
        "code": one["code"],
        "name_zh": one["zh"],
        "name_en": one["en"],
        "scope": one["scope"],
        "conditions": {"combinator": "and", "not": False, "rules": _rules(one)}
        if one.get("conditions")
        else {},
        **given,
        "legal_basis": one.get("basis", ""),
        "notes": one.get("note", ""),
        "pack": source.code,
        "pack_version": source.version,
    }


def _rules(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(rule) for rule in one["conditions"]]


def _asked(group: Mapping[str, Any]) -> Iterable[str]:
    return [rule["field"] for rule in group.get("rules", ())]


def _field(kind: str, name: str, one: facts.Fact) -> dict[str, Any]:
    return {
        "kind": kind,
        "code": name,
        "name_zh": one.label.zh,
        "name_en": one.label.en,
        "value_type": _VALUE_TYPES[one.type],
        "options": [{"value": value, "zh": label.zh, "en": label.en} for value, label in one.options],
        "filterable": True,
        "searchable": False,
        "all_types": True,
    }
