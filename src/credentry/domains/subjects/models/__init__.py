"""Tables of this room."""

from credentry.domains.subjects.models.employment import Employment
from credentry.domains.subjects.models.market import Market, MarketMembership
from credentry.domains.subjects.models.subject import Subject

__all__ = ["Employment", "Market", "MarketMembership", "Subject"]
