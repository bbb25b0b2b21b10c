"""Questions to ask in tests."""

from datetime import date
from typing import Any

from credentry.core.identity.actors import Actor
from credentry.domains.gate.queries import asking
from credentry.domains.gate.queries.asking import Answered
from credentry.domains.gate.queries.questions import Question

SYSTEM = Actor.system("test")

CCC = {
    "acts": ["produce", "import", "sell", "ship_stock"],
    "states": {
        "suspended": {"acts": []},
        "withdrawn": {"acts": []},
        "cancelled": {"acts": ["ship_stock"]},
        "expired": {"acts": ["ship_stock"], "certainty": "check"},
    },
}


def question(subject: Any, act: str = "sell", on: date | str = "2026-11-21", **more: Any) -> Question:
    """A question; dates may be text."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    arrives = more.pop("arrives_on", None)
    arrives = date.fromisoformat(arrives) if isinstance(arrives, str) else arrives
    name = subject if isinstance(subject, str) else str(subject.pk)
    return Question(more.pop("key", ""), name, act, day, more.pop("market", ""), arrives, **more)


def ask(
    subject: Any, act: str = "sell", on: date | str = "2026-11-21", actor: Actor = SYSTEM, **more: Any
) -> Answered:
    """The answer to one question."""
    known = more.pop("known", None)
    return asking.ask(actor, [question(subject, act, on, **more)], known)[0]


def codes(found: Answered, *severities: str) -> list[str]:
    """The codes of its reasons, of some severities only where named."""
    return [one.code for one in found.found.reasons if not severities or one.severity in severities]
