"""Commands that read: query and export."""

from pathlib import Path
from typing import Any

import click

from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import Query, listing, read_as_of
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option


def kind_named(name: str) -> RecordKind:
    """The kind of that name. Raises ClickException with the known names."""
    found = kinds.find(name)
    if found is None:
        names = ", ".join(one.name for one in kinds.all_kinds())
        raise click.ClickException(f"unknown kind {name!r}; known: {names}")
    return found


def times(command: Any) -> Any:
    """The two times of a question."""
    command = click.option(
        "--known", default="", help="As known at this instant (2026-03-31T12:00:00Z or a day)."
    )(command)
    return click.option("--on", default="", help="As of this day instead of today (2026-03-31).")(command)


@click.command()
@click.argument("kind")
@click.argument("condition", default="")
@click.option("--q", default="", help="Full text.")
@click.option("--sort", default="", help="Comma separated fields, '-' for descending.")
@click.option("--fields", default="", help="Comma separated fields.")
@click.option("--limit", default=50, show_default=True)
@times
@as_user
@lang_option
@as_json
@command_errors
def query(
    kind: str,
    condition: str,
    q: str,
    sort: str,
    fields: str,
    limit: int,
    on: str,
    known: str,
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """List records of KIND that meet CONDITION (text form or JSON), e.g. 'market:EU valid_to<+6m'."""
    declared = kind_named(kind)
    names = [one.strip() for one in fields.split(",") if one.strip()] or None
    as_of = read_as_of(on, known)
    asked = Query(condition or None, q, sort, names, "", limit, as_of=as_of, exact=True)
    page = listing(cli_actor(username, lang), declared, asked)
    data = {
        "items": page.items,
        "count": page.count,
        "capped": page.capped,
        "next": page.next,
        "as_of": as_of.plain(),
    }
    emit(
        data,
        as_json,
        lambda: "\n".join(_line(one) for one in page.items) + f"\n({page.count}{'+' if page.capped else ''})",
    )


def _line(item: dict[str, object]) -> str:
    words = []
    for name, value in item.items():
        if name in ("id", "version") or value in (None, "", []):
            continue
        words.append(str(value.get("label") if isinstance(value, dict) else value))
    return " | ".join(words)


@click.command()
@click.argument("kind")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--condition", default="", help="Text form or JSON.")
@click.option("--q", default="", help="Full text.")
@click.option("--fields", default="", help="Comma separated fields (default: all).")
@times
@as_user
@lang_option
@as_json
@command_errors
def export(
    kind: str,
    out: Path,
    condition: str,
    q: str,
    fields: str,
    on: str,
    known: str,
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Write records of KIND to OUT (.xlsx or .csv), in a form that can be imported again."""
    from credentry.capabilities.insight.actions import export_file

    names = [one.strip() for one in fields.split(",") if one.strip()] or None
    asked = Query(condition or None, q, fields=names, as_of=read_as_of(on, known))
    count = export_file(
        cli_actor(username, lang),
        kind_named(kind),
        asked,
        out,
        "csv" if out.suffix.lower() == ".csv" else "xlsx",
    )
    emit({"file": str(out), "rows": count}, as_json, f"{count} rows → {out}")
