"""Custom fields of the types of a pack, under one code for all types that carry them."""

from typing import Any

from credentry.domains.packs.shipped import Pack, catalogue, types_of
from credentry.domains.packs.wanted.items import Item

# What a credential, its holder, its products or its files say already: code in the content → where it is kept.
COVERED = {
    "scope_text": "scope_text",
    "permit_scope": "scope_text",
    "model_list": "products",
    "product_name": "products",
    "standards": "standards",
    "cert_std": "standards",
    "countries": "markets",
    "sites": "subjects",
    "authorised_products": "products",
    "registrant": "holder",
    "uscc": "holder",
    "person_name": "holder",
    "id_no": "holder",
    "gender": "holder",
    "birth_date": "holder",
    "employer": "holder",
    "project_name": "holder",
    "project_code": "holder",
    "project_stage": "holder",
    "equipment_name": "holder",
    "equipment_code": "holder",
    "serial_no": "holder",
    "photo": "files",
    "approval_dept": "issuer",
    "reg_no": "credential_no",
}
_VALUE_TYPES = {
    "string": "text",
    "text": "longtext",
    "ref": "text",
    "enum": "text",
    "duration": "text",
    "list[string]": "text",
    "list[ref]": "longtext",
    "list[object]": "longtext",
    "date": "date",
    "number": "number",
    "int": "integer",
    "bool": "bool",
}
_PEOPLE = frozenset(
    {"legal_rep", "responsible_person", "quality_head", "project_manager", "chief_supervisor", "witness_person",
     "sampler_person", "health_status"}
)  # fmt: skip


def fields(pack: Pack) -> list[Item]:
    """The custom fields the pack's types ask for; ``types`` are codes."""
    carriers: dict[str, list[str]] = {}
    for _, one in types_of(pack):
        for code in one["fields"]:
            if code not in COVERED:
                carriers.setdefault(code, []).append(one["code"])
    return [Item("custom_field", code, _form(code, found)) for code, found in sorted(carriers.items())]


def _form(code: str, carriers: list[str]) -> dict[str, Any]:
    words = catalogue()["fields"][code]
    return {
        "kind": "credential",
        "code": code,
        "name_zh": words["zh"],
        "name_en": words["en"],
        "value_type": _VALUE_TYPES[words["type"]],
        "filterable": words["type"] not in ("text", "list[ref]", "list[object]"),
        "searchable": words["type"] != "bool",
        "personal": code in _PEOPLE,
        "types": sorted(carriers),
    }
