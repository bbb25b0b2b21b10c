"""Commands on the ledger: what an auditor runs."""

import sys
from pathlib import Path

import click

from credentry.core.ledger import audit
from credentry.delivery.cli.output import as_json, command_errors, emit


@click.group()
def ledger() -> None:
    """The tamper-evident ledger: check, sign, prove, publish."""


@ledger.command()
@as_json
def fsck(as_json: bool) -> None:
    """Re-derive the whole ledger from its bytes. Exit code 1 on any finding."""
    report = audit.fsck()
    emit(report, as_json)
    sys.exit(0 if report["ok"] else 1)


@ledger.command()
@click.option("--adopt", is_flag=True, help="The signer's memory is lost: re-derive it from all checkpoints.")
@as_json
@command_errors
def checkpoint(adopt: bool, as_json: bool) -> None:
    """Sign the present tree head."""
    report = audit.checkpoint(adopt)
    emit(report, as_json, str(report.get("note", "")))


@ledger.command()
@click.argument("seq", type=int)
@as_json
@command_errors
def proof(seq: int, as_json: bool) -> None:
    """Inclusion proof of entry SEQ in the latest checkpoint."""
    emit(audit.proof(seq), as_json)


@ledger.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_json
@command_errors
def tiles(folder: Path, as_json: bool) -> None:
    """Write the ledger as C2SP tlog-tiles below FOLDER."""
    emit(audit.tiles(folder), as_json)


@ledger.command()
@click.option("--every", type=float, default=None, help="Look again every so many seconds.")
@as_json
def watch(every: float | None, as_json: bool) -> None:
    """Compare the tree with the last signed state. Exit code 1 when it does not extend it."""
    for report in audit.watching(every or 0.0, None if every else 1):
        emit(report, as_json)
        if not report["ok"]:
            sys.exit(1)
