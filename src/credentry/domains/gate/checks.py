"""Further checks that other rooms put to the gate: what is required where, who is trained, what is on hold.

A check answers all questions of a call at once. Register it once, from the room's declarations.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.foundation.labels import Label


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a check sees it; ``index`` tells it from the others of the call."""

    index: int
    subject_id: UUID
    subject_kind: str
    line: tuple[UUID, ...]
    act: str
    market_id: UUID | None
    site: str
    on: date
    arrives_on: date | None
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about one question. ``severity``: info, warn or deny. ``settled``: the check knows what is
    required here, so that "nothing registered" need not be said. It is said of the days from ``since`` to ``until`` only, both
    included (None: open): a check names every stretch of days, and the gate finds out what holds when."""

    code: str
    severity: str
    text: Label
    since: date | None = None
    until: date | None = None
    settled: bool = False


Check = Callable[[Actor, Sequence[Asked], datetime | None], Mapping[int, Sequence[Finding]]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> Check:
    """Add a check: ``check(actor, questions, known)`` → question index → findings. Raises ValueError on a second one."""
    if name in _checks:
        raise ValueError(f"gate check {name!r} is registered twice")
    _checks[name] = check
    return check


def forget(name: str) -> None:
    """Take a check out again; for tests."""
    _checks.pop(name, None)


def run(actor: Actor, questions: Sequence[Asked], known: datetime | None) -> dict[int, list[Finding]]:
    """What every check says about these questions."""
    found: dict[int, list[Finding]] = {}
    for check in _checks.values():
        for index, some in check(actor, questions, known).items():
            found.setdefault(index, []).extend(some)
    return found


def names() -> list[str]:
    """Registered checks, in order."""
    return list(_checks)


__all__ = ["Asked", "Check", "Finding", "forget", "names", "register", "run"]
