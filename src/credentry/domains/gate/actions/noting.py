"""Noting each time an override let something through."""

from collections.abc import Sequence

from credentry.core.identity.actors import Actor
from credentry.domains.gate.models import GateUse
from credentry.domains.gate.queries.asking import Answered
from credentry.foundation import clock
from credentry.plumbing import bulk


def note_uses(actor: Actor, answers: Sequence[Answered]) -> int:
    """Write down which questions an override let through. Returns how many."""
    now = clock.now()
    rows = [
        GateUse(
            override_id=said.said[0], at=now, actor_id=actor.user_id, via=actor.via, subject_id=one.asked.subject.id,
            act=one.asked.act, market_id=one.asked.market, on_day=one.asked.question.on,
            key=one.asked.question.key[:200],
        )
        for one in answers
        if one.asked.subject is not None
        for said in one.found.reasons
        if said.code == "override"
    ]  # fmt: skip
    return bulk.insert(GateUse, rows)
