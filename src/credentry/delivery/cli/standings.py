"""The command that computes every standing from scratch and compares."""

import sys

import click
from django.db import transaction

from credentry.delivery.cli.output import as_json, emit
from credentry.domains.credentials import standing


@click.command()
@click.option("--repair", is_flag=True, help="Store what was computed (default: only compare).")
@as_json
def standings(repair: bool, as_json: bool) -> None:
    """Compute from the recorded facts what every credential stands at; exit code 1 where some were stored otherwise.

    For after an upgrade, a restored backup or a change by hand in the database.
    """
    with transaction.atomic():
        checked, wrong = standing.rebuild(follow=repair)
        if not repair:
            transaction.set_rollback(True)
    found = {"checked": checked, "wrong": wrong, "repaired": wrong if repair else 0}
    emit(found, as_json, f"{checked} standings checked, {wrong} stored wrongly, {found['repaired']} repaired")
    if wrong and not repair:
        sys.exit(1)
