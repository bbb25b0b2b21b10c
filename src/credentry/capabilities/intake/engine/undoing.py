"""Taking an import back, row by row, unless somebody changed the record since."""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.messages import Message
from credentry.capabilities.intake.models import ImportChunk, ImportRun
from credentry.capabilities.intake.vocabulary import RowState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform_many
from credentry.foundation.errors import DomainError, NotFound, StaleVersion

ROW, STATE, RECORD, VERSION, MESSAGES, BEFORE = range(6)
Outcome = list[Any]
# Record id → its version after what was taken back of it so far: a record may stand in several rows.
Versions = dict[str, int]


def grown(run: ImportRun) -> Versions:
    """Records the import created and then went on with in further rows → their newest version by it. They are
    discarded as a whole; nothing of them needs to be put back."""
    created: set[str] = set()
    newest: Versions = {}
    for chunk in run.chunks.filter(committed=True).iterator(chunk_size=1):
        for outcome in chunk.outcomes:
            record, state = outcome[RECORD], outcome[STATE]
            if record and state == RowState.CREATED:
                created.add(record)
            elif record and state == RowState.UPDATED:
                newest[record] = max(newest.get(record, 0), outcome[VERSION] or 0)
    return {record: version for record, version in newest.items() if record in created}


def undo_chunk(
    actor: Actor, run: ImportRun, chunk: ImportChunk, versions: Versions, whole: Versions
) -> Counter[str]:
    """Undo one chunk in one transaction: created records discarded, updated ones put back. ``whole``: see ``grown``."""
    discard = profile_of(run.record_kind).discard
    waves: list[list[Outcome]] = []
    met: Counter[str] = Counter()
    # The newest version first: rows of one record need not stand in the order of its terms.
    for outcome in sorted(chunk.outcomes, key=lambda one: -(one[VERSION] or 0)):
        if outcome[STATE] == RowState.UPDATED and outcome[RECORD] in whole:
            continue
        if outcome[STATE] in (RowState.CREATED, RowState.UPDATED) and outcome[RECORD]:
            if met[outcome[RECORD]] == len(waves):
                waves.append([])
            waves[met[outcome[RECORD]]].append(outcome)
            met[outcome[RECORD]] += 1
    with transaction.atomic():
        _settle_further(run, chunk, whole)
        for wave in waves:
            _undo_wave(actor, run, discard, wave, versions)
        counts = Counter(outcome[STATE] for outcome in chunk.outcomes)
        ImportChunk.objects.filter(pk=chunk.pk).update(
            outcomes=chunk.outcomes, counts=dict(counts), undone=True
        )
    return counts


def _settle_further(run: ImportRun, chunk: ImportChunk, whole: Versions) -> None:
    """Rows that went on with a record of this import share its fate: gone with it unless somebody changed it."""
    further = [one for one in chunk.outcomes if one[STATE] == RowState.UPDATED and one[RECORD] in whole]
    if not further:
        return
    model = kinds.get(run.record_kind).model_class
    ids = {one[RECORD] for one in further}
    known = {
        str(pk): version
        for pk, version in model._default_manager.filter(pk__in=ids).values_list("pk", "version")
    }
    for outcome in further:
        if known.get(outcome[RECORD]) == whole[outcome[RECORD]]:
            outcome[STATE] = RowState.UNDONE.value
        else:
            _keep(outcome, messages.row("warning", messages.CHANGED_SINCE))


def _undo_wave(actor: Actor, run: ImportRun, discard: str, wave: list[Outcome], versions: Versions) -> None:
    groups: dict[tuple[str, ...], list[Outcome]] = defaultdict(list)
    for outcome in wave:
        if outcome[STATE] == RowState.CREATED:
            groups[(discard,)].append(outcome)
        elif (outcome[BEFORE] or {}).get("back"):
            groups[tuple(action for action, _ in outcome[BEFORE]["back"])].append(outcome)
        else:
            _keep(outcome, messages.row("warning", messages.STEP))
    for actions, outcomes in groups.items():
        left = outcomes
        for number, action in enumerate(actions):
            left = _undo(actor, run, action, number, left, versions)
        for outcome in left:
            outcome[STATE] = RowState.UNDONE.value


def _undo(
    actor: Actor, run: ImportRun, action: str, number: int, outcomes: list[Outcome], versions: Versions
) -> list[Outcome]:
    """One step back for a set of rows; those it worked for."""
    rows = [
        {
            "id": outcome[RECORD],
            "version": versions.get(outcome[RECORD], outcome[VERSION]),
            "payload": outcome[BEFORE]["back"][number][1] if outcome[STATE] == RowState.UPDATED else {},
        }
        for outcome in outcomes
    ]
    why = f"Undo import: {run.title}" if actor.lang == "en" else f"撤销导入:{run.title}"
    done = perform_many(actor, run.record_kind, action, rows, why=why, corr=str(run.pk))
    for index, record in done.records.items():
        versions[str(record.pk)] = record.version
        assert index in done.done
    for failed in done.errors:
        _keep(outcomes[failed.index], _reason(failed.error))
    return [outcomes[index] for index in sorted(done.done)]


def _keep(outcome: Outcome, reason: Message) -> None:
    outcome[STATE] = RowState.KEPT.value
    outcome[MESSAGES] = [*outcome[MESSAGES], reason]


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
    """Archive the records the import made for unknown names, where nobody changed them since."""
    left = [dict(made) for made in run.made]
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for made in left:
        if "id" in made and not made.get("undone"):
            groups[made["kind"]].append(made)
    for kind_name, mine in groups.items():
        kind, discard = kinds.get(kind_name), profile_of(kind_name).discard
        if kind.action(discard) is None or not actor.may(kind.name, discard):
            for made in mine:
                made["kept"] = "action.forbidden"
            continue
        rows = [{"id": made["id"], "version": 1, "payload": {}} for made in mine]
        done = perform_many(actor, kind.name, discard, rows, corr=str(run.pk))
        for index in done.done:
            mine[index]["undone"] = True
        for failed in done.errors:
            mine[failed.index]["kept"] = failed.error.code
    return left
