"""The ``credentry`` command."""

import os
from importlib import import_module

import click

COMMANDS = {
    "init": "credentry.delivery.cli.instance:init",
    "serve": "credentry.delivery.cli.serve:serve",
    "worker": "credentry.delivery.cli.worker:worker",
    "import": "credentry.delivery.cli.imports:import_command",
    "intake": "credentry.delivery.cli.intake:intake",
    "export": "credentry.delivery.cli.reading:export",
    "query": "credentry.delivery.cli.reading:query",
    "may": "credentry.delivery.cli.gate:may",
    "covering": "credentry.delivery.cli.covering:covering",
    "standings": "credentry.delivery.cli.standings:standings",
    "search": "credentry.delivery.cli.search:search",
    "files": "credentry.delivery.cli.files:files",
    "pack": "credentry.delivery.cli.packs:pack",
    "check": "credentry.delivery.cli.instance:check",
    "doctor": "credentry.delivery.cli.instance:doctor",
    "token": "credentry.delivery.cli.tokens:token",
    "alerts": "credentry.delivery.cli.alerts:alerts",
    "privacy": "credentry.delivery.cli.privacy:privacy",
    "ledger": "credentry.delivery.cli.ledger:ledger",
    "demo": "credentry.delivery.cli.demo:demo",
    "routes": "credentry.delivery.http.inventory:routes",
    "fields": "credentry.delivery.cli.instance:fields",
}


class Lazy(click.Group):
    """Loads a command's module (and Django) only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        _set_up()
        module, name = target.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def _set_up() -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
    if not apps.ready:
        django.setup()


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="credentry")
def main() -> None:
    """Credentry 证枢: the register for certificates, licences, permits and qualifications."""
