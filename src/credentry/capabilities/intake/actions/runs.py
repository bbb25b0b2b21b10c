"""What people do with an import. Each function checks who asks and in which state the import is."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from credentry.capabilities.intake.engine import analysing, layout, stages, storage
from credentry.capabilities.intake.engine.targets import creating, targets_of
from credentry.capabilities.intake.models import ImportRun
from credentry.capabilities.intake.reading.limits import LIMITS, MEGABYTE
from credentry.capabilities.intake.reading.problems import TOO_LARGE, Unreadable
from credentry.capabilities.intake.tables import finding
from credentry.capabilities.intake.vocabulary import BUSY, RunState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, FieldError, Forbidden, Invalid, NotFound, define
from credentry.plumbing import blobs, queue

JOB = "intake.advance"
SMALL_FILE = 1_500_000
SMALL_TABLE = 1_000
MODES = ("create_update", "create_only", "update_only")

BUSY_RUN = define(
    "intake.run.busy", "该导入正在处理中,请稍候。", "This import is being worked on; wait a moment."
)
WRONG_STATE = define(
    "intake.run.state",
    "该导入当前不能进行此操作。",
    "This cannot be done with the import in its present state.",
)
CRASHED = define(
    "intake.run.crashed",
    "处理中断,系统会自动从中断处继续;也可以取消。",
    "The work was interrupted; it goes on by itself where it stopped, or cancel it.",
)
STOPPED = define(
    "intake.run.stopped",
    "导入被中断;已完成的部分保留,可继续或撤销。",
    "The import was stopped; what was done stays: go on or undo it.",
)
TWICE = define("intake.mapping.twice", "字段“{field}”对应了多列。", "{field} is mapped to several columns.")
UNKNOWN_FIELD = define("intake.mapping.field", "没有字段“{field}”。", "There is no field {field}.")
UNKNOWN_COLUMN = define(
    "intake.mapping.column", "表中没有第 {column} 列。", "The table has no column {column}."
)
REQUIRED = define(
    "intake.mapping.required",
    "必填字段“{field}”没有对应的列,也没有默认值。",
    "The mandatory field {field} has neither a column nor a default.",
)


def start(
    actor: Actor,
    kind_name: str,
    file_name: str,
    content: BinaryIO | Iterable[bytes],
    reading: Mapping[str, str] | None = None,
    *,
    wait: bool = False,
) -> ImportRun:
    """Take in a file for a kind and read it, at once when it is small or ``wait``, else as a job.

    Raises NotFound for an unknown kind, Forbidden without the right to create, DomainError for a file over
    the size limit.
    """
    kind = kinds.find(kind_name)
    if kind is None:
        raise NotFound()
    action = creating(kind, profile_of(kind_name))
    if not actor.may(kind_name, action.name):
        raise Forbidden(action=action.label)
    limit = min(LIMITS.file_bytes, settings.CREDENTRY_MAX_UPLOAD_BYTES)
    try:
        stored = blobs.store(content, limit)
    except blobs.BlobTooLarge as error:
        raise DomainError(TOO_LARGE, megabytes=f">{limit // MEGABYTE}", limit=limit // MEGABYTE) from error
    now = clock.now()
    run = ImportRun.objects.create(
        created_at=now,
        updated_at=now,
        created_by_id=actor.user_id,
        unit_id=actor.unit_id,
        scope=sorted(actor.scope) if actor.scope is not None else None,
        title=Path(file_name.replace("\\", "/")).name[:255] or "table",
        record_kind=kind_name,
        sha256=stored.sha256,
        size=stored.size,
        reading={name: value for name, value in (reading or {}).items() if value},
    )
    _go(run, RunState.ANALYSING, wait=wait or stored.size <= SMALL_FILE)
    return run


def save_mapping(actor: Actor, run: ImportRun, given: Mapping[str, Any]) -> ImportRun:
    """Save the chosen table, columns, defaults, keys, mode and decisions. Raises Invalid, DomainError.

    ``reading`` (encoding, delimiter) reads the file again; ``sheet`` with ``header_row`` (1-based, 0 for none)
    points at another heading.
    """
    _expect(run, RunState.MAPPING, RunState.CHECKED, RunState.CANCELLED if not run.committed_at else "")
    if given.get("reading") is not None and dict(given["reading"]) != run.reading:
        stages.save(run, reading={k: str(v) for k, v in dict(given["reading"]).items() if v})
        _go(run, RunState.ANALYSING, wait=run.size <= SMALL_FILE)
        return run
    if given.get("header_row") is not None:
        _point(actor, run, given)
        if "columns" not in given:
            return run
    if given.get("table") and given["table"] != run.mapping.get("table") and "columns" not in given:
        table = stages.table_of(run.analysis, given)
        mapping = analysing.again(actor, run.record_kind, storage.book_of(run), table)
        stages.save(run, mapping=mapping, rows=table["rows"])
    mapping = _checked(run, given)
    targets = targets_of(kinds.get(run.record_kind), profile_of(run.record_kind))
    layout.of(actor, run.record_kind, targets, stages.table_of(run.analysis, mapping), mapping)
    values: dict[str, Any] = {"mapping": mapping, "state": RunState.MAPPING}
    if "decisions" in given:
        values["proposals"] = decided(run.proposals, given["decisions"])
    stages.save(run, **values)
    return run


def decided(
    proposals: Sequence[Mapping[str, Any]], decisions: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The proposals with decisions ``{"kind", "value", "do": create|map|skip, "id"}`` put in."""
    known = {(one["kind"], one["value"]): dict(one) for one in proposals}
    for given in decisions:
        place = (str(given.get("kind")), str(given.get("value")))
        do = given.get("do")
        if do not in ("create", "map", "skip", None) or (do == "map" and not given.get("id")):
            raise Invalid([FieldError("decisions", "field.choice", {"value": str(do)})])
        one = known.setdefault(
            place, {"kind": place[0], "value": place[1], "rows": 0, "suggestions": [], "may_create": True}
        )
        more = {"id": str(given["id"])} if do == "map" else {}
        if do == "create" and given.get("as"):
            more["as"] = str(given["as"])
        one["decision"] = {"do": do, **more} if do else None
    return list(known.values())


