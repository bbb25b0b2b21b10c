"""Tables of this room."""

from credentry.domains.credentials.models.credential import Credential
from credentry.domains.credentials.models.scope import (
    CredentialExclusion,
    CredentialMarket,
    CredentialProduct,
    CredentialSubject,
    ScopeItem,
)
from credentry.domains.credentials.models.term import Duty, StandingSegment, StatusChange, Term
from credentry.domains.credentials.models.types import CredentialType, TypeVersion

__all__ = [
    "Credential",
    "CredentialExclusion",
    "CredentialMarket",
    "CredentialProduct",
    "CredentialSubject",
    "CredentialType",
    "Duty",
    "ScopeItem",
    "StandingSegment",
    "StatusChange",
    "Term",
    "TypeVersion",
]
