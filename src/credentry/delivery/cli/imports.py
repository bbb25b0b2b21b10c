"""``credentry import``: the import wizard's engine from a shell."""

import sys
from pathlib import Path
from typing import Any

import click

from credentry.capabilities.intake import actions, queries
from credentry.capabilities.intake.engine import declared as declaring
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
@click.option("--create-missing", multiple=True, help="Kind whose unknown names are created (repeatable).")
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
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Import FILE (xlsx, xls, ods, csv) as records of KIND."""
    actor = cli_actor(username, lang)
    plan = declaring.parse(mapping.read_text(encoding="utf-8")) if mapping else {}
    if create_missing and plan.get("create_missing") is not True:
        plan["create_missing"] = [*(plan.get("create_missing") or ()), *create_missing]
    with file.open("rb") as content:
        run = actions.start(actor, kind, file.name, content, declaring.reading_of(plan), wait=True)
    run = _prepared(actor, run, plan)
    if run.state == RunState.MAPPING:
        run = _checked(actor, run, plan) if dry_run or plan.get("create_missing") else run
        if not dry_run and not run.error:
            run = actions.commit(actor, run, wait=True)
    result = summary(run, lang, dry_run=dry_run)
    if report is not None and result["error"] is None:
        queries.write_report(run, lang, report.resolve())
        result["report"] = str(report)
    emit(result, as_json, lambda: as_text(result))
    if result["error"] is not None:
        sys.exit(1)


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


def _checked(actor: Actor, run: Run, plan: dict[str, Any]) -> Run:
    """A dry run; where unknown names may be created that is decided, and it is run again."""
    run = actions.check(actor, run, wait=True)
    decisions = [
        {"kind": one["kind"], "value": one["value"], "do": "create"}
        for one in run.proposals
        if not one.get("decision") and declaring.creates(plan, one["kind"])
    ]
    if decisions and run.state == RunState.CHECKED:
        run = actions.save_mapping(actor, run, {"decisions": decisions})
        run = actions.check(actor, run, wait=True)
    return run


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
        "warnings": counts["warnings"],
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
