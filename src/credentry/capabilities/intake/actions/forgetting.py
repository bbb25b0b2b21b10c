"""Forgetting a person: the tables and papers they came in with."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from credentry.capabilities.intake.engine import storage
from credentry.capabilities.intake.models import ImportChunk, ImportRun, IntakeItem
from credentry.capabilities.intake.vocabulary import BUSY, RunState
from credentry.core.ledger.queries import correlations
from credentry.core.records.filekeeping import files
from credentry.core.records.forgetting import FORGET, Forgetting

ITEM = "intake_item"
_RECORD, _MESSAGES, _BEFORE = 2, 4, 5
_WORDS: dict[str, Any] = {
    "title": "", "from_address": "", "from_name": "", "subject": "", "message_id": "", "inside": "", "note": "",
    "reason": "", "sha256": "", "origin": None,
}  # fmt: skip


def forget(job: Forgetting) -> None:
    """Papers filed on the records named so far lose their words and bytes; so do tables whose rows made them.

    A table is dropped as a whole: its other rows are in the register. What became of them stays told.
    """
    digests = _papers(job) | _tables(job)
    if digests:
        files().let_go(digests)


def _papers(job: Forgetting) -> set[str]:
    mine = Q(pk__in=[])
    for kind in {kind for kind, _ in job.records}:
        mine |= Q(filed_kind=kind, filed_id__in=job.ids(kind)) | Q(same_kind=kind, same_id__in=job.ids(kind))
    items = list(IntakeItem.objects.select_for_update().filter(mine).order_by("pk"))
    digests = {one.sha256 for one in items}
    if not items:
        return digests
    job.about(ITEM, [one.pk for one in items], _WORDS)
    for one in items:
        for name, value in _WORDS.items():
            setattr(one, name, value)
        one.title = one.number
        one.version += 1
        one.save()
        job.ctx.accompany(ITEM, FORGET, one)
    job.count("erased_files", len(items))
    return digests


def _tables(job: Forgetting) -> set[str]:
    ids = {str(one) for one in job.ids()}
    made_by = {one for one in correlations(list(job.records)) if _is_id(one)}
    runs = list(ImportRun.objects.filter(pk__in=made_by)) + [
        one for one in ImportRun.objects.exclude(pk__in=made_by) if _mentions(job, one)
    ]
    digests = set()
    for run in runs:
        digests.add(run.sha256)
        if job.names_person(run.title):
            job.reasons.update({f"{word}{run.title}": word.rstrip(": ") for word in ("导入:", "Import: ")})
        for chunk in run.chunks.all():
            _clear_rows(chunk, ids, job)
        waiting = run.state in (RunState.MAPPING, RunState.CHECKED, *BUSY)
        ImportRun.objects.filter(pk=run.pk).update(
            sha256="", analysis=_plain(run.analysis, job), mapping=_plain(run.mapping, job), proposals=[], made=[], error=None,
            title=run.format or "table", state=RunState.CANCELLED if waiting else run.state, version=run.version + 1,
        )  # fmt: skip
        transaction.on_commit(partial(storage.clear, run))
    if runs:
        job.count("erased_files", len(runs))
    return digests


def _mentions(job: Forgetting, run: ImportRun) -> bool:
    """Whether what was read of a table that nothing was made of names the person."""
    return any(
        job.names_person(text)
        for text in _texts([run.title, run.analysis, run.proposals, run.made, run.error, run.mapping])
    ) or any(job.names_person(text) for chunk in run.chunks.all() for text in _texts(chunk.outcomes))


def _plain(value: Any, job: Forgetting) -> Any:
    """What was found out about a table, without the cells shown as samples and without the person's names."""
    if isinstance(value, str):
        return "" if job.names_person(value) else value
    if isinstance(value, dict):
        return {name: [] if name == "samples" else _plain(one, job) for name, one in value.items()}
    return [_plain(one, job) for one in value] if isinstance(value, list) else value


def _texts(value: Any) -> list[str]:
    """Every text in a JSON value, names of members included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for one in value.values() for text in _texts(one))]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []


def _clear_rows(chunk: ImportChunk, ids: set[str], job: Forgetting) -> None:
    """What the rows of these records said; and the messages that quote the person."""
    outcomes = [list(one) for one in chunk.outcomes]
    for one in outcomes:
        if str(one[_RECORD] or "") in ids or any(job.names_person(text) for text in _texts(one)):
            one[_MESSAGES] = []
            one[_BEFORE:] = [None] * len(one[_BEFORE:])
    if outcomes != chunk.outcomes:
        ImportChunk.objects.filter(pk=chunk.pk).update(outcomes=outcomes)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def held(digests: set[str]) -> set[str]:
    """Those digests that an import or a paper names."""
    found = set(ImportRun.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    return found | set(IntakeItem.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
