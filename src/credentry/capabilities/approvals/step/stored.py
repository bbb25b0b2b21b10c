"""A step as JSON and back: values that are as declared are left out, so 200 signers stay small.

``VERSION`` rises with any change that an older reader would misread; ``load`` reads every version ever written.
"""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.refusals import broken
from credentry.capabilities.approvals.step.state import (
    Decision,
    Entry,
    Frame,
    Move,
    Outcome,
    Quota,
    Slot,
    StepState,
)
from credentry.capabilities.approvals.step.vocabulary import End, Hand, Mode, OnChange, Op, Place, Status, Way

VERSION: Final = 1


def dump(state: StepState) -> dict[str, Any]:
    """JSON-ready form of ``state`` (only text, whole numbers, truth values, lists and objects)."""
    return {"v": VERSION, **_plain(state)}


def load(data: dict[str, Any]) -> StepState:
    """The state that ``dump`` wrote. Raises ``approval.unsound_step`` for a version that is not known here."""
    if data.get("v") != VERSION:
        raise broken(refusals.UNSOUND_STEP, why=f"version {data.get('v')!r}")
    state = _made(StepState, {name: value for name, value in data.items() if name != "v"})
    if not isinstance(state, StepState):  # pragma: no cover - for the type checker
        raise TypeError(type(state).__name__)
    return state


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            one.name.rstrip("_"): _plain(getattr(value, one.name))
            for one in dataclasses.fields(value)
            if getattr(value, one.name) != one.default
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, str) else value


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _each(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple(make(one) for one in values)


def _a(kind: type) -> Callable[[Any], Any]:
    return lambda values: _made(kind, values)


#: How fields are read that are not plain text, numbers or truth values.
_READ: Final[dict[type, dict[str, Callable[[Any], Any]]]] = {
    Decision: {"code": Op, "at": _instant},
    Frame: {},
    Move: {"kind": Hand, "at": _instant},
    Quota: {},
    Outcome: {"kind": End, "at": _instant, "way": Way},
    Entry: {"code": Op, "at": _instant, "people": tuple},
    Slot: {
        "pool": tuple,
        "status": Status,
        "place": Place,
        "frames": _each(_a(Frame)),
        "moves": _each(_a(Move)),
        "escalated": tuple,
        "decision": _a(Decision),
    },
    StepState: {
        "mode": Mode,
        "slots": _each(_a(Slot)),
        "authors": tuple,
        "quota": _a(Quota),
        "on_change": OnChange,
        "barred": _each(Op),
        "outcome": _a(Outcome),
        "copies": tuple,
        "asked": tuple,
        "readers": tuple,
        "urged_at": _instant,
        "log": _each(_a(Entry)),
    },
}


def _made(kind: type, values: dict[str, Any]) -> Any:
    read = _READ[kind]
    named = {"from_" if name == "from" else name: value for name, value in values.items()}
    return kind(**{name: read[name](value) if name in read else value for name, value in named.items()})
