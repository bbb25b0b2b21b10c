"""Who was and will be told about a record, and how the telling is doing."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.queries import health, telling
from credentry.capabilities.alerts.vocabulary import (
    CHANNEL_WORDS,
    DEADLINE_WORDS,
    DECISION_WORDS,
    DELIVERY_REASON_WORDS,
    DELIVERY_WORDS,
    PLANNED_WORDS,
    REACHED_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    Words,
    word,
)
from credentry.core.records.queries import record_for
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.records import kind_of
from credentry.foundation.errors import NotFound

router = Router(tags=["alerts"], auth=authenticate)


@router.get("/records/{kind}/{record_id}/alerts")
def read_alerts(request: HttpRequest, kind: str, record_id: str) -> dict[str, Any]:
    """Everything told about this record and, as things stand, everything that will be: who, when, how, with what result."""
    actor = actor_of(request)
    record = record_for(actor, kind_of(kind, request), record_id)
    return {"items": [_item(one, actor.lang) for one in telling.of_record(kind, record.pk)]}


@router.get("/alerts/status")
def read_status(request: HttpRequest) -> dict[str, Any]:
    """Counts of alerts and deliveries, dead letters, heartbeats; for those who may oversee alerts."""
    if not actor_of(request).may("alert", "oversee"):
        raise NotFound()
    return health.status()


def _item(one: telling.Told, lang: str) -> dict[str, Any]:
    return {
        "id": str(one.alert_id) if one.alert_id else None,
        "on": one.on,
        "due_on": one.due_on,
        "code": one.code,
        "label": word(DEADLINE_WORDS, one.code).as_dict(),
        "stage": rules.stage_label(one.stage).as_dict(),
        "days_before": one.stage,
        "recipient": {"id": str(one.recipient_id), "label": one.recipient} if one.recipient_id else None,
        "reached": _word(REACHED_WORDS, one.reached),
        "policy": one.policy,
        "channels": [word(CHANNEL_WORDS, name).text(lang) for name in one.channels],
        "state": one.state,
        "state_label": word((*STATE_WORDS, *PLANNED_WORDS), one.state).as_dict(),
        "reason": _word(REASON_WORDS, one.reason),
        "decision": _word(DECISION_WORDS, one.decision),
        "deliveries": [
            {
                **row,
                "channel_label": word(CHANNEL_WORDS, row["channel"]).as_dict(),
                "state_label": word(DELIVERY_WORDS, row["state"]).as_dict(),
                "reason_label": _word(DELIVERY_REASON_WORDS, row["reason"]),
                "fell_to_label": _word(CHANNEL_WORDS, row["fell_to"]),
            }
            for row in one.deliveries
        ],
    }


def _word(words: Words, value: str) -> dict[str, str] | None:
    return word(words, value).as_dict() if value else None
