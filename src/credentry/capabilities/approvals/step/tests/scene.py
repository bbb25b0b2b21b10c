"""Short words for what tests do to a step. People are single letters; the content is ``H``."""

from datetime import UTC, datetime
from typing import Any

from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.operations import Result, apply
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.turn import Operation
from credentry.capabilities.approvals.step.vocabulary import MACHINE, Mode, Op, Power

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SYSTEM = "system"
ADMIN = "admin"


def opened(mode: Mode | str = Mode.PARALLEL, people: str = "abc", **settings: Any) -> StepState:
    """A step of content ``H`` started by ``i`` with one signer per letter."""
    settings = {"initiator": "i", "authors": ("i",), "content_hash": "H", **settings}
    return open_step("step", Mode(mode), [Signer(one) for one in people], **settings).state


def wish(code: Op | str, actor: str, slot: str = "", **params: Any) -> Operation:
    """An operation with what it needs: a reason where one must be given, the content as it is, the machine's power."""
    code = Op(code)
    powers: set[Power] = set()
    if code in MACHINE:
        powers.add(Power.MACHINE)
    if actor == ADMIN:
        powers.add(Power.ADMINISTRATOR)
    powers |= set(params.pop("powers", ()))
    fields = {
        name: params.pop(name) for name in ("on_behalf", "seen_hash", "version", "at") if name in params
    }
    people = params.pop("people", None)
    if people is not None:
        params["people"] = list(people)
    params.setdefault("text", "because")
    return Operation(
        code,
        actor,
        slot=slot,
        params=params,
        powers=frozenset(powers),
        **{"at": AT, "seen_hash": "H", **fields},
    )


def do(state: StepState, code: Op | str, actor: str, slot: str = "", **params: Any) -> Result:
    """One operation."""
    return apply(state, wish(code, actor, slot, **params))


def after(state: StepState, *steps: tuple[Any, ...]) -> StepState:
    """Several, each ``(code, actor, slot?, params?)``."""
    for code, actor, *rest in steps:
        slot = next((one for one in rest if isinstance(one, str)), "")
        params = next((one for one in rest if isinstance(one, dict)), {})
        state = do(state, code, actor, slot, **params).state
    return state


def shown(state: StepState) -> str:
    """``s1:a✓ s2:b● s3:c○ → approved``: ✓ approved ✗ rejected ● live ○ waiting − removed · not needed."""
    marks = {"approved": "✓", "rejected": "✗", "live": "●", "waiting": "○", "removed": "−", "skipped": "·"}
    slots = " ".join(f"{one.holder or '|'.join(one.pool)}{marks[one.status]}" for one in state.slots)
    end = ""
    if state.outcome is not None:
        end = f" → {state.outcome.kind}"
        if state.outcome.target:
            end += f" {state.outcome.target}"
            end += f" {state.outcome.way}" if state.outcome.way else ""
    return slots + end
