"""Processes at work: starting one for many records, how long steps and cases take."""

import tempfile
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Body, Router
from ninja import Query as Parameters
from pydantic import BaseModel

from credentry.capabilities.approvals.actions import start_many
from credentry.capabilities.approvals.queries import measured_sheets, startable
from credentry.capabilities.approvals.queries.measures import Asked, asked, measures
from credentry.capabilities.approvals.queries.rehearsing import rehearse
from credentry.core.records.queries import Query, filtered, record_for
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.exports import XLSX
from credentry.delivery.http.records import kind_of
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import L
from credentry.plumbing import sheets

router = Router(tags=["work"], auth=authenticate)
#: Without a period: so many days up to today.
USUAL = timedelta(days=89)
_FILE = L("流程效率", "Process measures")
#: So many cases are started at once.
MOST = 500

define("start.too_many", "一次最多为 {limit} 条记录发起流程。", "At most {limit} records at once.")
define("start.empty", "没有选中任何记录。", "No record is selected.")


class MeasuresQuery(BaseModel):
    """Cases and tasks that ended in a period (the last 90 days by default); ``process``: id or code; ``unit``: with those
    below. ``against_…``: an earlier period to compare with."""

    since: date | None = None
    until: date | None = None
    process: str = ""
    unit: str = ""
    against_since: date | None = None
    against_until: date | None = None


class MeasuresFile(MeasuresQuery):
    """The same as a file."""

    format: Literal["xlsx", "csv"] = "xlsx"


def _measured(request: HttpRequest, given: MeasuresQuery) -> dict[str, Any]:
    until = given.until or clock.today()
    now = asked(given.since or until - USUAL, until, given.process, given.unit)
    against: Asked | None = None
    if given.against_since is not None:
        end = given.against_until or given.against_since + (now.until - now.since)
        against = asked(given.against_since, end, given.process, given.unit)
    return measures(actor_of(request), now, against)


@router.get("/processes/measures")
def read_measures(request: HttpRequest, given: Parameters[MeasuresQuery]) -> dict[str, Any]:
    """Lead time of cases and dwell time of steps (median, 90th percentile), slowest steps, rework and on-time rates, by
    process, unit and month; each number with the condition that opens exactly what it counts."""
    return _measured(request, given)


@router.get("/processes/measures/export", response={200: Any})
def export_measures(request: HttpRequest, given: Parameters[MeasuresFile]) -> Any:
    """The same as a workbook; as csv its steps."""
    found, lang = _measured(request, given), actor_of(request).lang
    response: HttpResponse | FileResponse
    if given.format == "csv":
        text = sheets.as_csv(measured_sheets.COLUMNS, measured_sheets.steps(found, lang), lang)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    else:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "measures.xlsx"
            sheets.as_xlsx(out, measured_sheets.workbook(found, lang), lang)
            # The file stays open while its folder goes: its bytes live until the answer is sent.
            response = FileResponse(out.open("rb"), content_type=XLSX)
    name = f"{_FILE.text(lang)}-{found['since']}-{found['until']}.{given.format}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


class StartQuery(BaseModel):
    """Which kind of record it would be about; empty: any."""

    kind: str = ""


class StartMany(BaseModel):
    """One case for each of these records, chosen by id or by what a list shows."""

    process: UUID
    ids: list[UUID] | None = None
    condition: Any = None
    q: str = ""
    data: dict[str, Any] = {}
    chosen: dict[str, Any] = {}
    papers: dict[str, list[UUID]] = {}
    why: str = ""
    dry_run: bool = False


@router.get("/processes/startable")
def read_startable(request: HttpRequest, given: Parameters[StartQuery]) -> dict[str, Any]:
    """The processes in force (about records of a kind), with what their start asks for."""
    return {"items": startable.startable(actor_of(request), given.kind)}


@router.post("/processes/start")
def start_cases(request: HttpRequest, given: Body[StartMany]) -> dict[str, Any]:
    """Start one case for each selected record; each that cannot be started for is named with the reason."""
    actor = actor_of(request)
    process = startable.process_for(actor, given.process)
    kind = kind_of(process.subject_kind, request)
    query = Query(given.condition, given.q)
    if given.ids is None and not given.condition and not given.q:
        raise DomainError("start.empty")
    rows = filtered(actor, kind, query)
    if given.ids is not None:
        rows = rows.filter(pk__in=given.ids[: MOST + 1])
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise DomainError("start.empty")
    if len(ids) > MOST:
        raise DomainError("start.too_many", limit=MOST)
    more = {"data": given.data, "chosen": given.chosen, "papers": given.papers}
    with transaction.atomic() if given.dry_run else nullcontext():
        started, refused = start_many(actor, process, ids, more, given.why)
        if given.dry_run:
            transaction.set_rollback(True)
    titles = dict(kind.model_class._default_manager.filter(pk__in=ids).values_list("pk", kind.title))
    return {
        "started": [
            {"record": str(one), "title": titles[one], "case": str(case.pk), "number": case.number} for one, case in started
        ],
        "refused": [
            {"record": str(one), "title": titles[one], "code": error.code,
             "message": "; ".join(part.message(actor.lang) for part in error.errors) or error.message(actor.lang)}
            for one, error in refused
        ],
        "dry_run": given.dry_run,
    }  # fmt: skip


@router.get("/processes/{process}/rehearsal")
def read_rehearsal(request: HttpRequest, process: UUID) -> dict[str, Any]:
    """The draft tried over the cases that run: where they stand, which could go on with it, which not and why."""
    actor = actor_of(request)
    return rehearse(actor, record_for(actor, kind_of("process", request), process))
