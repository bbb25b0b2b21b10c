"""Commands that read: query and export."""

from pathlib import Path

import click

from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import Query, listing
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option


def kind_named(name: str) -> RecordKind:
    """The kind of that name. Raises ClickException with the known names."""
    found = kinds.find(name)
    if found is None:
        names = ", ".join(one.name for one in kinds.all_kinds())
        raise click.ClickException(f"unknown kind {name!r}; known: {names}")
    return found


@click.command()
@click.argument("kind")
@click.argument("condition", default="")
@click.option("--q", default="", help="Full text.")
@click.option("--sort", default="", help="Comma separated fields, '-' for descending.")
@click.option("--fields", default="", help="Comma separated fields.")
@click.option("--limit", default=50, show_default=True)
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
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """List records of KIND that meet CONDITION (text form or JSON), e.g. 'market:EU valid_to<+6m'."""
    declared = kind_named(kind)
    names = [one.strip() for one in fields.split(",") if one.strip()] or None
    page = listing(cli_actor(username, lang), declared, Query(condition or None, q, sort, names, "", limit))
    data = {"items": page.items, "count": page.count, "capped": page.capped, "next": page.next}
    emit(data, as_json, lambda: "\n".join(_line(one) for one in page.items) + f"\n({page.count})")


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
@as_user
@lang_option
@as_json
@command_errors
def export(
    kind: str, out: Path, condition: str, q: str, fields: str, username: str | None, lang: str, as_json: bool
) -> None:
    """Write records of KIND to OUT (.xlsx or .csv), in a form that can be imported again."""
    from credentry.capabilities.insight.actions import export_file

    names = [one.strip() for one in fields.split(",") if one.strip()] or None
    count = export_file(
        cli_actor(username, lang), kind_named(kind), Query(condition or None, q, fields=names), out,
        "csv" if out.suffix.lower() == ".csv" else "xlsx",
    )  # fmt: skip
    emit({"file": str(out), "rows": count}, as_json, f"{count} rows → {out}")
