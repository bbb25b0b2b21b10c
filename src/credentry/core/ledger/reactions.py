"""Wiring of this room: a checkpoint each minute while the log grows (trust: anchor lag ≤ 60 s)."""

import logging
from typing import Any

from credentry.core.ledger.actions import sign_checkpoint
from credentry.core.ledger.queries import lag, latest_tree_head
from credentry.core.ledger.vocabulary import Refused
from credentry.plumbing import queue

CHECKPOINT = "ledger.checkpoint"
log = logging.getLogger(__name__)


@queue.job(CHECKPOINT)
def checkpoint_when_grown(payload: dict[str, Any]) -> None:
    """Sign the log if it has entries that no checkpoint covers. A refusal is no matter for another try."""
    if latest_tree_head() is not None and not lag().entries:
        return
    try:
        sign_checkpoint()
    except Refused as refused:
        log.critical("the ledger's signer refuses: %s", refused.message("en"))
        raise queue.GiveUp(refused.message("en")) from refused


queue.every(CHECKPOINT, seconds=60)
