"""What should not wait for the minute: after the commit somebody is asked to sweep at once.

The marks (``Pending``) stand in the transaction; when the asking is lost the next sweep finds them all the same. Asked
after the commit, never within: writers would otherwise wait for each other's place in the queue.
"""

from collections.abc import Callable
from typing import Final

from django.db import transaction

_listeners: Final[list[Callable[[], None]]] = []


def use_sweeper(ask: Callable[[], None]) -> None:
    """Let ``ask`` bring about a sweep; the floor above that has a queue registers it."""
    _listeners[:] = [ask]


def sweep_soon() -> None:
    """Ask for a sweep once the running transaction is committed."""
    for ask in _listeners:
        transaction.on_commit(ask, robust=True)
