"""Answers as programs and people read them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from credentry.domains.credentials.queries import gating
from credentry.domains.gate.queries.asking import Answered
from credentry.domains.gate.rules.facts import Judgement, Reason, Used
from credentry.domains.gate.rules.sentences import sentence
from credentry.domains.gate.vocabulary import DENY, INFO, WARN

_WEIGHT = {DENY: 0, WARN: 1, INFO: 2}


def verdicts(answers: Sequence[Answered]) -> list[dict[str, Any]]:
    """The answers in the form of the API. One query where a reason has words of its own."""
    why = said_of(one.found for one in answers)
    return [verdict(one, why) for one in answers]


def said_of(found: Iterable[Judgement]) -> dict[str, str]:
    """What the register says about the status changes behind these answers."""
    refs = {reason.ref for one in found for reason in one.reasons if reason.ref}
    return gating.reasons_said(refs)


def verdict(one: Answered, why: dict[str, str]) -> dict[str, Any]:
    """One answer."""
    subject, question = one.asked.subject, one.asked.question
    return {
        "key": question.key,
        "answer": one.found.answer,
        "subject": {"id": str(subject.id), "kind": subject.kind, "title": subject.title} if subject else None,
        "asked": {
            "subject": question.subject,
            "act": one.asked.act or question.act,
            "market": question.market,
            "on": question.on.isoformat(),
            "arrives_on": _iso(question.arrives_on),
        },
        "reasons": [reason(said, why) for said in ordered(one.found.reasons)],
        "used": [used(some) for some in one.found.used],
        "changes_on": _iso(one.changes_on),
        "changes_to": one.changes_to or None,
    }


def ordered(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """What blocks first, then what warns, then what the answer rests on."""
    return sorted(reasons, key=lambda one: _WEIGHT[one.severity]) if len(reasons) > 1 else reasons


def reason(one: Reason, why: dict[str, str]) -> dict[str, Any]:
    """One reason with its sentence in both languages."""
    return {
        "code": one.code,
        "severity": one.severity,
        "text": sentence(one, why.get(one.ref, "") if one.ref else ""),
        "credential": _credential(one.paper) if one.paper is not None else None,
        "clause": one.clause,
        "since": _iso(one.since),
        "until": _iso(one.until),
    }


def used(one: Used) -> dict[str, Any]:
    """One credential that the answer rests on."""
    return {"credential": _credential(one.paper), "clause": one.clause, "until": _iso(one.until)}


def _credential(paper: gating.Paper) -> dict[str, str]:
    return {"id": paper.uuid, "number": paper.number, "title": paper.title}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
