"""Imports over HTTP: upload, mapping, dry run, commit, undo, rows, report."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from credentry.capabilities.intake import actions, queries
from credentry.capabilities.intake.reading.problems import Unreadable
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.foundation.errors import DomainError

router = Router(tags=["imports"], auth=authenticate)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ColumnChoice(BaseModel):
    """One column (zero-based) and the field it fills; ``options``: order (dmy, mdy, ymd), part (start, end, first,
    last), comma (decimal comma), blank (words in a date column that say there is none)."""

    model_config = ConfigDict(extra="ignore")
    column: int
    field: str | None = None
    options: dict[str, Any] | None = None


class Decision(BaseModel):
    """What to do with a name nobody knows: ``create`` it (``as`` another kind), ``map`` it to the record ``id``, or
    ``skip`` it."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    kind: str
    value: str
    do: str | None = None
    id: str | None = None
    as_: str | None = Field(None, alias="as")


class MappingBody(BaseModel):
    """What may be chosen before a dry run; what is left out stays as it is."""

    model_config = ConfigDict(extra="ignore")
    table: str | None = None
    columns: list[ColumnChoice] | None = None
    defaults: dict[str, Any] | None = None
    keys: list[str] | None = None
    mode: str | None = None
    blanks: str | None = None
    create_missing: bool | list[str] | None = None
    decisions: list[Decision] | None = None
    reading: dict[str, str] | None = None
    sheet: int | None = None
    header_row: int | None = None
    last_header_row: int | None = None


@router.post("", response={201: Any})
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: Form[str],
    encoding: Form[str] = "",
    delimiter: Form[str] = "",
) -> Status[Any]:
    """Take in a file for a kind: it is read and a mapping is proposed."""
    actor = actor_of(request)
    reading = {"encoding": encoding, "delimiter": delimiter}
    run = actions.start(actor, kind, file.name or "table", file.chunks(), reading)
    return Status(201, queries.view(run, actor.lang))


@router.get("/template")
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty workbook with the headings and lists of a kind."""
    actor = actor_of(request)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "template.xlsx"
        queries.write_template(actor, kind, actor.lang, out)
        return _download(out, f"{kind}.xlsx")


@router.get("/{run_id}")
def read(request: HttpRequest, run_id: UUID) -> Any:
    """The import: state, progress, tables found, mapping, counts, proposals."""
    actor = actor_of(request)
    return queries.view(queries.find_run(actor, run_id), actor.lang)


@router.put("/{run_id}/mapping")
def mapping(request: HttpRequest, run_id: UUID, body: MappingBody) -> Any:
    """Choose table, columns, defaults, keys, mode and decisions about unknown names."""
    actor = actor_of(request)
    run = queries.own_run(actor, run_id)
    run = actions.save_mapping(actor, run, body.model_dump(exclude_unset=True, by_alias=True))
    return queries.view(run, actor.lang)


@router.get("/{run_id}/rows")
def rows(request: HttpRequest, run_id: UUID, state: str = "", after: int = 0, limit: int = 100) -> Any:
    """Rows with their state, messages, changes and cells; ``state`` may name several, ``warnings`` included."""
    actor = actor_of(request)
    return queries.rows_page(queries.find_run(actor, run_id), actor.lang, state, after, limit)


@router.get("/{run_id}/report")
def report(request: HttpRequest, run_id: UUID) -> FileResponse:
    """The user's own workbook with a result column and coloured cells."""
    actor = actor_of(request)
    run = queries.find_run(actor, run_id)
    word = "import-result" if actor.lang == "en" else "导入结果"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.xlsx"
        try:
            queries.write_report(run, actor.lang, out)
        except Unreadable as problem:
            raise DomainError(problem.code, **problem.params) from problem
        return _download(out, f"{Path(run.title).stem}-{word}.xlsx")


# Last: its address would otherwise hide `rows` and `report`.
@router.post("/{run_id}/{step}")
def step(request: HttpRequest, run_id: UUID, step: str) -> Any:
    """``dry-run``, ``commit``, ``undo`` or ``cancel``; long work goes on in the background, see progress."""
    actor = actor_of(request)
    steps = {"dry-run": actions.check, "commit": actions.commit, "undo": actions.undo}
    run = queries.own_run(actor, run_id)
    if step == "cancel":
        run = actions.cancel(actor, run)
    elif step in steps:
        run = steps[step](actor, run)
    else:
        raise DomainError("action.unknown", action=step)
    return queries.view(run, actor.lang)


def _download(path: Path, name: str) -> FileResponse:
    """The file stays open while its folder goes: its bytes live until the answer is sent."""
    response = FileResponse(path.open("rb"), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
