"""The command that asks which clause covers what."""

import click

from credentry.core.records.queries import read_as_of
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option
from credentry.delivery.cli.reading import times
from credentry.domains.credentials.queries.coverage import coverage


@click.command()
@click.argument("subject")
@click.option("--market", default="", help="Code or name (default: wherever).")
@times
@as_user
@lang_option
@as_json
@command_errors
def covering(
    subject: str, market: str, on: str, known: str, username: str | None, lang: str, as_json: bool
) -> None:
    """Which clause of which credential covers SUBJECT (code, article number, name or id), and why."""
    found = coverage(cli_actor(username, lang), subject, market, read_as_of(on, known))
    lines = [
        f"{sign} {one['credential'].get('number', '')} {one['credential'].get('title', '')} | {one['why'][lang]}"
        for sign, part in (("+", found["items"]), ("-", found["near"]))
        for one in part
    ]
    emit(found, as_json, "\n".join([*lines, f"({len(found['items'])})"]))
