"""Taking an import back, row by row, unless somebody changed the record since."""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.messages import Message
from credentry.capabilities.intake.models import ImportChunk, ImportRun
from credentry.capabilities.intake.vocabulary import ImportProfile, RowState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform_many
from credentry.foundation.errors import DomainError, NotFound, StaleVersion

ROW, STATE, RECORD, VERSION, MESSAGES, BEFORE = range(6)
Outcome = list[Any]


def undo_chunk(actor: Actor, run: ImportRun, chunk: ImportChunk) -> Counter[str]:
    """Undo one chunk in one transaction: created records discarded, updated ones put back."""
    profile = profile_of(run.record_kind)
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in chunk.outcomes:
        if outcome[STATE] == RowState.CREATED and outcome[RECORD]:
            groups[profile.discard].append(outcome)
        elif outcome[STATE] == RowState.UPDATED and outcome[RECORD]:
            groups[profile.restore or outcome[BEFORE]["action"]].append(outcome)
    with transaction.atomic():
        for action, outcomes in groups.items():
            _undo(actor, run, profile, action, outcomes)
        counts = Counter(outcome[STATE] for outcome in chunk.outcomes)
        ImportChunk.objects.filter(pk=chunk.pk).update(
            outcomes=chunk.outcomes, counts=dict(counts), undone=True
        )
    return counts


def _undo(actor: Actor, run: ImportRun, profile: ImportProfile, action: str, outcomes: list[Outcome]) -> None:
    rows = [
        {
            "id": outcome[RECORD],
            "version": outcome[VERSION],
            "payload": outcome[BEFORE]["values"] if outcome[STATE] == RowState.UPDATED else {},
        }
        for outcome in outcomes
    ]
    why = f"Undo import: {run.title}" if actor.lang == "en" else f"撤销导入:{run.title}"
    done = perform_many(actor, run.record_kind, action, rows, why=why, corr=str(run.pk))
    for index in done.done:
        outcomes[index][STATE] = RowState.UNDONE.value
    for failed in done.errors:
        outcome = outcomes[failed.index]
        outcome[STATE] = RowState.KEPT.value
        outcome[MESSAGES] = [*outcome[MESSAGES], _reason(failed.error)]


def _reason(error: DomainError) -> Message:
    if isinstance(error, StaleVersion):
        return messages.row("warning", messages.CHANGED_SINCE)
    if isinstance(error, NotFound):
        return messages.row("warning", messages.GONE)
    if error.errors:
        first = error.errors[0]
        return messages.cell("warning", first.field, -1, first.code, first.params)
    return messages.row("warning", error.code, **error.params)


def discard_made(actor: Actor, run: ImportRun) -> list[dict[str, Any]]:
    """Archive the records the import made for unknown names, where nobody touched or needs them."""
    left: list[dict[str, Any]] = []
    for made in run.made:
        if "id" not in made or made.get("undone"):
            left.append(made)
            continue
        kind = kinds.get(made["kind"])
        discard = profile_of(kind.name).discard
        if kind.action(discard) is None or not actor.may(kind.name, discard):
            left.append({**made, "kept": "action.forbidden"})
            continue
        rows = [{"id": made["id"], "version": 1, "payload": {}}]
        done = perform_many(actor, kind.name, discard, rows, corr=str(run.pk))
        left.append({**made, "undone": True} if done.done else {**made, "kept": done.errors[0].error.code})
    return left
