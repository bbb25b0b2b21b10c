"""A signed, time-limited answer: what somebody without access can check, and what cannot be altered.

Signed are the canonical bytes of the payload after a line that no other signature of this instance begins with.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature

from credentry.core.identity.actors import Actor
from credentry.core.ledger import notes
from credentry.core.ledger import queries as ledger
from credentry.domains.gate import errors
from credentry.domains.gate.queries import asking
from credentry.domains.gate.queries.asking import Answered
from credentry.domains.gate.queries.questions import Question
from credentry.domains.gate.vocabulary import ASK, KIND, MAX_SIGNED_DAYS, SIGNED_HOURS
from credentry.foundation import canonical, clock
from credentry.foundation.errors import DomainError
from credentry.foundation.hashing import sha256
from credentry.plumbing import keys

HOURS = SIGNED_HOURS
FORMAT = "credentry-gate-answer/1"
_PREFIX = b"credentry gate answer v1\n"


def sign(answers: Sequence[Answered], known: datetime | None, hours: int = HOURS) -> dict[str, Any]:
    """The answers with the questions, signed, good for ``hours``. Raises DomainError above 30 days."""
    if not 1 <= hours <= MAX_SIGNED_DAYS * 24:
        raise DomainError(errors.SIGNED_LONG, field="hours", limit=MAX_SIGNED_DAYS)
    now = clock.now()
    asked = [_question(one) for one in answers]
    payload = canonical.dumps(
        {
            "format": FORMAT,
            "origin": ledger.origin(),
            "issued_at": canonical.instant(now),
            "expires_at": canonical.instant(now + timedelta(hours=hours)),
            "known": canonical.instant(known) if known else None,
            "questions": asked,
            "questions_sha256": sha256(canonical.dumps(asked)).hex(),
            "answers": [_answer(one) for one in answers],
        }
    )
    signature = keys.gate_key().sign(_PREFIX + payload)
    return {
        "payload": payload.decode(),
        "signature": base64.b64encode(signature).decode(),
        **public_key(),
        "expires_at": canonical.instant(now + timedelta(hours=hours)),
    }


def public_key() -> dict[str, str]:
    """The key that answers are verified with: as a vkey line and as bare base64."""
    key = keys.gate_key().public_key()
    name = f"{ledger.origin()}/gate"
    return {
        "key": notes.verifier_key(name, key),
        "public_key": base64.b64encode(key.public_bytes_raw()).decode(),
    }


def verify(actor: Actor, payload: str, signature: str) -> dict[str, Any]:
    """``state`` valid, expired or forged; for a genuine one what it says, and whether the answers are the same now
    (``same`` None: the actor may not ask)."""
    said = _genuine(payload, signature)
    if said is None:
        return {"state": "forged", "same": None, "changed": []}
    expired = canonical.instant(clock.now()) > said["expires_at"]
    same, changed = _compared(actor, said)
    return {
        "state": "expired" if expired else "valid",
        "issued_at": said["issued_at"],
        "expires_at": said["expires_at"],
        "origin": said["origin"],
        "answers": said["answers"],
        "same": same,
        "changed": changed,
    }


def _genuine(payload: str, signature: str) -> Mapping[str, Any] | None:
    try:
        exact = payload.encode()
        keys.gate_key().public_key().verify(base64.b64decode(signature, validate=True), _PREFIX + exact)
    except (InvalidSignature, binascii.Error, ValueError):
        return None
    said: Mapping[str, Any] = canonical.loads(exact)
    return said if said.get("format") == FORMAT and said.get("origin") == ledger.origin() else None


def _question(one: Answered) -> dict[str, Any]:
    question = one.asked.question
    return {
        "key": question.key,
        "subject": str(one.asked.subject.id) if one.asked.subject else question.subject,
        "act": one.asked.act or question.act,
        "market": str(one.asked.market) if one.asked.market else question.market,
        "on": question.on.isoformat(),
        "arrives_on": question.arrives_on.isoformat() if question.arrives_on else None,
        "requires": list(question.requires),
        "site": question.site,
    }


def _answer(one: Answered) -> dict[str, Any]:
    return {
        "key": one.asked.question.key,
        "answer": one.found.answer,
        "reasons": [
            {
                "code": said.code,
                "severity": said.severity,
                "credential": said.paper.uuid if said.paper else None,
            }
            for said in one.found.reasons
        ],
        "used": [
            {
                "credential": some.paper.uuid,
                "clause": some.clause,
                "until": some.until.isoformat() if some.until else None,
            }
            for some in one.found.used
        ],
        "changes_on": one.changes_on.isoformat() if one.changes_on else None,
    }


def _compared(actor: Actor, said: Mapping[str, Any]) -> tuple[bool | None, list[dict[str, Any]]]:
    """Whether each answer is the same now, and those that are not."""
    if not actor.may(KIND, ASK):
        return None, []
    questions = [
        Question(
            one["key"], one["subject"], one["act"], date.fromisoformat(one["on"]), one["market"],
            date.fromisoformat(one["arrives_on"]) if one["arrives_on"] else None, tuple(one["requires"]), one["site"],
        )
        for one in said["questions"]
    ]  # fmt: skip
    now = asking.ask(actor, questions, later=False)
    changed = [
        {"index": index, "key": was["key"], "was": was["answer"], "now": is_now.found.answer}
        for index, (was, is_now) in enumerate(zip(said["answers"], now, strict=True))
        if was["answer"] != is_now.found.answer
    ]
    return not changed, changed
