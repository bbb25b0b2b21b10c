"""Tables of this room."""

from credentry.core.identity.models.access import ApiToken, Assignment, Grant, Role, TokenUse
from credentry.core.identity.models.people import Absence, Post, SignInAttempt, Unit, User

__all__ = [
    "Absence",
    "ApiToken",
    "Assignment",
    "Grant",
    "Post",
    "Role",
    "SignInAttempt",
    "TokenUse",
    "Unit",
    "User",
]
