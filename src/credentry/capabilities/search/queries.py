"""Questions to this room."""

from credentry.capabilities.search.finding import search
from credentry.capabilities.search.palette import Group, palette

__all__ = ["Group", "palette", "search"]
