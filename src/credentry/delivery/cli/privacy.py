"""Commands on personal data."""

from typing import Any
from uuid import UUID

import click

from credentry.core.identity.actors import Actor
from credentry.core.ledger.queries import entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.forgetting import GROUNDS
from credentry.core.records.queries import visible
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option
from credentry.plumbing import sweeping


@click.group()
def privacy() -> None:
    """Personal data: erase a person."""


@privacy.command("erase")
@click.option("--subject", required=True, help="The person: person:ID, or person:NUMBER (person:PER-000012).")
@click.option(
    "--ground", required=True, type=click.Choice([code for code, _ in GROUNDS]), help="Legal ground."
)
@click.option("--why", required=True, help="The reason; it is kept for good, so it must not name the person.")
@as_user
@lang_option
@as_json
@command_errors
def erase(subject: str, ground: str, why: str, username: str | None, lang: str, as_json: bool) -> None:
    """Forget a person for good: values, files and every copy; proofs still verify. Exit code 1 where something must
    be kept yet, with the reasons."""
    kind, _, name = subject.partition(":")
    if not name:
        kind, name = "person", subject
    actor = cli_actor(username, lang)
    done = perform(actor, kind, "erase", _id_of(actor, kind, name), {"ground": ground, "reason": why})
    sweeping.sweep_disk()
    emit(_report(done.id, done.number, done.seq), as_json)


def _id_of(actor: Actor, kind: str, name: str) -> str:
    """The id of a record named by id or number; what nobody finds is refused by the action."""
    declared = kinds.find(kind)
    try:
        return str(UUID(name))
    except ValueError:
        rows = visible(actor, declared).filter(number=name) if declared is not None else None
        found = rows.values_list("pk", flat=True).first() if rows is not None else None
        return str(found or name)


def _report(person: UUID, number: str, seq: int) -> dict[str, Any]:
    """What the entry of the action and the one after it, of the ledger itself, say."""
    return {"person": str(person), "number": number, "entry": seq, **_counts(seq)}


def _counts(seq: int) -> dict[str, Any]:
    return {str(name): new for name, _, new in entry(seq).content["chg"] if isinstance(new, int)}
