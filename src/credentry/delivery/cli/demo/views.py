"""Saved views of the sample company: some for everybody, some for one subsidiary."""

from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.delivery.cli.demo.plan import table
from credentry.delivery.cli.output import cli_actor


def save(actor: Actor, units: dict[str, UUID]) -> int:
    """Save the views of the table, each as the person it belongs to; how many."""
    rows = table("company")["views"]
    for row in rows:
        payload = {
            "name": row["zh"],
            "name_en": row["en"],
            "kind": "credential",
            "condition": row["text"],
            "sort": row.get("sort", "valid_to"),
            "sharing": row["shared"],
            "unit": units[row["unit"]] if "unit" in row else None,
        }
        owner = cli_actor(row["owner"]) if "owner" in row else actor
        perform(owner, "saved_view", "save", None, payload)
    return len(rows)
