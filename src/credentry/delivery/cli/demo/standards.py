"""Editions of standards in the sample, and which of them a certificate is based on."""

from functools import cache

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform
from credentry.delivery.cli.demo.plan import Certificate, products, table


def register(actor: Actor) -> int:
    """Register the editions that no pack has brought; one that took another's place comes first. Returns how many."""
    rows = table("standards")["standards"]
    there = queries.visible(actor, kinds.get("standard")).filter(code__in=[row["code"] for row in rows])
    made = {code: str(pk) for code, pk in there.values_list("code", "pk")}
    for row in sorted(rows, key=lambda one: "superseded_by" in one):
        if row["code"] in made:
            continue
        payload = {
            "code": row["code"], "name_zh": row["zh"], "name_en": row["en"], "family": row["family"],
            "edition": row["edition"], "jurisdiction": row.get("jurisdiction", ""),
            "effective_on": row.get("effective_on"), "withdrawn_on": row.get("withdrawn_on"),
            "superseded_by": made.get(row.get("superseded_by", "")),
        }  # fmt: skip
        made[row["code"]] = str(perform(actor, "standard", "register", None, payload).id)
    return len(rows)


def based_on(one: Certificate) -> list[str]:
    """Codes of the editions that a certificate names."""
    known = _traits()
    traits = {trait for code in one.products for trait in known.get(code, ())}
    for rule in table("standards")["applies"]:
        if one.type in rule["types"] and ("traits" not in rule or traits & set(rule["traits"])):
            return list(rule["codes"])
    return []


@cache
def _traits() -> dict[str, tuple[str, ...]]:
    return {one.code: one.traits for one in products()}