def _point(actor: Actor, run: ImportRun, given: Mapping[str, Any]) -> None:
    """Make the heading the user pointed at a table of the analysis and map it anew."""
    book = storage.book_of(run)
    sheet, row = int(given.get("sheet") or 0), int(given["header_row"])
    last = max(row, int(given.get("last_header_row") or row))
    if not 0 <= sheet < len(book.sheets) or row > book.sheets[sheet].rows:
        raise Invalid([FieldError("header_row", "intake.run.no_table")])
    found = finding.at(book.rows(sheet), row - 1, last - 1, book.sheets[sheet].merges)
    targets = targets_of(kinds.get(run.record_kind), profile_of(run.record_kind))
    key = f"{sheet}:h{row}-{last}"
    view, mapping, _ = analysing.describe(actor, run.record_kind, targets, book, sheet, found, key)
    tables = [one for one in run.analysis["tables"] if one["id"] != key] + [view]
    stages.save(
        run, analysis={**run.analysis, "tables": tables}, mapping=mapping, state=RunState.MAPPING,
        rows=view["rows"],
    )  # fmt: skip


def _checked(run: ImportRun, given: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping in its stored form. Raises Invalid."""
    mapping = {
        **run.mapping,
        **{k: given[k] for k in ("defaults", "keys", "mode", "blanks", "create_missing") if k in given},
    }
    if given.get("table") and given["table"] != run.mapping.get("table"):
        mapping["table"] = given["table"]
        mapping["columns"] = []
    table = stages.table_of(run.analysis, mapping)
    if mapping.get("mode", MODES[0]) not in MODES:
        raise Invalid([FieldError("mode", "field.choice", {"value": str(mapping["mode"])})])
    if "columns" not in given:
        return mapping
    targets = {one.name: one for one in targets_of(kinds.get(run.record_kind), profile_of(run.record_kind))}
    columns = {one["index"]: one for one in table["columns"]}
    errors: list[FieldError] = []
    taken: set[str] = set()
    chosen = []
    for one in given["columns"]:
        place, name = int(one["column"]), one.get("field") or None
        if place not in columns:
            errors.append(FieldError("columns", UNKNOWN_COLUMN, {"column": place + 1}))
        elif name is not None and name not in targets:
            errors.append(FieldError("columns", UNKNOWN_FIELD, {"field": name}))
        elif name is not None and name in taken:
            errors.append(FieldError("columns", TWICE, {"field": targets[name].label}))
        else:
            if name:
                taken.add(name)
            chosen.append(_column(run, columns[place], name, one))
    if errors:
        raise Invalid(errors)
    said = {one["column"] for one in chosen}
    mapping["columns"] = chosen + [
        _column(run, one, None, {}) for at, one in columns.items() if at not in said
    ]
    return mapping


def _column(
    run: ImportRun, column: Mapping[str, Any], name: str | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    former = next(
        (
            one
            for one in run.mapping.get("columns", ())
            if one["column"] == column["index"] and one["field"] == name
        ),
        None,
    )
    options = given.get("options")
    if options is None:
        options = (former or {}).get("options") or {}
    return {
        "column": column["index"],
        "letter": column["letter"],
        "heading": column["heading"],
        "field": name,
        "score": (former or {}).get("score", 1 if name else 0),
        "reason": (former or {}).get("reason"),
        "options": {
            key: value for key, value in dict(options).items() if key in ("order", "part", "comma", "blank")
        },
        "others": (former or {}).get("others", []),
    }


def check(actor: Actor, run: ImportRun, *, wait: bool = False) -> ImportRun:
    """Dry run. Raises DomainError when it cannot start now."""
    _expect(run, RunState.MAPPING, RunState.CHECKED)
    _ready(run)
    _go(run, RunState.CHECKING, wait=wait or run.rows <= SMALL_TABLE)
    return run


def commit(actor: Actor, run: ImportRun, *, wait: bool = False) -> ImportRun:
    """Import for good; a mapping that brought rows in is remembered. Raises DomainError when it cannot start now."""
    _expect(run, RunState.MAPPING, RunState.CHECKED, RunState.CANCELLED)
    _ready(run)
    _go(run, RunState.COMMITTING, wait=wait or run.rows <= SMALL_TABLE)
    return run


def undo(actor: Actor, run: ImportRun, *, wait: bool = False) -> ImportRun:
    """Take the import back. Raises DomainError when it cannot start now."""
    _expect(run, RunState.COMMITTED, RunState.CANCELLED)
    if not run.committed_at:
        raise DomainError(WRONG_STATE)
    _go(run, RunState.UNDOING, wait=wait or run.created + run.updated <= SMALL_TABLE)
    return run


def cancel(actor: Actor, run: ImportRun) -> ImportRun:
    """Stop at the next chunk; what is committed stays until it is undone."""
    run.refresh_from_db()
    if run.state in (RunState.MAPPING, RunState.CHECKED):
        stages.save(run, state=RunState.CANCELLED)
    elif run.state in BUSY:
        stages.save(run, cancel=True)
    else:
        raise DomainError(WRONG_STATE)
    return run


def _ready(run: ImportRun) -> None:
    """Every mandatory field has a column or a default. Raises Invalid."""
    mapping = run.mapping
    filled = {one["field"] for one in mapping.get("columns", ()) if one.get("field")}
    if not filled:
        raise DomainError(stages.NOTHING_MAPPED)
    if mapping.get("mode") == "update_only":
        return
    profile = profile_of(run.record_kind)
    missing = [
        one
        for one in targets_of(kinds.get(run.record_kind), profile)
        if one.required and one.name not in filled and not (mapping.get("defaults") or {}).get(one.name)
        and one.name != "unit" and one.name not in profile.fills
    ]  # fmt: skip
    if missing:
        raise Invalid([FieldError(one.name, REQUIRED, {"field": one.label}) for one in missing])


def _expect(run: ImportRun, *states: str) -> None:
    run.refresh_from_db()
    if run.state in BUSY:
        raise DomainError(BUSY_RUN)
    if run.state not in states:
        raise DomainError(WRONG_STATE)


def _go(run: ImportRun, state: RunState, *, wait: bool) -> None:
    """Enter a stage, once even when two people press the button; do it here or hand it to a worker."""
    entered = ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        state=state, cancel=False, error=None, started_at=clock.now(), updated_at=clock.now()
    )
    if not entered:
        raise DomainError(BUSY_RUN)
    run.refresh_from_db()
    if wait:
        advance(run)
    else:
        with transaction.atomic():
            queue.enqueue(JOB, {"run": str(run.pk)}, unique_key=f"intake:{run.pk}:{run.started_at:%s%f}")
    run.refresh_from_db()


def advance(run: ImportRun) -> None:
    """Do the stage the run is in. What the user can mend ends in ``failed`` (or back at the mapping)."""
    try:
        stages.STAGES[RunState(run.state)](run)
    except Unreadable as problem:
        _fail(run, problem.code, problem.params)
    except DomainError as problem:
        params = {name: getattr(value, "zh", value) for name, value in problem.params.items()}
        _fail(run, problem.code, params)
    except KeyboardInterrupt:
        _fail(run, STOPPED, {})
        raise


def _fail(run: ImportRun, code: str, params: Mapping[str, Any]) -> None:
    begun = run.chunks.filter(committed=True).exists()
    state = RunState.CANCELLED if begun else RunState.FAILED
    if run.state == RunState.CHECKING:
        state = RunState.MAPPING
    if run.state == RunState.UNDOING:
        state = RunState.COMMITTED
    values: dict[str, Any] = {"committed_at": clock.now()} if begun and not run.committed_at else {}
    stages.save(run, state=state, phase="", error={"code": code, "params": dict(params)}, **values)


def clear_spools(keep_days: int = 7) -> int:
    """Give back the space of parked rows of imports nobody touched for a week; they are read anew at need."""
    root = Path(settings.CREDENTRY_HOME) / "intake"
    if not root.is_dir():
        return 0
    limit = clock.now().timestamp() - keep_days * 86_400
    old = [folder for folder in root.iterdir() if folder.stat().st_mtime < limit]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
