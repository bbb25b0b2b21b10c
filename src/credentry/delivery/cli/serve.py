"""``credentry serve``: the web server and, embedded, the worker."""

import os
import sys

import click
from django.conf import settings
from django.db import connection

from credentry.delivery.cli.instance import prepare


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=lambda: int(os.environ.get("CREDENTRY_PORT", "8000")), type=int)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--no-worker", is_flag=True, help="Do not run background jobs here.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the web client and the API; with SQLite the jobs run here too."""
    from granian import Granian
    from granian.constants import Interfaces

    prepare()
    connection.close()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
    child = None if no_worker else _spawn_worker()
    click.echo(f"{settings.CREDENTRY_INSTANCE_NAME}: http://{host}:{port}")
    try:
        Granian(
            "credentry.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
            workers=workers, blocking_threads=4, backpressure=64, log_access=False,
            respawn_failed_workers=True,
        ).serve()  # fmt: skip
    finally:
        if child is not None:
            child.terminate()
            child.wait(timeout=20)


def _spawn_worker():  # type: ignore[no-untyped-def]
    import subprocess

    command = [sys.executable, "-c", "from credentry.delivery.cli import main; main()", "worker"]
    return subprocess.Popen(command, env=os.environ.copy())  # noqa: S603 - our own interpreter and code
