"""Commands about the instance itself."""

import secrets
import sys
from typing import Any

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from credentry.capabilities.alerts.actions import install_defaults
from credentry.capabilities.insight.actions import install_views
from credentry.capabilities.search.actions import fill_missing
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import user_by_name
from credentry.core.ledger import guard
from credentry.core.records import kinds
from credentry.core.records.checks import findings
from credentry.core.records.principals.bootstrap import (
    ensure_roles,
    ensure_root_unit,
    ensure_user,
    upgrade_roles,
)
from credentry.delivery.cli.output import as_json, command_errors, emit
from credentry.domains.coverage.actions.upgrading import catch_up


@click.command()
@click.option("--admin", default="admin", show_default=True, help="User name of the first administrator.")
@click.option("--password", default=None, help="Password of the administrator (default: made and printed).")
@click.option("--company", default="我的公司", show_default=True, help="Name of the top unit.")
@click.option("--pack", "packs", multiple=True, help="Install a solution pack; may be repeated.")
@as_json
@command_errors
def init(admin: str, password: str | None, company: str, packs: tuple[str, ...], as_json: bool) -> None:
    """Create or upgrade the database, the standard roles and the first administrator."""
    prepare()
    secret = password or secrets.token_urlsafe(12)
    root = ensure_root_unit("ROOT", company)
    ensure_roles()
    made = user_by_name(admin) is None
    ensure_user(admin, secret, "administrator", name="系统管理员", unit=None)
    installed = [install_pack(name) for name in packs]
    emit(
        {"database": connection.vendor, "unit": root.name, "admin": admin, "packs": installed,
         "password": secret if made and not password else None},
        as_json,
    )  # fmt: skip


def prepare(verbosity: int = 0) -> None:
    """Bring the database to the present schema, the guard's triggers, standard roles and default policies up to date, and
    what this version derives otherwise than the one before."""
    from django.conf import settings

    settings.CREDENTRY_HOME.mkdir(parents=True, exist_ok=True)
    steps = MigrationExecutor(connection)
    if steps.migration_plan(steps.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=verbosity, interactive=False)
    guard.install()
    ensure_roles()
    upgrade_roles()
    install_defaults(Actor.system("init", via="cli"))
    install_views()
    fill_missing()
    catch_up()


def install_pack(name: str) -> str:
    """Install one solution pack as the system."""
    from credentry.domains.packs.actions import install

    install(name, Actor.system("init", via="cli"))
    return name


@click.command()
@as_json
def check(as_json: bool) -> None:
    """Check that every declared kind is complete: columns, translations, forms. Exit code 1 on a finding."""
    found = findings()
    emit({"kinds": len(kinds.all_kinds()), "findings": found}, as_json,
         "\n".join(found) or f"{len(kinds.all_kinds())} kinds, no finding")  # fmt: skip
    sys.exit(1 if found else 0)


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Look at the instance: database, migrations, guard, keys, web client."""
    from credentry.delivery.cli.doctor import examine

    report = examine()
    emit(report, as_json, "\n".join(f"{'ok  ' if one['ok'] else 'FAIL'} {one['name']}: {one['detail']}"
                                    for one in report["checks"]))  # fmt: skip
    sys.exit(0 if report["ok"] else 1)


@click.command()
@as_json
def fields(as_json: bool) -> None:
    """List every field of every kind with its sensitivity."""
    rows: list[dict[str, Any]] = [
        {"kind": kind.name, "field": one.name, "type": one.type.name,
         "sensitivity": "sensitive" if one.sensitive else "personal" if one.personal else "normal",
         "policy": "mask" if one.sensitive else "show"}
        for kind in kinds.all_kinds() for one in kind.fields
    ]  # fmt: skip
    emit(
        rows,
        as_json,
        "\n".join(f"{one['kind']}.{one['field']} {one['type']} {one['sensitivity']}" for one in rows),
    )
