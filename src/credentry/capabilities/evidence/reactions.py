"""What this room does when records change elsewhere."""

from credentry.capabilities.evidence.owners import follow, follow_new
from credentry.core.records import projections

projections.register("evidence.owner", follow, order=30, first=follow_new)
