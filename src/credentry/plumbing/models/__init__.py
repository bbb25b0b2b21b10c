"""Tables of the plumbing: jobs, schedules, leases, events and their receipts."""

from credentry.plumbing.models.outbox import OutboxEvent, Receipt
from credentry.plumbing.models.queue import Job, Lease, Schedule

__all__ = ["Job", "Lease", "OutboxEvent", "Receipt", "Schedule"]
