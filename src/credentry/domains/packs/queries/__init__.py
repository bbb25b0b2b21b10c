"""Questions about packs."""

from credentry.domains.packs.queries.overview import find, held, outdated, overview, show

__all__ = ["find", "held", "outdated", "overview", "show"]
