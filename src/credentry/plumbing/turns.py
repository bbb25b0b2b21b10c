"""Whose turn it is to write: SQLite has one writer at a time, and its own way of waiting is neither quick nor fair.

Its busy handler looks only every tenth of a second, so a job that writes portion after portion keeps everybody else
out. Here whoever wants to write looks every few milliseconds, a job writes portions that take about ``TARGET``
seconds, and gives way after each for longer than the others' looks are apart. PostgreSQL's writers do not exclude
each other; there portions are large and giving way costs nothing.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model, QuerySet

#: Seconds that a write waits for the writers before it, unless ``patience`` says otherwise.
PATIENCE: Final = 30.0
#: Seconds between two looks of somebody who waits, and for how long a job lets the others go first.
LOOK: Final = 0.002
GAP: Final = 0.010
#: Seconds that one portion of a job should hold the database.
TARGET: Final = 0.100
_BUSY: Final = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED
_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE)
M = TypeVar("M", bound=Model)


def install() -> None:
    """Let every connection to SQLite wait its turn as described here."""
    connection_created.connect(_prepare, dispatch_uid="credentry.turns")


def _prepare(connection: Any, **_: Any) -> None:
    if connection.vendor != "sqlite":
        return
    connection.connection.execute("PRAGMA busy_timeout = 3")  # the first looks need no Python
    if _wait not in connection.execute_wrappers:
        connection.execute_wrappers.append(_wait)


def _wait(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement, again while another connection writes. Within a transaction nobody else can be writing."""
    until = time.monotonic() + _patience.get()
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            once = context["connection"].in_atomic_block or (many and not isinstance(params, (list, tuple)))
            if once or not is_busy(error) or time.monotonic() >= until:
                raise
        time.sleep(LOOK)


def is_busy(error: BaseException) -> bool:
    """Whether SQLite says that somebody else is writing."""
    code = getattr(error.__cause__ or error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _BUSY


def is_passing(error: BaseException) -> bool:
    """Whether a database error speaks of the moment and not of the statement: another try may go through."""
    if not isinstance(error, OperationalError):
        return False
    return is_busy(error) if hasattr(error.__cause__ or error, "sqlite_errorcode") else _of_postgresql(error)


def _of_postgresql(error: BaseException) -> bool:
    return type(error.__cause__ or error).__module__.partition(".")[0] in ("psycopg", "psycopg_pool")


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Within it a write on SQLite waits only so long for the writers before it and then raises OperationalError.

    For notes that may be left out, and for people who wait for an answer.
    """
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def give_way() -> None:
    """After one portion of a long job: let whoever waits write first. Nothing inside a transaction."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(GAP)


class Portions:
    """How many rows a job takes into one transaction: on SQLite as many as fit into ``TARGET`` seconds."""

    def __init__(self, first: int, most: int) -> None:
        """``first`` on SQLite, where the size is then learnt; always ``most`` on PostgreSQL."""
        self._most = most
        self._learns = connection.vendor == "sqlite"
        self.size = min(first, most) if self._learns else most

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One portion: its transaction, its time taken, and then the others' turn."""
        with transaction.atomic():
            started = time.monotonic()
            yield
        if self._learns:
            factor = TARGET / max(time.monotonic() - started, 0.001)
            self.size = max(1, min(self._most, int(self.size * min(max(factor, 0.25), 2.0))))
            give_way()


def update(rows: "QuerySet[M]", **values: Any) -> int:
    """``rows.update`` by portions in the order of the key; what stops being one of ``rows`` meanwhile is left out.

    Each portion is found before it is written: looking for rows holds up nobody. It is written by its keys alone: where
    ``rows`` joins other tables or speaks SQL of its own, an UPDATE over it can ask its question anew for every row of the
    table. Returns how many were changed.
    """
    every = rows.model._base_manager
    portions, last, done = Portions(500, 20_000), None, 0
    while True:
        ahead = rows if last is None else rows.filter(pk__gt=last)
        found = list(ahead.order_by("pk").values_list("pk", flat=True)[: portions.size])
        if not found:
            return done
        size, last = portions.size, found[-1]
        with portions.transaction():
            still = rows.filter(pk__in=found).order_by("pk").select_for_update(of=("self",))
            done += every.filter(pk__in=list(still.values_list("pk", flat=True))).update(**values)
        if len(found) < size:
            return done
