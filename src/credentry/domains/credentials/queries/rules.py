"""Asking a type's rules without writing anything: for forms, previews and data quality."""

from datetime import date
from uuid import UUID

from credentry.domains.credentials.actions.paper import Types
from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.rules import numbers, validity


def number_finding(type_id: UUID, number: str) -> numbers.Finding:
    """What the number rule of a type says about a number."""
    return Types([type_id]).number(type_id, number)


def propose_valid_to(type_id: UUID, start: date | None) -> validity.Proposal:
    """The end that a type's validity rule gives a paper starting on ``start``."""
    definition = CredentialType.objects.get(pk=type_id).definition
    certainty = definition.get("certainty") or {}
    sure = certainty.get("validity", certainty.get("default")) == "sure"
    return validity.propose(definition.get("validity") or {}, start, sure)
