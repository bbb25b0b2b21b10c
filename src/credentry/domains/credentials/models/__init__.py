"""Tables of this room."""

from credentry.domains.credentials.models.calendar import WorkingYear
from credentry.domains.credentials.models.credential import Credential
from credentry.domains.credentials.models.depends import Dependency, Filing, ProductChange, Standard
from credentry.domains.credentials.models.keeping import Keeping
from credentry.domains.credentials.models.past import CredentialPast, PastSegment, ScopeChange
from credentry.domains.credentials.models.scope import (
    SCOPE_LINKS,
    Clause,
    CredentialExclusion,
    CredentialMarket,
    CredentialProduct,
    CredentialSubject,
    ScopeItem,
)
from credentry.domains.credentials.models.term import Duty, LetLapse, StandingSegment, StatusChange, Term
from credentry.domains.credentials.models.types import CredentialType, TypeVersion

__all__ = [
    "SCOPE_LINKS",
    "Clause",
    "Credential",
    "CredentialExclusion",
    "CredentialMarket",
    "CredentialPast",
    "CredentialProduct",
    "CredentialSubject",
    "CredentialType",
    "Dependency",
    "Duty",
    "Filing",
    "Keeping",
    "LetLapse",
    "PastSegment",
    "ProductChange",
    "ScopeChange",
    "ScopeItem",
    "Standard",
    "StandingSegment",
    "StatusChange",
    "Term",
    "TypeVersion",
    "WorkingYear",
]
