"""The facts rules ask about, for other rooms."""

from credentry.domains.coverage.facts import Fact, everything, shipped

__all__ = ["Fact", "everything", "shipped"]
