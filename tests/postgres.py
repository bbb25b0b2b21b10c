"""A PostgreSQL of our own for tests and benchmarks: loopback, free port, gone afterwards.

``python -m tests.postgres -- COMMAND…`` runs COMMAND with ``CREDENTRY_DATABASE_URL`` pointing at it and returns
COMMAND's exit code. ``--tuned`` keeps commits durable and uses the settings that docs/operations.md recommends;
without it the server trades safety for speed, as only tests may.
"""

import argparse
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.ports import reserve

DATABASE = "credentry"
CLUSTER = ("-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "-N")
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "deadlock_timeout": "100ms",
    "jit": "off",  # as docs/operations.md recommends; compiling a query costs more than any query of a test
    "autovacuum": "off",  # a server that lives for minutes
}
DURABLE = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "32MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "jit": "off",
}


def binaries() -> Path:
    """Folder of the newest PostgreSQL server ≥ 15 on this machine; RuntimeError names the package to install."""
    found = sorted(
        (int(path.parent.parent.name), path.parent)
        for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")
    )
    if found and found[-1][0] >= 15:
        return found[-1][1]
    elsewhere = shutil.which("initdb")
    if elsewhere:
        return Path(elsewhere).resolve().parent
    raise RuntimeError("PostgreSQL 15 or newer is not installed: apt-get install postgresql")


def as_server_user(command: Sequence[str | Path]) -> list[str]:
    """PostgreSQL refuses to run as root; there its own Debian user runs it."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def quietly(command: Sequence[str | Path], cwd: Path) -> None:
    done = subprocess.run(as_server_user(command), cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def running(durable: bool = False) -> Iterator[str]:
    """Start a server, yield ``postgresql://…`` of an empty UTF-8 database in it, stop and remove it."""
    tools, port, password = binaries(), reserve(), secrets.token_hex(16)
    home = Path(tempfile.mkdtemp(prefix="credentry-pg-"))
    try:
        (home / "password").write_text(password + "\n")
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (home, home / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        quietly(
            [
                tools / "initdb",
                "-D",
                home / "data",
                "-U",
                DATABASE,
                *CLUSTER,
                f"--pwfile={home / 'password'}",
            ],
            home,
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(home),
            "max_connections": "200",
            "max_prepared_transactions": "0",
            **(DURABLE if durable else FAST),
        }
        with (home / "data" / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        control: list[str | Path] = [tools / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log"]
        try:
            quietly([*control, "-t", "60", "start"], home)
            import psycopg

            address = f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}"
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield f"{address}/{DATABASE}"
        finally:
            if (home / "data" / "postmaster.pid").exists():
                quietly([*control, "-m", "immediate", "stop"], home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.postgres", description=__doc__)
    parser.add_argument("--tuned", action="store_true", help="durable commits, recommended settings")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    command = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
    if not command:
        parser.error("what shall run on it?")
    with running(durable=chosen.tuned) as url:
        return subprocess.run(
            command, env={**os.environ, "CREDENTRY_DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
