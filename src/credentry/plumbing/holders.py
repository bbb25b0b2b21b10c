"""Who holds a lease: a name per process that another process of the same machine can check for life.

Leases count in the machine's real time, never in the business clock: a test that freezes the business
clock must not keep a dead worker's lease alive for ever.
"""

import os
import socket
from datetime import UTC, datetime
from functools import cache
from pathlib import Path


def wall_now() -> datetime:
    """The machine's own clock, aware UTC; for leases and time-outs only."""
    return datetime.now(UTC)


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot; empty where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return fields[19]
    except (OSError, IndexError):
        return ""


@cache
def _machine() -> str:
    """Host name plus boot id: containers may share a host name, and pids restart with the machine."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        boot = namespace = ""
    return f"{socket.gethostname()}/{boot}/{namespace}"


def holder_name() -> str:
    """``machine|pid|start`` of this process."""
    return _name_of(os.getpid())


@cache
def _name_of(pid: int) -> str:
    """Of this process only: its start never changes, another's pid may be used again."""
    return f"{_machine()}|{pid}|{_started(pid)}"


def surely_dead(holder: str) -> bool:
    """True only if the holder ran on this machine and its process is gone; otherwise the lease must run out."""
    machine, _, rest = holder.partition("|")
    pid, _, start = rest.partition("|")
    if machine != _machine() or not start or not pid.isdigit():
        return False
    return _started(int(pid)) != start
