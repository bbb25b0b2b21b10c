"""Tables of this room."""

from credentry.domains.coverage.models.rule import RequirementRule

__all__ = ["RequirementRule"]
