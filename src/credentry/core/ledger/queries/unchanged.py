"""Remembering answers while nothing is written.

No governed row can change without an entry, so the root of the log names the state of all governed data: an answer
found under one root holds for every later question under the same root, in this process. Knowing the root costs one
row. What the platform derives without entries (kinds declared ``derived``, queues, sign-in trails) must not be asked
through here.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

from credentry.core.ledger.store import Store

T = TypeVar("T")
KEPT = 4096
_answers: "OrderedDict[Hashable, tuple[bytes, Any]]" = OrderedDict()
_lock = Lock()


def while_unchanged(key: Hashable, find: Callable[[], T]) -> T:
    """``find()``, or what it gave last time if no entry was written since.

    ``key`` names the question with everything the answer depends on besides governed data (the day, the reader).
    Inside a transaction nothing is remembered: it may see changes whose entries are still to come.
    """
    if connection.in_atomic_block:
        return find()
    asked = (str(connection.settings_dict["NAME"]), key)
    root = Store(connection).root()
    with _lock:
        known = _answers.get(asked)
        if known is not None and known[0] == root:
            _answers.move_to_end(asked)
            return known[1]  # type: ignore[no-any-return]
    found = find()
    with _lock:
        _answers[asked] = (root, found)
        _answers.move_to_end(asked)
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    return found
