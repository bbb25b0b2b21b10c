"""What may follow what: the operation × operation table of the documentation, made by running every pair.

``python -m credentry.capabilities.approvals.step.table [FILE]`` writes it (standard output without FILE). A test holds
the committed page equal to what this makes.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from credentry.capabilities.approvals.step.effects import Told
from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.operations import Result, apply
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.turn import Operation
from credentry.capabilities.approvals.step.vocabulary import (
    END_WORDS,
    MACHINE,
    MODE_WORDS,
    OP_WORDS,
    Mode,
    Op,
    Power,
    Status,
)
from credentry.foundation.errors import DomainError, message

AT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ADMIN, SYSTEM = "admin", "system"
#: Who tries the second operation: the one whose task it was, who was named, another signer, initiator, administrator,
#: machine.
WHO: Final = {"S": "a", "N": "x", "O": "b", "I": "i", "A": ADMIN, "M": SYSTEM}
GROUPS: Final = (
    (Op.APPROVE, Op.REJECT, Op.RETURN_TO, Op.ADD_BEFORE, Op.ADD_BESIDE, Op.ADD_AFTER, Op.REMOVE_SIGNER, Op.TRANSFER),
    (Op.DELEGATE, Op.GIVE_BACK, Op.CLAIM, Op.TAKE_BACK, Op.WITHDRAW, Op.TERMINATE, Op.JUMP, Op.COPY, Op.READ),
    (Op.URGE, Op.COMMENT, *MACHINE),
)  # fmt: skip
MARKS: Final = {
    Status.WAITING: "○", Status.LIVE: "●", Status.APPROVED: "✓", Status.REJECTED: "✗", Status.REMOVED: "−",
    Status.SKIPPED: "·",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class First:
    """How the first operation comes about: what must be before, and who does it with what."""

    actor: str = "a"
    slot: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    before: tuple[tuple[Op, str, tuple[tuple[str, Any], ...]], ...] = ()


_TO_X: Final = (("to", "x"),)
_X: Final = (("people", ("x",)),)
_RESUME: Final = (("way", "resume"),)
FIRST: Final[Mapping[Op, First]] = {
    Op.APPROVE: First(),
    Op.REJECT: First(),
    Op.RETURN_TO: First(params=_RESUME),
    Op.ADD_BEFORE: First(params=_X),
    Op.ADD_BESIDE: First(params=_X),
    Op.ADD_AFTER: First(params=_X),
    Op.REMOVE_SIGNER: First(slot="s4", before=((Op.ADD_BESIDE, "a", _X),)),
    Op.TRANSFER: First(params=_TO_X),
    Op.DELEGATE: First(params=_TO_X),
    Op.GIVE_BACK: First("x", before=((Op.DELEGATE, "a", _TO_X),)),
    Op.CLAIM: First("a"),
    Op.TAKE_BACK: First(before=((Op.DELEGATE, "a", _TO_X),)),
    Op.WITHDRAW: First("i"),
    Op.TERMINATE: First(ADMIN),
    Op.JUMP: First(ADMIN, params=(("target", "elsewhere"),)),
    Op.COPY: First(params=_X),
    Op.READ: First(),
    Op.URGE: First("i"),
    Op.COMMENT: First(params=_X),
    Op.TIME_OUT: First(SYSTEM, "s1", (("action", "escalate"), *_TO_X)),
    Op.ABSENT: First(SYSTEM, "s1", _TO_X),
    Op.HAND_OVER: First(SYSTEM, params=(("from", "a"), *_TO_X)),
    Op.CONTENT_CHANGED: First(SYSTEM, params=(("hash", "H2"),)),
    Op.RESUME: First(SYSTEM, before=((Op.RETURN_TO, "a", _RESUME),)),
    Op.RECALL: First(SYSTEM),
}


def scene(mode: Mode, first: Op) -> StepState:
    """Signers a, b, c of a step that i started, after ``first`` by (or about) a; x is who was named."""
    how = FIRST[first]
    mine = Signer(pool=("a", "x")) if first is Op.CLAIM else Signer("a")
    state = open_step(
        "step", mode, [mine, Signer("b"), Signer("c")], initiator="i", authors=("i",), content_hash="H"
    ).state
    for code, actor, params in how.before:
        state = _run(state, code, actor, "", dict(params), AT).state
    return _run(state, first, how.actor, how.slot, dict(how.params), AT).state


def _run(
    state: StepState, code: Op, actor: str, slot: str, params: Mapping[str, Any], at: datetime
) -> Result:
    powers = {ADMIN: frozenset({Power.ADMINISTRATOR}), SYSTEM: frozenset({Power.MACHINE})}
    op = Operation(
        code,
        actor,
        at,
        slot,
        params={"text": "-", **params},
        seen_hash=state.content_hash,
        powers=powers.get(actor, frozenset()),
    )
    return apply(state, op)


def follow(mode: Mode, first: Op, second: Op) -> tuple[str, str]:
    """Who may do ``second`` after ``first`` (letters of ``WHO``, ``=`` when it is told), and why the first one may not.

    The reason is empty when who did the first (or, where only machine or administrator may, these) may.
    """
    state = scene(mode, first)
    tries = "M" if second in MACHINE else "A" if second in (Op.TERMINATE, Op.JUMP) else "SNOIA"
    able, told, why = "", False, ""
    for letter in tries:
        outcome = _tried(state, second, WHO[letter])
        if outcome == "":
            able += letter
        elif outcome == "=":
            told = told or letter == tries[0]
        elif letter == tries[0]:
            why = outcome
    return able + ("=" if told else ""), why


def _tried(state: StepState, code: Op, actor: str) -> str:
    """Empty: it may be done with some task; ``=``: told; else the code of the refusal, about the first task."""
    answer = ""
    for slot, params in _ways(state, code, actor):
        try:
            result = _run(state, code, actor, slot, params, AT + timedelta(hours=1))
        except DomainError as error:
            answer = answer or error.code
            continue
        if not any(isinstance(one, Told) for one in result.effects):
            return ""
        answer = "=" if not answer or slot in ("", "s1") else answer
    return answer


def _ways(state: StepState, code: Op, actor: str) -> Iterator[tuple[str, dict[str, Any]]]:
    params: dict[str, Any] = {
        "to": "y", "people": ("y",), "target": "elsewhere", "hash": "H3", "next_untouched": True, "way": "resume",
    }  # fmt: skip
    if code is Op.RETURN_TO:
        params["target"] = "initiator"
    if code is Op.RESUME:
        params["hash"] = ""
    if code is Op.HAND_OVER:
        yield from (("", {**params, "from": one.holder}) for one in state.slots if one.holder)
        return
    about_a_task = code not in (
        Op.WITHDRAW, Op.TERMINATE, Op.JUMP, Op.COPY, Op.READ, Op.URGE, Op.COMMENT, Op.CONTENT_CHANGED, Op.RESUME,
        Op.RECALL,
    )  # fmt: skip
    yield from ((one.id, params) for one in state.slots) if about_a_task else (("", params),)


def standing(state: StepState) -> str:
    """``a✓ b● c○`` and the end, if any."""
    slots = " ".join(f"{one.holder or '/'.join(one.pool)}{MARKS[one.status]}" for one in state.slots)
    return slots + (f" → {END_WORDS[state.outcome.kind].zh} {state.outcome.kind}" if state.outcome else "")


def page() -> str:
    """The whole page, Chinese and English side by side."""
    reasons: dict[str, int] = {}
    body = []
    for mode in Mode:
        body.append(f"\n## {MODE_WORDS[mode].zh} · {MODE_WORDS[mode].en}")
        for group in GROUPS:
            body += ["", *_table(mode, group, reasons)]
    listed = [
        f"{n}. {message(code, 'zh', _blanks())} · {message(code, 'en', _blanks())}"
        for code, n in reasons.items()
    ]
    return "\n".join([_HEAD, *body, "\n## 不能的理由 · Why not", "", *listed, ""])


def _table(mode: Mode, group: tuple[Op, ...], reasons: dict[str, int]) -> Iterator[str]:
    yield (
        "| 先 first ↓ 后 then → | 之后 standing | "
        + " | ".join(f"{OP_WORDS[one].zh}<br>{one}" for one in group)
        + " |"
    )
    yield "|---" * (len(group) + 2) + "|"
    for first in Op:
        cells = []
        for second in group:
            who, why = follow(mode, first, second)
            number = f"({reasons.setdefault(why, len(reasons) + 1)})" if why else ""
            cells.append(" ".join(one for one in (who or "—", number) if one))
        label = f"**{OP_WORDS[first].zh}** {first}"
        yield f"| {label} | {standing(scene(mode, first))} | " + " | ".join(cells) + " |"


def _blanks() -> dict[str, str]:
    names = "who by decision end operation minutes why code name value".split()
    return dict.fromkeys(names, "…")


_HEAD: Final = """# 审批操作对照表 · What may follow what in an approval step

