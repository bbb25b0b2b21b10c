"""Processes at work: how long steps and cases take."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query as Parameters
from ninja import Router
from pydantic import BaseModel

from credentry.capabilities.approvals.queries import measured_sheets
from credentry.capabilities.approvals.queries.measures import Asked, asked, measures
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.exports import XLSX
from credentry.foundation import clock
from credentry.foundation.labels import L
from credentry.plumbing import sheets

router = Router(tags=["work"], auth=authenticate)
#: Without a period: so many days up to today.
USUAL = timedelta(days=89)
_FILE = L("流程效率", "Process measures")


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
