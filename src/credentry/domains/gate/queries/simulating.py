"""What the gate would have said over a period: by spans of days, not day by day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from credentry.core.identity.actors import Actor
from credentry.domains.gate import errors
from credentry.domains.gate.queries import showing
from credentry.domains.gate.queries.asking import Desk, check_right
from credentry.domains.gate.queries.questions import Question, resolve
from credentry.domains.gate.rules import spans
from credentry.domains.gate.rules.facts import Judgement
from credentry.domains.gate.rules.spans import Span
from credentry.domains.gate.vocabulary import ANSWERS, DENY, MAX_SIMULATED_DAYS
from credentry.foundation.errors import DomainError


@dataclass(frozen=True, slots=True)
class Course:
    """The answers to one question over the period."""

    key: str
    spans: tuple[Span, ...]


def simulate(
    actor: Actor, questions: Sequence[Question], starts: date, ends: date, known: datetime | None = None
) -> list[Course]:
    """Spans of days with one answer each, for every question; overrides are left out. Raises DomainError, Forbidden."""
    if not 0 <= (ends - starts).days <= MAX_SIMULATED_DAYS:
        raise DomainError(errors.PERIOD, field="to", limit=MAX_SIMULATED_DAYS)
    check_right(actor)
    asked = [replace(one, on=starts, arrives_on=_moved(one, starts)) for one in questions]
    resolved = resolve(actor, asked)
    desk = Desk(actor, resolved, known, overrides=False)
    courses = []
    for index, one in enumerate(resolved):
        if one.subject is None or one.faults:
            found: list[Span] = [Span(starts, ends, Judgement(DENY, one.faults))]
        else:
            found = spans.period(desk.case(index, one), starts, ends)
        courses.append(Course(one.question.key, tuple(found)))
    return courses


def _moved(one: Question, starts: date) -> date | None:
    """The journey keeps its length on every day of the period."""
    if one.arrives_on is None:
        return None
    return starts + (one.arrives_on - one.on)


def shown(courses: Sequence[Course]) -> dict[str, Any]:
    """Every course and how often each answer fell."""
    why = showing.said_of(span.found for one in courses for span in one.spans)
    days = dict.fromkeys(ANSWERS, 0)
    ever = dict.fromkeys(ANSWERS, 0)
    items = []
    for one in courses:
        for span in one.spans:
            days[span.found.answer] += (span.ends - span.starts).days + 1
        for answer in {span.found.answer for span in one.spans}:
            ever[answer] += 1
        items.append(
            {
                "key": one.key,
                "spans": [
                    {
                        "from": span.starts.isoformat(),
                        "to": span.ends.isoformat(),
                        "answer": span.found.answer,
                        "reasons": [showing.reason(said, why) for said in span.found.reasons],
                    }
                    for span in one.spans
                ],
            }
        )
    return {"items": items, "summary": {"questions": len(courses), "days": days, "questions_with": ever}}
