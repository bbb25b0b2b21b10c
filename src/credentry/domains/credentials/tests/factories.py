"""Credential types and credentials to test with."""

from typing import Any

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.domains.subjects.tests.factories import issuer

SYSTEM = Actor.system("test")

CCC = {
    "code": "CN-CCC",
    "name_zh": "强制性产品认证证书(CCC)",
    "name_en": "CCC certificate",
    "category": "product_safety",
    "subject_kind": "product",
    "validity_rule": "fixed_term",
    "validity_months": 60,
    "definition": {
        "renewal": {"open_before_expiry": {"n": 90, "unit": "day"}},
        "number": {"pattern": r"^\d{16}$", "example": "2026990901000001", "strict": True},
    },
}


def make_type(**more: Any) -> Any:
    """Register a type; by default CCC."""
    return perform(SYSTEM, "credential_type", "register", None, {**CCC, **more}).record


def plain_type(**more: Any) -> Any:
    """A type without number rule."""
    return perform(
        SYSTEM, "credential_type", "register", None, {"code": "PLAIN", "name_zh": "普通证书", **more}
    ).record


def make(kind: Any, actor: Actor = SYSTEM, **more: Any) -> Any:
    """Register a credential of a type."""
    payload = {
        "title": "网关安全证书",
        "type": kind.pk,
        "issued_on": "2024-03-15",
        "valid_to": "2027-03-14",
        **more,
    }
    return perform(actor, "credential", "register", None, payload).record


def act(record: Any, action: str, **payload: Any) -> Any:
    """Do an action on a credential and read it back."""
    done = perform(SYSTEM, "credential", action, record.pk, payload).record
    done.refresh_from_db()
    return done


__all__ = ["SYSTEM", "act", "issuer", "make", "make_type", "plain_type"]
