"""What the sample company's products, people and suppliers are meant for, and what is known of the products."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform_many
from credentry.delivery.cli.demo.plan import table
from credentry.delivery.cli.demo.register import by_code


def engagements(actor: Actor, subjects: dict[str, UUID], people: dict[str, UUID]) -> int:
    """Say the facts of the product lines, then what everybody is meant for; how many engagements."""
    rows = table("meant")
    keepers = {what: people[who] for what, who in rows["keepers"].items()}
    facts = [
        {"id": subjects[one["code"]],
         "payload": {"product_category": one["category"], "custom": one["known"]}}
        for one in rows["products"]
    ]  # fmt: skip
    perform_many(actor, "product", "amend", facts, atomic=True)
    workplace = [
        {"id": subjects[one["code"]], "payload": {"custom": {"workplace": "factory"}}}
        for one in rows["people"]
    ]
    perform_many(actor, "person", "amend", workplace, atomic=True)
    markets = by_code(actor, "market", {code for one in rows["products"] for code in one["markets"]})
    meant: list[dict[str, Any]] = [
        {
            "context": "market",
            "subject": subjects[one["code"]],
            "market": markets[code],
            "responsible": keepers[code],
        }
        for one in rows["products"]
        for code in one["markets"]
    ]
    meant += [
        {
            "context": "post",
            "subject": subjects[one["code"]],
            "role": one["post"],
            "responsible": keepers["post"],
        }
        for one in rows["people"]
    ]
    meant += [
        {
            "context": "supply",
            "subject": subjects[one["code"]],
            "role": one["kind"],
            "responsible": keepers["supply"],
        }
        for one in rows["suppliers"]
    ]
    perform_many(actor, "engagement", "plan", [{"payload": one} for one in meant], atomic=True)
    return len(meant)
