"""What the room asks of a workflow engine. One implementation stands behind it (``spiff``)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Work:
    """A node the engine has reached and that somebody or something outside must do. ``item``: of a repetition."""

    id: str
    node: str
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """An event the engine waits for. ``kind`` ``timer``: the room's clock sends it; ``message``: by name."""

    id: str
    node: str
    kind: Literal["timer", "message", "signal"]
    name: str


#: Decides a condition of the compiled file against the case; ``extra``: variables of a repetition.
Decide = Callable[[str, Mapping[str, Any]], Any]
#: The collections repetitions run over, by node.
Collections = Callable[[], Mapping[str, Sequence[Any]]]


#: Reason of a stop: no branch of a gateway fits.
NO_WAY = "no_way"


class EngineStopped(Exception):
    """The engine cannot go on: no branch of a gateway fits, or the stored state is of another kind."""

    def __init__(self, reason: str, node: str = "") -> None:
        super().__init__(reason)
        self.reason, self.node = reason, node


class Run(Protocol):
    """One running process. Every call leaves it where people or events are waited for."""

    @property
    def ended(self) -> bool:
        """Nothing is left to do or to wait for."""

    def works(self) -> list[Work]:
        """What is to be done now."""

    def waits(self) -> list[Wait]:
        """What is waited for now."""

    def complete(self, work_id: str) -> None:
        """That work is done; go on. Raises EngineStopped."""

    def fire(self, wait_id: str) -> bool:
        """That event has come. False when it is not waited for any more."""

    def fail(self, work_id: str, code: str) -> bool:
        """That work failed with an error code; True when the process catches it."""

    def back_to(self, node: str) -> bool:
        """Begin again at a node the process has passed on the way to where it is; False when it has not."""

    def jump(self, work_id: str, node: str) -> bool:
        """Leave that work undone and go on at any node of the same scope."""

    def cancel(self) -> None:
        """End it here."""

    def dump(self) -> dict[str, Any]:
        """The state, to be stored; carries its own version."""
