"""What is true of stages, levels and keys: pure functions of dates."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from credentry.capabilities.alerts.vocabulary import OPENINGS, Demand, Level
from credentry.foundation.labels import L, Label

#: Days left up to which a level holds; above the last one it is ``info`` (alert policies of the field pack).
LEVEL_LIMITS: Final = ((7, Level.CRITICAL), (30, Level.URGENT), (60, Level.WARNING))


def level(days_left: int) -> Level:
    """How pressing a deadline is with ``days_left`` days to go (negative: overdue)."""
    return next((word for limit, word in LEVEL_LIMITS if days_left <= limit), Level.INFO)


def ordered(stages: Iterable[int]) -> list[int]:
    """Stages from the earliest (most days before) to the latest (most days after), each once."""
    return sorted(set(stages), reverse=True)


def reached(stages: Iterable[int], due_on: date, today: date) -> int | None:
    """The latest stage whose day has come, or None while all lie ahead."""
    left = (due_on - today).days
    past = [stage for stage in stages if stage >= left]
    return min(past) if past else None


def stage_day(due_on: date, stage: int) -> date:
    """The day a stage falls on: ``stage`` days before the due day, negative after it."""
    return due_on - timedelta(days=stage)


def stage_label(stage: int) -> Label:
    """A stage in words."""
    if stage == 0:
        return L("当天", "On the day")
    if stage > 0:
        return L(f"提前 {stage} 天", f"{stage} days before" if stage > 1 else "1 day before")
    return L(f"逾期 {-stage} 天", f"{-stage} days after" if stage < -1 else "1 day after")


#: Who is told next when nobody answers, and how many working days each has: the deputy, then up to the top.
LADDER: Final[tuple[dict[str, Any], ...]] = (
    {"relation": "responsible", "code": "", "wait": 3},
    {"relation": "deputy", "code": "", "wait": 3},
    {"relation": "line", "code": "", "wait": 3},
)


def ladder(steps: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """A policy's ladder, or the one that holds where it has none."""
    return steps or LADDER


def demanded(steps: Sequence[dict[str, Any]], rung: int) -> Demand:
    """What the step ``rung`` of a ladder asks of whoever it tells; beyond its last step, what that one asks."""
    whole = ladder(steps)
    return Demand(whole[min(rung, len(whole) - 1)].get("requires") or Demand.ACKNOWLEDGE)


def stricter(one: str, other: str) -> Demand:
    """The one of two demands that asks for more."""
    return max(Demand(one), Demand(other))


def key(  # the identity of one notice: what must never be sent twice
    kind: str, record_id: UUID, code: str, cycle: str, due_on: date, stage: int, recipient: UUID, channel: str
) -> str:
    """The text form of the unique key of a delivery."""
    return "|".join(
        (kind, str(record_id), code, cycle, due_on.isoformat(), str(stage), str(recipient), channel)
    )


def pattern(code: str) -> str:
    """A policy's deadline code as an SQL LIKE pattern: empty means every code, a final ``*`` any ending."""
    if not code:
        return "%"
    return f"{code[:-1]}%" if code.endswith("*") else code


def covers(codes: Sequence[str], code: str) -> bool:
    """Whether a policy with these deadline codes speaks of ``code``; one without codes of all but openings, which
    only a policy that names them tells of."""
    if not codes:
        return code not in OPENINGS
    return any(code.startswith(one[:-1]) if one.endswith("*") else code == one for one in codes)


def rank_of(types: Any, condition: Any) -> int:
    """How specific a policy is when its author gave no rank: pack-wide 0, for types 10, with a condition 20."""
    return (10 if types else 0) + (20 if condition else 0)
