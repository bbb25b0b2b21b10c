"""What the sample company's products, people and suppliers are meant for, and what is known of the products."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform, perform_many
from credentry.delivery.cli.demo.plan import Certificate, table
from credentry.delivery.cli.demo.register import by_code
from credentry.delivery.cli.output import cli_actor
from credentry.foundation import clock
from credentry.foundation.dates import add_months


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


def scenarios(subjects: dict[str, UUID], plan: Sequence[Certificate], made: dict[str, UUID]) -> int:
    """Keep what was asked "what if", each as its own person; how many."""
    rows = table("meant")["scenarios"]
    for row in rows:
        form = {"title": row["zh"], **{what: subjects[code] for what, code in row.get("asks", {}).items()}}
        if "lost" in row:
            form["credential"] = next(
                made[one.key] for one in plan
                if one.type == row["lost"]["type"] and row["lost"]["product"] in one.products
            )  # fmt: skip
        form |= {name: row[name] for name in ("markets", "prefer") if name in row}
        if "months" in row:
            form["ready_by"] = add_months(clock.today(), row["months"])
        perform(cli_actor(row["by"]), "scenario", "save", None, form)
    return len(rows)
