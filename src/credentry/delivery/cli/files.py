"""Commands about files: attach some from disk, check that all are what they were."""

from pathlib import Path
from typing import Any

import click

from credentry.capabilities.evidence import actions, queries
from credentry.capabilities.evidence.vocabulary import PURPOSES
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import visible
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit
from credentry.foundation.errors import NotFound

PIECE = 1024 * 1024


@click.group()
def files() -> None:
    """Files of records: attach, check."""


@files.command("attach")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--to", "target", required=True, help="Number of the record, e.g. CRT-2026-000123.")
@click.option("--kind", default="credential", show_default=True)
@click.option("--purpose", type=click.Choice(list(PURPOSES)), default="certificate", show_default=True)
@click.option("--title", default="", help="Default: the file's name.")
@as_user
@as_json
@command_errors
def attach(
    paths: tuple[Path, ...],
    target: str,
    kind: str,
    purpose: str,
    title: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Attach files to one record."""
    actor = cli_actor(username)
    declared = kinds.find(kind)
    record = visible(actor, declared).filter(number=target).first() if declared is not None else None
    if record is None:
        raise NotFound()
    done: list[dict[str, Any]] = []
    for path in paths:
        with path.open("rb") as file:
            kept = actions.keep(actor, path.name, iter(lambda: file.read(PIECE), b""))
        perform(actor, kind, "attach", record.pk, {"blob_id": kept.pk, "purpose": purpose, "title": title})
        done.append(
            {"name": kept.name, "sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type}
        )
    emit(done, as_json, "\n".join(f"{one['sha256']}  {one['name']}" for one in done))


@files.command("check")
@as_json
@command_errors
def check(as_json: bool) -> None:
    """Read every file again and compare it with its digest; exit code 1 where one is missing or changed."""
    found = [{"number": number, "sha256": digest} for number, digest in queries.damaged()]
    emit(
        {"ok": not found, "damaged": found},
        as_json,
        "\n".join(f"{one['number']} {one['sha256']} missing or changed" for one in found)
        or "every file is intact",
    )
    if found:
        raise SystemExit(1)
