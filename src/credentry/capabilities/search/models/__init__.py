"""Tables of this room."""

from credentry.capabilities.search.models.entry import Entry

__all__ = ["Entry"]
