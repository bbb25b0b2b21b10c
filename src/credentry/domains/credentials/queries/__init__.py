"""Questions about credentials."""

from credentry.domains.credentials.queries.rules import number_finding, propose_valid_to

__all__ = ["number_finding", "propose_valid_to"]
