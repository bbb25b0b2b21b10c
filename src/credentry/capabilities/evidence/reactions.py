"""What this room does when records change elsewhere, and what it does for rooms that do not know it."""

from credentry.capabilities.evidence.actions.forgetting import forget, held
from credentry.capabilities.evidence.offering import Evidence
from credentry.capabilities.evidence.owners import follow, follow_new
from credentry.core.records import filekeeping, forgetting, projections
from credentry.plumbing import blobs

filekeeping.offer(Evidence())
projections.register("evidence.owner", follow, order=30, first=follow_new)
blobs.holder(held)
forgetting.register("evidence", forget, order=30)
