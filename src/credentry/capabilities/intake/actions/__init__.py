"""Verbs of the room: imports of tables (``runs``), and papers that come in one by one (``items``, ``filing``)."""

from credentry.capabilities.intake.actions.fetching import Fetched, fetch
from credentry.capabilities.intake.actions.items import NewPaper, receive_many
from credentry.capabilities.intake.actions.runs import (
    CRASHED,
    JOB,
    advance,
    cancel,
    check,
    clear_spools,
    commit,
    save_mapping,
    start,
    undo,
)

__all__ = [
    "CRASHED", "JOB", "Fetched", "NewPaper", "advance", "cancel", "check", "clear_spools", "commit", "fetch",
    "receive_many", "save_mapping", "start", "undo",
]  # fmt: skip
