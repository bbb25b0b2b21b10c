"""The matrix of coverage and its report by market, line or unit as files, with the filters of the page applied."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Query as Parameters
from ninja import Router

from credentry.core.identity.actors import Actor
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.coverage import Wanted, WantedRates, asked_of
from credentry.domains.coverage.queries import rates as rating
from credentry.domains.coverage.queries import tables
from credentry.domains.coverage.queries.asking import Ask
from credentry.foundation.labels import L, Label
from credentry.plumbing import sheets

router = Router(tags=["coverage"], auth=authenticate)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MATRIX, REPORT = L("覆盖矩阵", "Coverage matrix"), L("覆盖报告", "Coverage report")
ABOUT = L("导出说明", "About this export")
_SAID = (("what", L("项目", "Item")), ("said", L("内容", "Content")))


class MatrixFile(Wanted):
    """The matrix as a file."""

    across: Literal["place", "rule"] = "place"
    format: Literal["xlsx", "csv"] = "xlsx"


class RatesFile(WantedRates):
    """The report as a file."""

    format: Literal["xlsx", "csv"] = "xlsx"


@router.get("/matrix/export", response={200: Any})
def export_matrix(request: HttpRequest, given: Parameters[MatrixFile]) -> HttpResponseBase:
    """Every subject on a line of its own, with all columns; the same filters and rights as the page."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    return _file(actor, asked, MATRIX, tables.matrix_table(actor, asked, given.across), given.format)


@router.get("/rates/export", response={200: Any})
def export_rates(request: HttpRequest, given: Parameters[RatesFile]) -> HttpResponseBase:
    """Coverage and what ends when, by market, product line or unit."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    table = tables.rates_table(rating.rates(actor, asked, given.by), given.context, given.by)
    return _file(actor, asked, REPORT, table, given.format)


def _file(actor: Actor, asked: Ask, title: Label, table: tables.Table, format: str) -> HttpResponseBase:
    lang = actor.lang
    rows = _worded(table.rows, lang)
    response: StreamingHttpResponse | FileResponse
    if format == "csv":
        lines = sheets.csv_lines(table.columns, rows, lang)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        said = [{"what": label.text(lang), "said": text} for label, text in tables.asked_words(actor, asked)]
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "coverage.xlsx"
            sheets.as_xlsx(
                out, [(title.text(lang), table.columns, rows), (ABOUT.text(lang), _SAID, said)], lang
            )
            # The file stays open while its folder goes: its bytes live until the answer is sent.
            response = FileResponse(out.open("rb"), content_type=XLSX)
    name = quote(f"{title.text(lang)}-{asked.day.isoformat()}.{format}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


def _worded(rows: Iterator[dict[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Labels in the reader's language."""
    for row in rows:
        yield {
            name: value.get(lang) or value["zh"] if isinstance(value, dict) else value
            for name, value in row.items()
        }