由程序逐对运行得出，请勿手改。Made by running every pair; do not edit:
`python -m credentry.capabilities.approvals.step.table docs/approval-operations.md`.

发起人 i，审批人 a、b、c。先由 a（或对 a 的任务）执行“先”，x 是其中指定的人；再看谁可以执行“后”。
Started by i, signers a, b, c. First the row's operation by a, or about a's task, naming x; then who may do the column's:

- **S** a 本人 a themselves · **N** 被指定的 x the named x · **O** 另一审批人 b another signer b · **I** 发起人 the initiator ·
  **A** 管理员 an administrator · **M** 系统 the machine
- **=** 已做过，只提示不重复 done before: told, nothing happens · **—** 无人可以 nobody · **(n)** S（或 A、M）不能的理由 why S (or A, M) may not
- ✓ 已同意 approved · ✗ 已驳回 rejected · ● 处理中 live · ○ 等待 waiting · − 已减签 removed · “·” 无需处理 no longer needed
- “超时处理”此处为升级给 x；“退回”选“直接回到退回人”；步骤结束后的“拿回”以下一步尚未处理为前提。
  Here the time limit escalates to x, a return comes straight back, and 拿回 after the end supposes an untouched next step."""


def main(arguments: list[str]) -> int:
    """Write the page to the file named, or to standard output."""
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
