"""The ways a record changes: one at a time, or many as one set."""

from credentry.core.records.actions.many import ManyOutcome, RowError, perform_many
from credentry.core.records.actions.perform import Outcome, perform
from credentry.core.records.actions.preview import preview

__all__ = ["ManyOutcome", "Outcome", "RowError", "perform", "perform_many", "preview"]
