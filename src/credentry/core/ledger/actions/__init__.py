"""Verbs of the ledger."""

from credentry.core.ledger.actions.appending import append, append_uncovered
from credentry.core.ledger.actions.erasing import Erased, erase_subject
from credentry.core.ledger.actions.signing import sign_checkpoint

__all__ = ["Erased", "append", "append_uncovered", "erase_subject", "sign_checkpoint"]
