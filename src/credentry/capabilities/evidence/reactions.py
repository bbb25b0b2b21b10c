"""What this room does when records change elsewhere, and what it does for rooms that do not know it."""

from credentry.capabilities.evidence.offering import Evidence
from credentry.capabilities.evidence.owners import follow, follow_new
from credentry.core.records import filekeeping, projections

filekeeping.offer(Evidence())
projections.register("evidence.owner", follow, order=30, first=follow_new)
