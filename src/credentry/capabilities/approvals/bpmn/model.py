"""A process as read from a file: nodes, flows, scopes. Pure; what it means when run is in ``compiling``."""

from dataclasses import dataclass, field
from typing import Any, Literal

TASKS = ("task", "userTask", "manualTask")
SERVICES = ("serviceTask", "sendTask")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
BRANCHING = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws. ``kind``: none, timer, message, signal, error, escalation, terminate.

    ``ref``: name of message or signal, code of error or escalation. ``timer``: date or duration; ``text``: when.
    """

    kind: str = "none"
    ref: str = ""
    timer: str = ""
    text: str = ""


#: What a turn of a repetition is called that names nothing.
ITEM = "item"


@dataclass(frozen=True, slots=True)
class Loop:
    """Repetition of an activity: for each of ``collection`` or ``cardinality`` times, one after another or at once."""

    sequential: bool
    cardinality: str = ""
    collection: str = ""
    item: str = ""
    completion: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node. ``scope``: the id of the process or sub-process it lies in."""

    id: str
    tag: str
    name: str
    line: int
    scope: str
    lane: str = ""
    event: Event | None = None
    attached_to: str = ""
    interrupting: bool = True
    default: str = ""
    loop: Loop | None = None
    called: str = ""
    hints: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    documentation: str = ""

    @property
    def is_work(self) -> bool:
        """Whether people do it."""
        return self.tag in TASKS

    @property
    def is_service(self) -> bool:
        """Whether the platform does it."""
        return self.tag in SERVICES


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``language`` ``record``: our condition language over the subject; else an expression."""

    id: str
    source: str
    target: str
    line: int
    scope: str
    name: str = ""
    condition: str = ""
    language: Literal["expression", "record"] = "expression"


@dataclass(slots=True)
class Model:
    """One runnable process. ``scopes``: sub-process id → the scope it lies in (the process itself: empty)."""

    process: str
    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    scopes: dict[str, str] = field(default_factory=dict)

    def outgoing(self, node: str) -> list[Flow]:
        """Flows that leave the node."""
        return [one for one in self.flows if one.source == node]

    def incoming(self, node: str) -> list[Flow]:
        """Flows that reach the node."""
        return [one for one in self.flows if one.target == node]

    def boundary(self, node: str) -> list[Node]:
        """Events attached to the node."""
        return [one for one in self.nodes.values() if one.attached_to == node]

    def inside(self, scope: str) -> list[Node]:
        """The nodes that lie directly in a scope."""
        return [one for one in self.nodes.values() if one.scope == scope]

    def choices(self, node: str) -> list[Flow]:
        """The branches whoever does the node chooses from: those of an exclusive gateway right behind it without
        conditions."""
        behind = self.outgoing(node)
        if len(behind) != 1:
            return []
        gateway = self.nodes.get(behind[0].target)
        if gateway is None or gateway.tag != "exclusiveGateway":
            return []
        return self.chosen(gateway)

    def otherwise(self, gateway: Node) -> str:
        """The branch taken when no condition holds: the marked one, or the only one without a condition."""
        if gateway.default:
            return gateway.default
        ways = self.outgoing(gateway.id)
        free = [one.id for one in ways if not one.condition]
        return free[0] if len(free) == 1 and len(ways) > 1 else ""

    def chosen(self, gateway: Node) -> list[Flow]:
        """The branches of a gateway that somebody has to choose; none where conditions decide."""
        ways = self.outgoing(gateway.id)
        if len(ways) < 2 or any(one.condition for one in ways) or gateway.default:
            return []
        return ways

    def deciders(self, gateway: Node) -> list[Node]:
        """The work done right before a gateway."""
        before = [self.nodes[one.source] for one in self.incoming(gateway.id) if one.source in self.nodes]
        return [one for one in before if one.is_work]
