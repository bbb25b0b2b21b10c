"""Getting off the disk what was deleted: databases keep old row versions and freed pages until told otherwise.

Rooms with indexes of their own that keep deleted words register how those are rewritten.
"""

from collections.abc import Callable

from django.db import connection

from credentry.plumbing import queue

SWEEP = "privacy.sweep_disk"
_rewriters: list[Callable[[], None]] = []


def rewrite_first(rewrite: Callable[[], None]) -> None:
    """Run ``rewrite`` before the disk is swept: an index that keeps what was deleted drops it there."""
    if rewrite not in _rewriters:
        _rewriters.append(rewrite)


def sweep_soon() -> None:
    """Sweep after the caller's transaction was committed, by a worker; several wishes are one."""
    queue.enqueue(SWEEP, {}, unique_key=SWEEP)


def sweep_disk() -> None:
    """Rewrite indexes and tables without what was deleted; outside of any transaction.

    SQLite writes the whole file anew and is closed to other writers for as long as that takes; PostgreSQL clears dead
    rows beside the work going on. Backups and replication logs are not reached from here.
    """
    for rewrite in _rewriters:
        rewrite()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    clear_log()


def clear_log() -> None:
    """Get old row versions off the disk at once: SQLite's write-ahead log; on PostgreSQL the ledger's dead rows."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ledger_opening, ledger_subject_key")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@queue.job(SWEEP)
def _sweep_job(payload: dict[str, object]) -> None:
    sweep_disk()


__all__ = ["SWEEP", "clear_log", "rewrite_first", "sweep_disk", "sweep_soon"]
