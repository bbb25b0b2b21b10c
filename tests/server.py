"""A real ``credentry serve`` for API and browser journeys: own home, own database, free port, stopped by its id.

On SQLite the database lies in the server's home; when the tests run on PostgreSQL each server gets a database of its
own beside the test database and drops it afterwards.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from tests.ports import reserve

START_SECONDS = 60.0
STOP_SECONDS = 20.0
ENTRY = "import sys; from credentry.delivery.cli import main; sys.exit(main())"
SOURCES = str(Path(__file__).resolve().parents[1] / "src")


@dataclass(frozen=True)
class Instance:
    """An installed Credentry: its environment, and the command line in it."""

    home: Path
    environment: Mapping[str, str]

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", ENTRY, *arguments]

    def run(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``credentry ARGUMENTS`` to its end; the caller looks at the exit code."""
        return subprocess.run(
            self.command(*arguments),
            env=dict(self.environment),
            cwd=self.home,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@dataclass(frozen=True)
class Server:
    """A serving instance: ``url`` without a slash at the end, the process, and where it writes what it says."""

    instance: Instance
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """``kill -9`` for the server and the workers it started, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)


def on_postgresql() -> bool:
    return os.environ.get("CREDENTRY_DATABASE_URL", "").startswith("postgres")


def make_database(template: str = "") -> str:
    """Make a database beside the one of the tests, empty or as ``template`` is; gives its name."""
    import psycopg

    name = f"credentry_{uuid4().hex[:12]}"
    with psycopg.connect(os.environ["CREDENTRY_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return name


def drop_database(name: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["CREDENTRY_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def installed_in(home: Path, database: str, environment: Mapping[str, str]) -> Instance:
    """The instance in ``home`` whose PostgreSQL database is ``database``, where the tests run on PostgreSQL."""
    url = f"sqlite:///{home / 'credentry.sqlite3'}"
    if database:
        url = urlunsplit(urlsplit(os.environ["CREDENTRY_DATABASE_URL"])._replace(path=f"/{database}"))
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("CREDENTRY_")}
    own = {"PYTHONPATH": SOURCES, "CREDENTRY_HOME": str(home), "CREDENTRY_DATABASE_URL": url}
    return Instance(home=home, environment={**inherited, **own, **environment})


@contextmanager
def instance(
    home: Path, environment: Mapping[str, str] | None = None, template: str = ""
) -> Iterator[Instance]:
    """An instance in ``home`` with nothing in it yet; ``environment`` adds settings to the inherited ones.

    ``template`` names a PostgreSQL database that the instance's own becomes a copy of.
    """
    home.mkdir(parents=True, exist_ok=True)
    database = make_database(template) if on_postgresql() else ""
    try:
        yield installed_in(home, database, environment or {})
    finally:
        if database:
            drop_database(database)


@contextmanager
def serving(ready: Instance, arguments: Sequence[str] = ("serve",)) -> Iterator[Server]:
    """Start ``credentry serve`` (or other ``arguments``), wait until it answers, stop it at the end."""
    port = reserve()
    url, log = f"http://127.0.0.1:{port}", ready.home / f"serve-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ready.command(*arguments),
            env={**ready.environment, "CREDENTRY_PORT": str(port), "CREDENTRY_BASE_URL": url},
            cwd=ready.home,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(instance=ready, url=url, process=process, log=log)
    try:
        wait_until_answering(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_until_answering(server: Server) -> float:
    """Seconds until ``/healthz`` answered 200; AssertionError with the server's own words when it does not."""
    started = time.monotonic()
    while time.monotonic() - started < START_SECONDS:
        if server.process.poll() is not None:
            break
        if answers(f"{server.url}/healthz"):
            return time.monotonic() - started
        time.sleep(0.05)
    said = server.log.read_text(errors="replace")[-4000:]
    raise AssertionError(f"no answer from {server.url} (exit {server.process.poll()}):\n{said}")


def answers(url: str) -> bool:
    """Whether a GET of ``url`` ends in 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
