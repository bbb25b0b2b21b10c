"""Forgetting a person: the posts they were meant for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.forgetting import FORGET, Forgetting
from credentry.domains.coverage.models import Engagement, Waiver
from credentry.domains.coverage.vocabulary import ENGAGEMENT, WAIVER
from credentry.domains.subjects import queries as subjects


def about(records: Sequence[Any]) -> dict[UUID, str]:
    """Engagement or waiver → its subject, where that is a person."""
    kinds = subjects.kinds_of({one.subject_id for one in records})
    return {one.pk: f"person:{one.subject_id}" for one in records if kinds.get(one.subject_id) == "person"}


def forget(job: Forgetting) -> None:
    """Engagements of the person lose their words and end, waivers their words; the numbers stay."""
    for one in Engagement.objects.select_for_update().filter(subject=job.record.pk).order_by("pk"):
        job.about(ENGAGEMENT, [one.pk], ("title", "notes"))
        one.title, one.notes = one.number, ""
        one.archived_at = one.archived_at or job.ctx.now
        one.version += 1
        one.save()
        job.ctx.accompany(ENGAGEMENT, FORGET, one)
    for waiver in Waiver.objects.select_for_update().filter(subject=job.record.pk).order_by("pk"):
        job.about(WAIVER, [waiver.pk], ("title", "reason", "document_no", "decision_note"))
        waiver.title, waiver.reason, waiver.document_no, waiver.decision_note = waiver.number, "", "", ""
        waiver.version += 1
        waiver.save()
        job.ctx.accompany(WAIVER, FORGET, waiver)
