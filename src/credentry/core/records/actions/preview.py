"""``preview``: what an action would change elsewhere, without doing it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import impact
from credentry.core.records.actions.perform import perform


def preview(
    actor: Actor,
    kind: str,
    action: str,
    record_id: UUID | str | None = None,
    payload: Any = None,
    *,
    version: int | None = None,
) -> dict[str, Any]:
    """Do the action, say what changed because of it, and undo everything. Raises what ``perform`` raises."""
    with impact.collecting(), transaction.atomic():
        perform(actor, kind, action, record_id, payload, version=version)
        found = impact.collected(actor)
        transaction.set_rollback(True)
    return found
