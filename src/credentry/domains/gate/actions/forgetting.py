"""Forgetting a person: exceptions that were asked for on their behalf."""

from typing import Any

from credentry.core.records.forgetting import FORGET, Forgetting
from credentry.domains.gate.models import GateOverride, GateUse
from credentry.domains.gate.vocabulary import KIND

_WORDS: dict[str, Any] = {"title": "", "reason": "", "document_no": "", "decision_note": ""}


def forget(job: Forgetting) -> None:
    """Who allowed what act when stays; for whom and why goes. None of them counts any longer."""
    GateUse.objects.filter(subject_id=job.record.pk).update(key="")
    for one in GateOverride.objects.select_for_update().filter(subject=job.record.pk).order_by("pk"):
        job.about(KIND, [one.pk], _WORDS)
        for name, value in _WORDS.items():
            setattr(one, name, value)
        one.title = one.number
        one.revoked_on = one.revoked_on or job.ctx.today
        one.version += 1
        one.save()
        job.ctx.accompany(KIND, FORGET, one)
