"""Verbs of the ledger."""

from credentry.core.ledger.actions.appending import append, append_uncovered

__all__ = ["append", "append_uncovered"]
