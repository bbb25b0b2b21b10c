"""What other floors ask of this room: the clock's work and the working calendar."""

from credentry.capabilities.approvals.actions.clock import tick
from credentry.capabilities.approvals.working import use_calendar

__all__ = ["tick", "use_calendar"]
