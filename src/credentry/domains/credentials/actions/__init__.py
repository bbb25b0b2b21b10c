"""Verbs that write credentials and their types."""

from credentry.domains.credentials.telling import days_gone_by

__all__ = ["days_gone_by"]
