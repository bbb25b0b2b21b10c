"""What is planned for one row of the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.engine import messages
from credentry.capabilities.intake.engine.layout import Layout
from credentry.capabilities.intake.engine.matching import KeyValue
from credentry.capabilities.intake.engine.messages import Message
from credentry.capabilities.intake.reading.cells import shown
from credentry.capabilities.intake.reading.spool import Row
from credentry.capabilities.intake.vocabulary import RowState

Step = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class RowPlan:
    """What will be done with one row. ``row`` is zero-based in the sheet, ``raw`` a hash of its cells.

    ``former`` is the row above whose record this row goes on with as a later term (that one is ``continued``); ``nth`` counts rows without a
    number that look alike; ``assumed``: a dry run takes it for granted because its record only exists in a real one.
    ``before`` holds the changes and the steps that undo them, None where nothing can.
    """

    row: int
    raw: int = 0
    state: RowState = RowState.CREATED
    values: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    record_id: UUID | None = None
    version: int | None = None
    back: list[Step] | None = None
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    key: KeyValue | None = None
    former: "RowPlan | None" = None
    beyond: bool = False
    nth: int = 0
    assumed: bool = False
    continued: bool = False
    planned: bool = False
    written: bool = False

    def reject(self, message: Message) -> None:
        """Mark the row as one that will not be imported."""
        self.state = RowState.REJECTED
        self.messages.append(message)

    @property
    def open(self) -> bool:
        """Whether the row is still to be created or updated."""
        return self.state in (RowState.CREATED, RowState.UPDATED)


def refuse(plan: RowPlan, error: Any, layout: Layout) -> None:
    """Turn the errors of a form or a rule into messages at the cells they concern."""
    column_of = layout.column_of
    told = {one["field"] for one in plan.messages if one["level"] == "error"}
    found = [one for one in error.errors if one.field.split(".")[0] not in told]
    for one in found:
        name = one.field.split(".")[0]
        target = layout.targets.get(name)
        if one.code == "field.required" and target is not None:
            code, params = messages.REQUIRED, {"field": target.label}
        else:
            code, params = one.code, one.params
        plan.reject(messages.cell("error", name, column_of.get(name, -1), code, params))
    if not error.errors:
        plan.reject(messages.row("error", error.code, **error.params))
    plan.state = RowState.REJECTED


def shown_row(row: Row, columns: Sequence[int]) -> list[str]:
    """The cells of a row as people wrote them."""
    return [shown(row[column]) if column < len(row) else "" for column in columns]
