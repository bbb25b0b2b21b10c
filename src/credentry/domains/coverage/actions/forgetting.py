"""Forgetting a person: the posts they were meant for, and the scenarios in which they are lost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.core.records.forgetting import FORGET, Forgetting
from credentry.domains.coverage.models import Engagement, Scenario, Waiver
from credentry.domains.coverage.vocabulary import ENGAGEMENT, SCENARIO, WAIVER
from credentry.domains.subjects import queries as subjects


def about(records: Sequence[Any]) -> dict[UUID, str]:
    """Engagement or waiver → its subject, where that is a person."""
    kinds = subjects.kinds_of({one.subject_id for one in records})
    return {one.pk: f"person:{one.subject_id}" for one in records if kinds.get(one.subject_id) == "person"}


def about_scenarios(records: Sequence[Any]) -> dict[UUID, str]:
    """Scenario → the person it supposes to leave or move, or whose credential it supposes lost."""
    papers = {one.pk for one in records if one.credential_id is not None}
    rows = Scenario.objects.filter(pk__in=papers, credential__holder__subject_kind="person")
    found = dict(rows.values_list("pk", "credential__holder")) if papers else {}
    found |= {one.pk: one.person_id for one in records if one.person_id is not None}
    return {pk: f"person:{who}" for pk, who in found.items()}


def forget(job: Forgetting) -> None:
    """Engagements of the person and scenarios of their loss lose their words and end, waivers their words; the numbers
    stay."""
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
    mine = Scenario.objects.filter(Q(person=job.record.pk) | Q(credential__holder=job.record.pk))
    for scenario in Scenario.objects.select_for_update().filter(pk__in=mine.values("pk")).order_by("pk"):
        job.about(SCENARIO, [scenario.pk], ("title", "notes"))
        scenario.title, scenario.notes = scenario.number, ""
        scenario.archived_at = scenario.archived_at or job.ctx.now
        scenario.version += 1
        scenario.save()
        job.ctx.accompany(SCENARIO, FORGET, scenario)
