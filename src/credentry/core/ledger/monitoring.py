"""The monitor: follows the published checkpoints with a memory of its own and never signs."""

import base64
from typing import Any

from credentry.core.ledger import notes, queries, state
from credentry.core.ledger.following import follow, own_connection
from credentry.core.ledger.merkle import Frontier
from credentry.core.ledger.notes import BadNote
from credentry.core.ledger.store import Store
from credentry.core.ledger.vocabulary import (
    CHECKPOINT_BROKEN,
    MISMATCH,
    SHRUNK,
    STATE_FOREIGN,
    Refused,
)
from credentry.foundation import canonical, clock
from credentry.plumbing import keys


def look() -> dict[str, Any]:
    """One look: does the newest checkpoint continue what was seen, and do the entries lead to it?"""
    answer: dict[str, Any] = {"at": canonical.instant(clock.now())}
    behind = queries.lag()
    answer |= {
        "lag_entries": behind.entries,
        "lag_seconds": round(behind.seconds, 1),
        "alarm": queries.alarm(),
    }
    try:
        with state.alone(state.MONITOR):
            frontier = _advance()
    except Refused as error:
        return answer | {"ok": False, "code": error.code, "detail": error.message("en")}
    root = base64.b64encode(frontier.root()).decode()
    return answer | {"ok": answer["alarm"] is None, "size": frontier.size, "root": root}


def _advance() -> Frontier:
    remembered = state.recall(state.MONITOR)
    frontier = remembered.frontier if remembered else Frontier()
    with own_connection() as reading:
        store = Store(reading)
        origin = store.head()[0]
        published = store.checkpoints()
        if remembered is not None and remembered.origin != origin:
            raise Refused(STATE_FOREIGN, origin=remembered.origin)
        if (published and published[-1][0] < frontier.size) or (not published and frontier.size):
            raise Refused(SHRUNK, signed=frontier.size, size=published[-1][0] if published else 0)
        for size, note in published:
            if size < frontier.size:
                continue
            try:
                head = notes.open_head(note, origin, keys.ledger_public_key())
            except BadNote as error:
                raise Refused(CHECKPOINT_BROKEN, size=size) from error
            follow(store, frontier, size)
            if (head.size, head.root) != (size, frontier.root()):
                raise Refused(MISMATCH, seq=max(size - 1, 0))
    state.remember(state.MONITOR, state.Remembered(origin, frontier))
    return frontier
