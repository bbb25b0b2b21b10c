"""Verbs of this room."""

from credentry.domains.coverage.due import days_gone_by

__all__ = ["days_gone_by"]
