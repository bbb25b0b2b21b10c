"""Questions to this room."""

from credentry.capabilities.insight.queries.home import home
from credentry.capabilities.insight.queries.views import with_view

__all__ = ["home", "with_view"]
