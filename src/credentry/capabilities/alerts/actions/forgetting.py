"""Forgetting a person: what alerts about their records say. That somebody was told, and when, stays."""

from uuid import UUID

from django.db.models import F
from django.db.models.functions import TruncDate

from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.core.records import kinds
from credentry.core.records.forgetting import Forgetting

ALERT = "alert"


def forget(job: Forgetting) -> None:
    """Alerts take the new title of their record; what people wrote into them goes."""
    for kind in sorted({kind for kind, _ in job.records}):
        mine = Alert.objects.filter(record_kind=kind, record_id__in=job.ids(kind))
        told = dict(mine.values_list("pk", "record_id"))
        if not told:
            continue
        job.about(ALERT, told, ("title", "decision_note"))
        for record_id, title in _titles(kind, set(told.values())).items():
            mine.filter(record_id=record_id).update(title=title, decision_note="", version=F("version") + 1)
        Delivery.objects.filter(alert__in=list(told)).update(last_error="")
        for hidden_kind, code in job.hidden:
            if hidden_kind == kind:  # the day itself tells: what stays is that something was told
                day = TruncDate("created_at")
                mine.filter(code=code).update(due_on=day, stage_on=day)


def _titles(kind: str, ids: set[UUID]) -> dict[UUID, str]:
    declared = kinds.get(kind)
    rows = declared.model_class._default_manager.filter(pk__in=ids)
    return {pk: str(title)[:500] for pk, title in rows.values_list("pk", declared.title)}
