"""A transaction that two people's crossing locks ended is run again from its start."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

Answer = TypeVar("Answer")
TRIES = 5
PAUSE = 0.05  # seconds before the second try; longer before each further one
_CROSSED = frozenset({"40P01", "40001"})  # PostgreSQL: deadlock detected, serialization failure


def whole(work: Callable[[], Answer]) -> Answer:
    """What ``work`` gives, done in one transaction.

    PostgreSQL ends one of two transactions that wait for each other; that one is run again, up to five times, then
    its OperationalError is raised. Within a transaction that is under way ``work`` runs once, as a part of it: only
    whoever began it can begin again. ``work`` must leave nothing behind outside of the database before it returns.
    """
    inside = connection.in_atomic_block
    for turn in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if inside or turn == TRIES or not crossed(error):
                raise
        time.sleep(PAUSE * turn * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
    raise AssertionError("every turn returns or raises")


def crossed(error: OperationalError) -> bool:
    """Whether the database ended the transaction because of another one's locks."""
    return getattr(error.__cause__, "sqlstate", None) in _CROSSED
