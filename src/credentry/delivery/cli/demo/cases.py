"""What goes on in the sample company: renewals and changes of certificates, each as far as its people have come."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.content import content_hash
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform
from credentry.delivery.cli.demo.plan import Certificate, table
from credentry.delivery.cli.demo.register import by_code
from credentry.delivery.cli.output import cli_actor


def started(actor: Actor, plan: Sequence[Certificate], made: dict[str, UUID]) -> int:
    """Start them and do what is done, each step by its own person; how many."""
    rows = table("cases")
    processes = by_code(actor, "process", {"product-renewal", "product-change"})
    renewed = [one for one in plan if one.renewing]
    for one, done in zip(renewed, rows["renewals"], strict=False):
        case = _start(one, made, processes["product-renewal"])
        _go_on(case, one, done, {})
    for row in rows["changes"]:
        one = next(one for one in plan if one.type == row["type"] and not (one.renewing or one.changes))
        case = _start(one, made, processes["product-change"], change=row["change"])
        _go_on(case, one, row["done"], {"effect": row["effect"]})
    return len(rows["renewals"]) + len(rows["changes"])


def _start(one: Certificate, made: dict[str, UUID], process: UUID, **data: Any) -> UUID:
    form = {"process": process, "subject": made[one.key], "data": data}
    return UUID(str(perform(cli_actor(one.keeper), "case", "start", None, form).record.pk))


def _go_on(case: UUID, one: Certificate, nodes: Iterable[str], more: dict[str, Any]) -> None:
    steps = table("cases")["steps"]
    for node in nodes:
        step = steps[node]
        person = cli_actor(one.keeper if step["by"] == "keeper" else step["by"])
        task = queries.visible(person, kinds.get("task")).get(case=case, node=node, state="open")
        if step.get("claim"):
            perform(person, "task", "claim", task.pk, {})
        shown: Any = queries.visible(person, kinds.get("case")).get(pk=case)
        said = {"seen": content_hash(shown), "data": {**step.get("data", {}), **more}}
        perform(person, "task", "approve", task.pk, said)
