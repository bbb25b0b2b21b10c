"""The search index from a shell."""

import click

from credentry.capabilities.search.actions import rebuild_all
from credentry.delivery.cli.output import as_json, command_errors, emit
from credentry.delivery.cli.reading import kind_named


@click.group()
def search() -> None:
    """Look after the full-text index."""


@search.command()
@click.option("--kind", default="", help="Only this kind.")
@as_json
@command_errors
def rebuild(kind: str, as_json: bool) -> None:
    """Compare every entry with its record and write what differs; safe while people work."""
    if kind:
        kind_named(kind)
    seen = {}
    for name, count in rebuild_all(kind):
        seen[name] = count
        if not as_json:
            click.echo(f"{name}: {count}")
    emit({"kinds": seen, "records": sum(seen.values())}, as_json, f"{sum(seen.values())} records")
