"""What a process says about one of its nodes beside the drawing: people, mode, limit, form, service."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from credentry.capabilities.approvals.bpmn.model import Model, Node

By = Literal[
    "person", "post", "role", "manager", "responsible", "deputy", "unit_head", "initiator", "chosen", "previous"
]  # fmt: skip
FieldWord = Literal["edit", "read", "hide"]
InputType = Literal["text", "longtext", "number", "date", "bool", "choice", "ref", "files"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Approver(_Part):
    """One rule that names people. ``code``: user name, role or post; ``level``: how far up the line; ``of``: whose.

    ``unit``: code of a unit, ``subject`` (that of the record) or ``anywhere``; ``claim``: whoever of those found claims it;
    ``veto``: in a vote they must be heard and may stop it.
    """

    by: By
    code: str = Field("", max_length=120)
    level: int = Field(1, ge=1, le=12)
    of: Literal["initiator", "responsible"] = "initiator"
    unit: str = Field("subject", max_length=60)
    claim: bool = False
    veto: bool = False


class Input(_Part):
    """One thing the step asks for; it becomes a variable of the case under its name."""

    name: str = Field(pattern=r"^[A-Za-z_]\w{0,59}$")
    zh: str = Field(min_length=1, max_length=200)
    en: str = Field("", max_length=200)
    type: InputType = "text"
    ref: str = Field("", max_length=40)
    options: tuple[str, ...] = ()
    required: bool = False


class Service(_Part):
    """The record action a service node does: ``record`` ``subject`` or a variable holding an id; ``payload`` values
    beginning with ``=`` are expressions over the case."""

    kind: str = Field("", max_length=40)
    action: str = Field(min_length=1, max_length=60)
    record: str = Field("subject", max_length=60)
    payload: dict[str, Any] = Field(default_factory=dict)
    result: str = Field("", max_length=60)


class Start(_Part):
    """What starts a case by itself, said at the start of a process about records of one kind.

    ``event``: an action of that kind that was done; ``deadline``: ``days`` before an open deadline (codes, ``duty*`` for
    a prefix, none for all) is due; ``alert``: somebody answered ``decision`` to a reminder of such a deadline; ``list``: it
    is offered where records are selected. ``condition``: only for records that meet it. ``data``: variables of the case
    that say which deadline it was: its code, its cycle (of a duty: the duty), the day it is due. ``off``: kept, but
    it starts nothing.
    """

    on: Literal["event", "deadline", "alert", "list"]
    event: str = Field("", max_length=60)
    deadlines: tuple[str, ...] = ()
    days: int = Field(0, ge=0, le=1100)
    decision: str = Field("", max_length=20)
    condition: str = Field("", max_length=2000)
    data: dict[str, Literal["code", "cycle", "due_on"]] = Field(default_factory=dict)
    off: bool = False


class NodeSettings(_Part):
    """``ratio``: percent of votes in mode ``vote``. ``limit``: ``3WD``, ``8WH``, ``P2D`` …, or ``=name`` for a day the case has under
    that name; ``late``: what happens then.

    ``fields``: field of the subject, or ``data.`` and a variable of the case → edit, read, hide. ``attachments``: names of papers that must be there.
    ``on_reject``: the case ends, or the flow goes on and its conditions decide. ``result``: the variable that is true
    after an approval and false after a rejection. ``starts``: what starts cases by itself. ``author_may``: whoever started the case may decide here, too.
    """

    approvers: tuple[Approver, ...] = ()
    mode: Literal["sequential", "parallel", "any", "vote"] = "any"
    ratio: int = Field(50, ge=1, le=100)
    limit: str = Field("", max_length=40)
    late: Literal["remind", "escalate", "transfer", "approve", "reject"] = "remind"
    fields: dict[str, FieldWord] = Field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: bool = False
    regulated: bool = False
    author_may: bool = False
    on_reject: Literal["end", "continue"] = "end"
    result: str = Field("", max_length=60)
    copies: tuple[Approver, ...] = ()
    service: Service | None = None
    starts: tuple[Start, ...] = ()


def read(raw: Any) -> NodeSettings:
    """The settings of one node. Raises pydantic's ValidationError."""
    return NodeSettings.model_validate(raw or {})


def faults(raw: Mapping[str, Any]) -> dict[str, str]:
    """Node id → what is wrong with its settings; empty when all are well formed."""
    found = {}
    for node, one in raw.items():
        try:
            read(one)
        except ValidationError as error:
            first = error.errors()[0]
            found[node] = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return found


_BOOLEAN = re.compile(r"^[$#]?\{?\s*!?\s*(\w+)\s*(?:==\s*['\"]?(?:true|false)['\"]?)?\s*\}?$")


def derived(model: Model, node: Node, *, guess: bool = True) -> dict[str, Any]:
    """What the file itself says about a node, as settings: groups, persons, and the variable its branches ask for.

    A file of another tool runs with these until somebody changes them; ``guess``: nothing was said about the node yet.
    """
    found: dict[str, Any] = {}
    rules = _people(node)
    if rules and node.is_work:
        found["approvers"] = rules
    if node.is_work and guess:
        behind = model.outgoing(node.id)
        gateway = model.nodes.get(behind[0].target) if len(behind) == 1 else None
        if gateway is not None and gateway.tag in ("exclusiveGateway", "inclusiveGateway"):
            names = {_variable(one.condition) for one in model.outgoing(gateway.id) if one.condition}
            if len(names) == 1 and (name := names.pop()):
                found["result"] = name
            found["on_reject"] = "continue"
    return {**found, **node.settings}


def _variable(condition: str) -> str:
    match = _BOOLEAN.match(condition.strip())
    return match[1] if match else ""


def _people(node: Node) -> list[dict[str, Any]]:
    assignee, groups = node.hints.get("assignee", ""), node.hints.get("candidateGroups", "")
    users = node.hints.get("candidateUsers", "")
    if assignee.startswith(("${", "#{")):
        return [{"by": "initiator"}]
    rules: list[dict[str, Any]] = [
        {"by": "person", "code": one} for one in _listed(assignee) + _listed(users)
    ]
    rules += [
        {"by": "role", "code": one, "unit": "anywhere", "claim": True}
        for one in _listed(groups or ("" if rules else node.lane))
    ]
    return rules


def _listed(text: str) -> list[str]:
    return [
        one.strip() for one in text.split(",") if one.strip() and not one.strip().startswith(("${", "#{"))
    ]


def merged(model: Model, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Node id → settings of every node people or the platform do: what was given over what the file says."""
    found = {}
    for node in model.nodes.values():
        if node.is_work or node.is_service or (node.tag == "startEvent" and node.scope == model.process):
            own = dict(given.get(node.id) or {})
            whole = {**derived(model, node, guess=not node.settings and not own), **own}
            if whole:
                found[node.id] = whole
    return found
