"""``credentry import``: the import wizard's engine from a shell."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from credentry.capabilities.intake import actions, queries
from credentry.capabilities.intake.engine import declared as declaring
from credentry.capabilities.intake.engine.stages import watching
from credentry.capabilities.intake.queries import Run
from credentry.capabilities.intake.vocabulary import RunState
from credentry.core.identity.actors import Actor
from credentry.delivery.cli.output import as_user, cli_actor, command_errors, emit, lang_option

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, help="Kind of record, e.g. credential.")
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping in YAML."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the marked workbook here."
)
@click.option("--create-missing", multiple=True, help="Kind whose unknown names become records, or all.")
@click.option(
    "--set", "defaults", multiple=True, metavar="FIELD=VALUE", help="Value for what no column fills."
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a row is rejected.")
@as_user
@lang_option
@as_json
@command_errors
def import_command(
    file: Path,
    kind: str,
    mapping: Path | None,
    dry_run: bool,
    report: Path | None,
    create_missing: tuple[str, ...],
    defaults: tuple[str, ...],
    strict: bool,
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Import FILE (xlsx, xls, ods, csv) as records of KIND.

    Exit code 0: the file was gone through (see rejected rows), 1: it could not be, 3: rows were rejected (--strict).
    """
    actor = cli_actor(username, lang)
    plan = _plan(mapping, create_missing, defaults)
    with _progress():
        with file.open("rb") as content:
            run = actions.start(actor, kind, file.name, content, declaring.reading_of(plan), wait=True)
        run = _prepared(actor, run, plan)
        if run.state == RunState.MAPPING:
            step = actions.check if dry_run else actions.commit
            run = step(actor, run, wait=True)
    result = summary(run, lang, dry_run=dry_run)
    if report is not None and result["error"] is None:
        queries.write_report(run, lang, report.resolve())
        result["report"] = str(report)
    emit(result, as_json, lambda: as_text(result))
    if result["error"] is not None:
        sys.exit(1)
    if strict and result["rejected_rows"]:
        sys.exit(3)


def _plan(mapping: Path | None, create_missing: tuple[str, ...], defaults: tuple[str, ...]) -> dict[str, Any]:
    """The declared mapping with what was said on the command line."""
    plan = declaring.parse(mapping.read_text(encoding="utf-8")) if mapping else {}
    if "all" in create_missing:
        plan["create_missing"] = True
    elif create_missing and plan.get("create_missing") is not True:
        plan["create_missing"] = [*(plan.get("create_missing") or ()), *create_missing]
    for one in defaults:
        name, sign, value = one.partition("=")
        if not sign:
            raise click.UsageError(f"--set wants FIELD=VALUE, not {one}")
        plan.setdefault("defaults", {})[name.strip()] = value.strip()
    return plan


@contextmanager
def _progress() -> Iterator[None]:
    """Rows done so far on the error stream while somebody looks at it."""
    if not sys.stderr.isatty():
        yield
        return

    def tell(run: Run) -> None:
        if run.phase and run.total:
            click.echo(f"\r{run.phase} {run.done:,} / {run.total:,}  ", err=True, nl=False)

    token = watching.set(tell)
    try:
        yield
    finally:
        watching.reset(token)
        click.echo("\r", err=True, nl=False)


def _prepared(actor: Actor, run: Run, plan: dict[str, Any]) -> Run:
    """The run with the declared table and columns in place of the proposed ones."""
    if run.state != RunState.MAPPING or not plan:
        return run
    sheet = declaring.sheet_of(plan, run.analysis)
    body: dict[str, Any] = {}
    if plan.get("header_row") is not None:
        body = {"header_row": plan["header_row"], "sheet": sheet or 0}
        if plan.get("last_header_row"):
            body["last_header_row"] = plan["last_header_row"]
        run = actions.save_mapping(actor, run, body)
    elif sheet is not None:
        chosen = next((one["id"] for one in run.analysis["tables"] if one["sheet"] == sheet), None)
        run = actions.save_mapping(actor, run, {"table": chosen})
    table = next(one for one in run.analysis["tables"] if one["id"] == run.mapping["table"])
    choices = declaring.choices_of(plan, table, run.mapping.get("columns", ()))
    decisions = declaring.decisions_of(actor, plan)
    return actions.save_mapping(actor, run, {**choices, **({"decisions": decisions} if decisions else {})})


def summary(run: Run, lang: str, *, dry_run: bool) -> dict[str, Any]:
    """What the command prints: counts, rejected cells, duplicates."""
    seen = queries.view(run, lang)
    rejected = [
        {"row": one["row"], "column": said["column"], "field": said["field"], "code": said["code"],
         "message": said["message"]}
        for one in queries.every_row(run, lang, ["rejected"])
        for said in one["messages"]
        if said["level"] == "error"
    ]  # fmt: skip
    duplicates = [
        {"row": one["row"], "code": one["messages"][0]["code"], "message": one["messages"][0]["message"]}
        for one in queries.every_row(run, lang, ["duplicate"])
    ]
    warned = [
        {"row": one["row"], "column": said["column"], "field": said["field"], "code": said["code"],
         "message": said["message"]}
        for one in queries.every_row(run, lang, ["created", "updated", "unchanged"])
        for said in one["messages"]
        if said["level"] == "warning"
    ]  # fmt: skip
    counts = seen["counts"]
    return {
        "import": seen["id"],
        "file": seen["file_name"],
        "kind": seen["kind"],
        "state": seen["state"],
        "dry_run": dry_run,
        "rows": counts["rows"],
        "created": counts["created"],
        "updated": counts["updated"],
        "unchanged": counts["unchanged"],
        "rejected": rejected,
        "rejected_rows": counts["rejected"],
        "duplicates": duplicates,
        "skipped": counts["skipped"],
        "warnings": warned,
        "mapping": {
            one["heading"] or one["letter"]: one["field"] for one in (run.mapping or {}).get("columns", ())
        },
        "unknown": [
            {"kind": one["kind"], "value": one["value"], "rows": one["rows"], "decision": one["decision"]}
            for one in run.proposals
        ],
        "error": seen["error"],
    }


def as_text(result: dict[str, Any]) -> str:
    """The same for people."""
    if result["error"] is not None:
        return f"{result['file']}: {result['error']['message']}"
    lines = [
        f"{result['file']} → {result['kind']} ({result['state']})",
        f"rows {result['rows']}  created {result['created']}  updated {result['updated']}  "
        f"unchanged {result['unchanged']}  rejected {result['rejected_rows']}  "
        f"duplicates {len(result['duplicates'])}  skipped {result['skipped']}",
    ]
    lines += [f"  {one['column'] or ''}{one['row']}: {one['message']}" for one in result["rejected"][:50]]
    if len(result["rejected"]) > 50:
        lines.append(f"  … {len(result['rejected']) - 50} more")
    return "\n".join(lines)
