"""Tables of this room."""

from credentry.capabilities.insight.models.tally import Stale, Tally
from credentry.capabilities.insight.models.view import SavedView

__all__ = ["SavedView", "Stale", "Tally"]
