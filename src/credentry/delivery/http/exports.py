"""Lists as files."""

import tempfile
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Query as Parameters
from ninja import Router

from credentry.capabilities.insight.actions import csv_lines, export_file
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.records import ListQuery, as_query, kind_of
from credentry.foundation import clock

router = Router(tags=["records"], auth=authenticate)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportQuery(ListQuery):
    """Parameters of a list, and the form of the file."""

    format: Literal["xlsx", "csv"] = "xlsx"


@router.get("/{kind}/export", response={200: Any})
def export(request: HttpRequest, kind: str, given: Parameters[ExportQuery]) -> HttpResponseBase:
    """Everything a list shows as xlsx or csv, whatever its length, under the same rights."""
    actor, declared = actor_of(request), kind_of(kind, request)
    query = as_query(request, declared, given)
    name = f"{declared.plural.text(actor.lang)}-{clock.today().isoformat()}.{given.format}"
    response: StreamingHttpResponse | FileResponse
    if given.format == "csv":
        lines = csv_lines(actor, declared, query)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "export.xlsx"
            export_file(actor, declared, query, out)
            # The file stays open while its folder goes: its bytes live until the answer is sent.
            response = FileResponse(out.open("rb"), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response
