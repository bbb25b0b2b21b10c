"""Who was and will be told about a record, and how the telling is doing."""

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router

from credentry.capabilities.alerts import actions, rules
from credentry.capabilities.alerts.queries import health, ledger, pack, telling, unreached
from credentry.capabilities.alerts.vocabulary import (
    CHANNEL_WORDS,
    DEADLINE_WORDS,
    DECISION_WORDS,
    DEMAND_WORDS,
    LADDER_WORDS,
    PLANNED_WORDS,
    REACHED_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    Demand,
    Words,
    word,
)
from credentry.core.identity.actors import Actor
from credentry.core.records.queries import record_for
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.exports import XLSX
from credentry.delivery.http.records import kind_of
from credentry.foundation import clock
from credentry.foundation.errors import NotFound
from credentry.foundation.labels import L
from credentry.plumbing import sheets

router = Router(tags=["alerts"], auth=authenticate)
Form = Literal["json", "xlsx", "csv"]
LEDGER = L("提醒台账", "Ledger of notices")
#: Notices that a drill and a ledger show as JSON; files hold all.
DRILLED, SHOWN_ROWS = 500, 2000


@router.get("/records/{kind}/{record_id}/alerts")
def read_alerts(request: HttpRequest, kind: str, record_id: str) -> dict[str, Any]:
    """Everything told about this record and, as things stand, everything that will be: who, when, how, with what result."""
    actor = actor_of(request)
    record = record_for(actor, kind_of(kind, request), record_id)
    rows = telling.of_record(kind, record.pk)
    names = telling.names(rows)
    return {"items": [_item(one, actor.lang, names) for one in rows]}


@router.get("/alerts/health")
def read_health(request: HttpRequest) -> dict[str, Any]:
    """Whether the alerting is well, what is not, and today's line; for those who may oversee alerts."""
    _overseer(request)
    return health.pulse()


@router.get("/alerts/drill")
def read_drill(request: HttpRequest, on: date) -> dict[str, Any]:
    """Who would be told what on a day if nothing changes before; nothing is written or sent. At most 500 are shown."""
    actor = _overseer(request)
    found = telling.on_day(on)
    people = Counter(one.recipient for one in found)
    return {
        "on": on,
        "count": len(found),
        "people": people.most_common(DRILLED),
        "items": [
            {**_item(one, actor.lang), "kind": one.kind, "record": str(one.record_id), "number": one.number,
             "title": one.title}
            for one in found[:DRILLED]
        ],
    }  # fmt: skip


@router.get("/alerts/unreached")
def read_unreached(request: HttpRequest) -> dict[str, Any]:
    """Records of the coming year that nobody, or only an administrator, would be told about."""
    _overseer(request)
    found = asdict(unreached.unreached())
    return {**found, "labels": {why: label.as_dict() for why, label in unreached.WHY.items()}}


@router.post("/alerts/reconcile")
def compare(request: HttpRequest) -> dict[str, Any]:
    """Work out by another road what was owed, and compare with what exists, now."""
    _overseer(request)
    found = actions.reconcile()
    return {**asdict(found), "ok": found.ok}


@router.get("/records/{kind}/{record_id}/alerts/ledger", response={200: Any})
def record_ledger(request: HttpRequest, kind: str, record_id: str, format: Form = "json") -> Any:
    """Every notice about a record over every channel: as JSON, xlsx or csv."""
    actor = actor_of(request)
    record = record_for(actor, kind_of(kind, request), record_id)
    return _ledger(ledger.of_record(kind, record.pk, actor.lang), actor.lang, format)


@router.get("/alerts/ledger", response={200: Any})
def person_ledger(request: HttpRequest, person: UUID | None = None, format: Form = "json") -> Any:
    """Every notice to a person (oneself by default; others for those who oversee alerts): as JSON, xlsx or csv."""
    actor = actor_of(request)
    who = person or actor.user_id
    if who is None or (who != actor.user_id and not actor.may("alert", "oversee")):
        raise NotFound()
    return _ledger(ledger.of_person(who, actor.lang), actor.lang, format)


@router.get("/alerts/pack", response={200: Any})
def read_pack(request: HttpRequest, format: Literal["pdf", "xlsx"] = "pdf", days: int = 30) -> Any:
    """The pack for the weekly meeting: what is overdue, what is due, what was decided, what climbed; as one may see it."""
    actor = actor_of(request)
    found = pack.gather(actor, max(1, min(days, 366)))
    if format == "pdf":
        response = HttpResponse(pack.as_pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(pack.as_xlsx(found), content_type=XLSX)
    name = quote(pack.file_name(found, format))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


def _ledger(rows: Iterable[dict[str, Any]], lang: str, format: Form) -> Any:
    if format == "json":
        columns = [{"name": name, "label": label.as_dict()} for name, label in ledger.COLUMNS]
        return {"columns": columns, "items": list(islice(rows, SHOWN_ROWS))}
    name = f"{LEDGER.text(lang)}-{clock.today().isoformat()}.{format}"
    if format == "csv":
        text = sheets.as_csv(ledger.COLUMNS, rows, lang)
        response: HttpResponse | FileResponse = HttpResponse(text, content_type="text/csv; charset=utf-8")
    else:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "ledger.xlsx"
            sheets.as_xlsx(out, [(LEDGER.text(lang), ledger.COLUMNS, rows)], lang)
            response = FileResponse(out.open("rb"), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


def _overseer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.may("alert", "oversee"):
        raise NotFound()
    return actor


@router.get("/alerts/status")
def read_status(request: HttpRequest) -> dict[str, Any]:
    """Counts of alerts and deliveries, dead letters, heartbeats; for those who may oversee alerts."""
    _overseer(request)
    return health.status()


def _item(one: telling.Told, lang: str, names: dict[UUID, str] | None = None) -> dict[str, Any]:
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
        "deliveries": list(one.deliveries),
        "answer_by": one.answer_by,
        "following": [
            {
                "on": step.on,
                "people": [(names or {}).get(person, "") for person in step.people],
                "relation": word(LADDER_WORDS, step.relation).as_dict(),
                "answer_by": step.answer_by,
                "asks": None if step.asks == Demand.ACKNOWLEDGE else word(DEMAND_WORDS, step.asks).as_dict(),
            }
            for step in one.following
        ],
        "held": _held(one, lang),
    }


def _held(one: telling.Told, lang: str) -> dict[str, Any] | None:
    """What leaves the house later because the day is off: over which channels, and when."""
    if one.held is None:
        return None
    channels, until = one.held
    return {"channels": [word(CHANNEL_WORDS, name).text(lang) for name in channels], "until": until}


def _word(words: Words, value: str) -> dict[str, str] | None:
    return word(words, value).as_dict() if value else None
