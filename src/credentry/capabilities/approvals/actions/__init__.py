"""What other floors ask of this room: the clock's work, cases for many records and the working calendar."""

from credentry.capabilities.approvals.actions.clock import tick
from credentry.capabilities.approvals.actions.starting import start_many

__all__ = ["start_many", "tick"]
