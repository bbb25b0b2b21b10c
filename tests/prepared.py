"""Instances made once in a run of the tests, then copied for whoever asks: migrations and samples take long.

The first worker that asks for a template makes it, the others wait for it. A template is a home directory; on
PostgreSQL with a database beside it, from which new ones are made. Each is of one day: so is what is due in it.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from credentry.foundation import clock
from tests.server import Instance, drop_database, installed_in, instance, make_database, on_postgresql

PASSWORD = "a-long-enough-password"
Making = Callable[[Instance], object]


def run_well(ready: Instance, *arguments: str) -> str:
    """What ``credentry ARGUMENTS`` printed; AssertionError with its words when it failed."""
    done = ready.run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def initialised(empty: Instance) -> None:
    """``credentry init``; the administrator is ``admin`` with ``PASSWORD``."""
    run_well(empty, "init", "--password", PASSWORD, "--json")


@contextmanager
def prepared(
    home: Path,
    making: Making = initialised,
    made_with: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Instance]:
    """An instance in ``home`` with what ``making`` made, in the settings ``made_with``, in an empty one.

    ``environment``: the settings of this copy. Templates are told apart by name of ``making`` and by ``made_with``.
    """
    template, database = _template(making, made_with or {})
    shutil.copytree(template, home, dirs_exist_ok=True)
    with instance(home, environment, database) as ready:
        yield ready


def _template(making: Making, made_with: Mapping[str, str]) -> tuple[Path, str]:
    """Home of the template and the name of its PostgreSQL database, if it has one."""
    words = f"{making.__module__} {making.__qualname__} {sorted(made_with.items())} {clock.today()}"
    folder = Path(os.environ["CREDENTRY_TEST_SHARED"]) / "templates" / sha256(words.encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    home, database, ready = folder / "home", folder / "database", folder / "ready"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            database.write_text(make_database() if on_postgresql() else "")
            making(installed_in(home, database.read_text(), made_with))
            ready.touch()
    return home, database.read_text()


def forget(shared: Path) -> None:
    """Drop the databases of the templates of a run that is over."""
    for one in shared.glob("templates/*/database"):
        if name := one.read_text():
            drop_database(name)
