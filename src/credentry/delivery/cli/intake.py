"""Commands on papers that come in: fetch mail now, take in files from disk."""

import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from credentry.capabilities.intake import actions
from credentry.core.identity.queries import unit_by_code
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option
from credentry.foundation.errors import DomainError

PIECE = 1024 * 1024
COUNTED = ("messages", "items", "known", "problems")  # what failed is tried in each round


@click.group()
def intake() -> None:
    """Papers that come in: by mail, or from disk."""


@intake.command("fetch")
@as_json
def fetch(as_json: bool) -> None:
    """Take in every unread message of the mailbox now (the worker does it each minute). Exit code 1 when it cannot."""
    done = actions.fetch()
    while done.more and not done.down:
        former, done = done, actions.fetch()
        done = replace(done, **{name: getattr(former, name) + getattr(done, name) for name in COUNTED})
    said = (
        f"{done.messages} messages: {done.items} papers taken in ({done.problems} need a look), "
        f"{done.known} known already, {done.failed} messages failed"
    )
    if not done.configured:
        said = "CREDENTRY_IMAP_URL is not set"
    emit(asdict(done), as_json, f"{said}; {done.down}" if done.down else said)
    sys.exit(1 if done.down or done.failed or not done.configured else 0)


@intake.command("add")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--unit", "code", default=None, help="Code of the unit it is for (default: that of --user).")
@as_user
@lang_option
@as_json
@command_errors
def add(paths: tuple[Path, ...], code: str | None, username: str | None, lang: str, as_json: bool) -> None:
    """Take in files from disk, each as an item that waits to be filed. Exit code 3 when one was refused."""
    unit = unit_by_code(code) if code else None
    if code and unit is None:
        raise click.ClickException(f"no such unit: {code}")
    papers = (actions.NewPaper(one.name, _pieces(one)) for one in paths)
    made = actions.receive_many(cli_actor(username, lang), papers, unit.pk if unit else None)
    rows = [_row(path, one, lang) for path, one in zip(paths, made, strict=True)]
    emit(rows, as_json, "\n".join(f"{one.get('number') or one['error']}  {one['file']}" for one in rows))
    sys.exit(3 if any("error" in one for one in rows) else 0)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _row(path: Path, made: Any, lang: str) -> dict[str, Any]:
    if isinstance(made, DomainError):
        said = "; ".join(one.message(lang) for one in made.errors) or made.message(lang)
        return {"file": str(path), "error": said, "code": made.code}
    return {"file": str(path), "number": made.number, "state": made.state, "sha256": made.sha256}
