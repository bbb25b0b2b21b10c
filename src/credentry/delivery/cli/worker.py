"""``credentry worker``: background jobs in a process of their own."""

import os
import signal
import threading
from types import FrameType

import click

from credentry.plumbing import queue
from credentry.plumbing.worker import Worker


@click.command()
@click.option(
    "--poll", default=1.0, show_default=True, type=float, help="Seconds between looks at the queue."
)
@click.option("--batch", default=4, show_default=True, type=int, help="Jobs taken at once.")
@click.option("--once", is_flag=True, help="Do what is due now and leave.")
def worker(poll: float, batch: int, once: bool) -> None:
    """Run background jobs (sweep, mail, imports, checkpoints) until told to stop. Any number may run at once."""
    if once:
        done = 0
        while ran := queue.run_due(batch):
            done += ran
        click.echo(f"{done} jobs")
        return
    running = Worker(poll, batch)

    def stop(number: int, frame: FrameType | None) -> None:
        running.stop()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    click.echo(f"worker {os.getpid()}: ready")
    running.run()
    click.echo(f"worker {os.getpid()}: stopped")
