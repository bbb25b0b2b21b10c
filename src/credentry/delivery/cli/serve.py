"""``credentry serve``: the web server and, embedded, the worker."""

import errno
import os
import socket

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
    claim(host, port)
    prepare()
    leave_no_connection()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
    os.environ["CREDENTRY_EMBEDDED_WORKER"] = "0" if no_worker else "1"
    click.echo(f"{settings.CREDENTRY_INSTANCE_NAME}: http://{host}:{port} (Ctrl-C stops it)")
    Granian(
        "credentry.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backpressure=64,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def leave_no_connection() -> None:
    """Close what this process opened: the web processes are forked from it and must not share its connections."""
    connection.close()
    close_pool = getattr(connection, "close_pool", None)  # PostgreSQL keeps a pool
    if close_pool is not None:
        close_pool()


def claim(host: str, port: int) -> None:
    """Refuse in the user's words when another program already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(
                    f"Port {port} on {host} is in use by another program. Stop it, or choose another port: "
                    f"CREDENTRY_PORT={port + 1}"
                ) from error
            raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}") from error
