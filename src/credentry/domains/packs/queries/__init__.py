"""Questions about packs."""

from credentry.domains.packs.queries.overview import find, held, outdated, overview, show
from credentry.domains.packs.queries.pending import pending, upgrade_of

__all__ = ["find", "held", "outdated", "overview", "pending", "show", "upgrade_of"]
