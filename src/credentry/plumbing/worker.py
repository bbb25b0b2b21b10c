"""The loop that runs jobs: inside the server process (embedded) or as ``credentry worker``."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.db.utils import DatabaseError

from credentry.plumbing import leases, outbox, queue
from credentry.plumbing.holders import holder_name
from credentry.plumbing.models import Job

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
EMBEDDED_LEASE_SECONDS = 60.0


class Worker:
    """Runs due work until told to stop; wakes at once for work committed by its own process."""

    def __init__(self, poll_seconds: float = 1.0, batch: int = 4) -> None:
        self.poll_seconds = poll_seconds
        self.batch = batch
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._mine: dict[int, Job] = {}

    def stop(self) -> None:
        """Finish the job in hand and leave the loop."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Work until ``stop``; a database that is away is waited for, never a reason to end."""
        queue.on_kick(self._wake.set)
        beat = threading.Thread(target=self._heartbeat, name="credentry-heartbeat", daemon=True)
        beat.start()
        try:
            while not self._stop.is_set():
                self._wake.clear()
                try:
                    busy = self.turn()
                except DatabaseError:
                    log.exception("the database is not available; trying again")
                    busy = 0
                close_old_connections()
                if not busy:
                    self._wake.wait(self.poll_seconds)
        finally:
            self._stop.set()
            queue.off_kick(self._wake.set)
            connections.close_all()

    def turn(self) -> int:
        """One round: periods, events, one batch of jobs. Returns how much there was to do."""
        queue.fire_periods()
        done = outbox.dispatch()
        claimed = queue.claim(self.batch)
        self._mine = {row.pk: row for row in claimed}
        for row in claimed:
            if not self._stop.is_set():
                queue.run_one(row)
            else:
                queue.give_back(row)
            self._mine.pop(row.pk, None)
        return done + len(claimed)

    def _heartbeat(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                queue.extend(list(self._mine.values()))
            except DatabaseError:
                log.exception("could not prolong the leases of running jobs")
            close_old_connections()
        connections.close_all()


class Embedded:
    """The worker of an installation without a worker process: one thread per machine, guarded by a lease."""

    def __init__(self, poll_seconds: float = 1.0) -> None:
        self._poll = poll_seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to compete for this machine's worker lease; returns at once."""
        self._thread = threading.Thread(target=self._run, name="credentry-worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Let the job in hand finish, give the lease back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        name = f"worker:{holder_name().partition('|')[0]}"
        while not self._stop.is_set():
            try:
                held = leases.acquire(name, EMBEDDED_LEASE_SECONDS)
            except DatabaseError:
                log.exception("the worker lease cannot be read; trying again")
                held = False
            if held:
                self._work(name)
            close_old_connections()
            self._stop.wait(5.0)
        connections.close_all()

    def _work(self, lease: str) -> None:
        worker = Worker(self._poll)
        guard = threading.Thread(
            target=self._hold, args=(lease, worker.stop), name="credentry-worker-lease", daemon=True
        )
        guard.start()
        worker.run()
        leases.release(lease)

    def _hold(self, lease: str, lost: Callable[[], None]) -> None:
        """Prolong the lease while the worker runs; end the worker when the lease is lost or we are stopped."""
        while not self._stop.wait(EMBEDDED_LEASE_SECONDS / 4):
            try:
                if not leases.acquire(lease, EMBEDDED_LEASE_SECONDS):
                    break
            except DatabaseError:
                log.exception("the worker lease could not be prolonged")
            close_old_connections()
        lost()
        connections.close_all()


_embedded: Embedded | None = None


def start_embedded() -> Embedded:
    """Start this process's embedded worker once; further calls return the running one."""
    global _embedded
    if _embedded is None:
        _embedded = Embedded()
        _embedded.start()
    return _embedded
