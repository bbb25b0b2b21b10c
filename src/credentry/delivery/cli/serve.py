"""``credentry serve``: the web server and, embedded, the worker."""

import os

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
    """Serve the web client and the API; background jobs run in a thread of one of its processes."""
    from granian import Granian
    from granian.constants import Interfaces

    prepare()
    connection.close()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
    os.environ["CREDENTRY_EMBEDDED_WORKER"] = "0" if no_worker else "1"
    click.echo(f"{settings.CREDENTRY_INSTANCE_NAME}: http://{host}:{port}")
    Granian(
        "credentry.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backpressure=64,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()
