"""The matrix of coverage and its report by market, line or unit as files, with the filters of the page applied."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Query as Parameters
from ninja import Router
from pydantic import BaseModel

from credentry.core.identity.actors import Actor
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.coverage import Entry, Short, Wanted, WantedRates, asked_of, question_of
from credentry.domains.coverage.queries import budgets, tables
from credentry.domains.coverage.queries import rates as rating
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.vocabulary import MARKET, MAX_SCENARIO_MARKETS
from credentry.foundation.errors import Invalid
from credentry.foundation.labels import L, Label
from credentry.plumbing import sheets

router = Router(tags=["coverage"], auth=authenticate)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MATRIX, REPORT = L("覆盖矩阵", "Coverage matrix"), L("覆盖报告", "Coverage report")
ABOUT = L("导出说明", "About this export")
BUDGET, SUMS = L("证书预算", "Certification budget"), L("汇总", "Sums")
CSV = "text/csv; charset=utf-8"
Response = TypeVar("Response", StreamingHttpResponse, FileResponse)
_SAID = (("what", L("项目", "Item")), ("said", L("内容", "Content")))


class MatrixFile(Wanted):
    """The matrix as a file."""

    across: Literal["place", "rule"] = "place"
    format: Literal["xlsx", "csv"] = "xlsx"


class RatesFile(WantedRates):
    """The report as a file."""

    format: Literal["xlsx", "csv"] = "xlsx"


class BudgetAsked(BaseModel):
    """The question of a plan as parameters; ``markets``: codes or ids, separated by commas."""

    subject: Short
    markets: Short = ""
    begin: date | None = None
    ready_by: date | None = None
    prefer: Literal["fewest", "quickest", "cheapest"] = "fewest"

    @property
    def entry(self) -> Entry:
        """The question as the plan takes it."""
        places = [one.strip() for one in self.markets.split(",") if one.strip()]
        if not places or len(places) > MAX_SCENARIO_MARKETS:
            raise Invalid.one("markets", "field.reference", value=self.markets[:60])
        return Entry(
            subject=self.subject, markets=places, begin=self.begin, ready_by=self.ready_by, prefer=self.prefer
        )


class BudgetFile(BudgetAsked):
    """The same as a file."""

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


@router.get("/plan/budget")
def read_budget(request: HttpRequest, given: Parameters[BudgetAsked]) -> dict[str, Any]:
    """A plan's costs as budget lines, with sums by unit, quarter and currency; nothing is written."""
    actor = actor_of(request)
    return budgets.budget(actor, question_of(actor, given.entry))


@router.get("/plan/budget/export", response={200: Any})
def export_budget(request: HttpRequest, given: Parameters[BudgetFile]) -> HttpResponseBase:
    """The same as a file: lines, sums, and what was asked."""
    actor = actor_of(request)
    wanted = question_of(actor, given.entry)
    asked = Ask(MARKET, wanted.day, (wanted.subject,), wanted.markets)
    said = tables.asked_words(actor, asked)
    return budget_file(actor, budgets.budget(actor, wanted), said, wanted.begin, given.format)


def budget_file(
    actor: Actor, found: dict[str, Any], asked: Sequence[tuple[Label, str]], day: date, format: str
) -> HttpResponseBase:
    """Budget lines as a file; as a workbook with their sums and what was asked."""
    lang = actor.lang
    rows = budgets.line_rows(found, lang)
    if format == "csv":
        lines = sheets.csv_lines(budgets.COLUMNS, rows, lang)
        return _named(StreamingHttpResponse(lines, content_type=CSV), actor, BUDGET, day, "csv")
    said = [{"what": label.text(lang), "said": text} for label, text in asked]
    return _workbook(
        actor, BUDGET, day,
        [(BUDGET.text(lang), budgets.COLUMNS, rows), (SUMS.text(lang), budgets.SUMS, budgets.sum_rows(found, lang)),
         (ABOUT.text(lang), _SAID, said)],
    )  # fmt: skip


def _file(actor: Actor, asked: Ask, title: Label, table: tables.Table, format: str) -> HttpResponseBase:
    lang = actor.lang
    rows = _worded(table.rows, lang)
    if format == "csv":
        lines = sheets.csv_lines(table.columns, rows, lang)
        return _named(StreamingHttpResponse(lines, content_type=CSV), actor, title, asked.day, "csv")
    said = [{"what": label.text(lang), "said": text} for label, text in tables.asked_words(actor, asked)]
    return _workbook(
        actor, title, asked.day, [(title.text(lang), table.columns, rows), (ABOUT.text(lang), _SAID, said)]
    )


def _workbook(actor: Actor, title: Label, day: date, pages: Sequence[Any]) -> HttpResponseBase:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "coverage.xlsx"
        sheets.as_xlsx(out, pages, actor.lang)
        # The file stays open while its folder goes: its bytes live until the answer is sent.
        response = FileResponse(out.open("rb"), content_type=XLSX)
    return _named(response, actor, title, day, "xlsx")


def _named(response: Response, actor: Actor, title: Label, day: date, ending: str) -> Response:
    name = quote(f"{title.text(actor.lang)}-{day.isoformat()}.{ending}")
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
