"""Fields of the record that a step lets be changed: changed with the decision, through the one write path."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from credentry.capabilities.approvals.content import subject_of
from credentry.capabilities.approvals.queries.shown import AMEND
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.foundation.errors import DomainError, FieldError, Invalid, define

if TYPE_CHECKING:
    from credentry.capabilities.approvals.actions.running import CaseRun
    from credentry.capabilities.approvals.models import Task

define(
    "case.no_subject",
    "该案件没有关联记录，没有可修改的字段。",
    "The case is about no record: there are no fields to change.",
)


def change(run: "CaseRun", task: "Task", given: Mapping[str, Any]) -> bool:
    """Change these fields of the record. Raises Invalid naming every field the step does not let be changed.

    The step gives the right to do so; the record's trail names the case, the step and the person.
    """
    case, settings = run.case, run.settings(task.node)
    record = subject_of(case)
    if record is None:
        raise DomainError("case.no_subject")
    kind = kinds.get(case.subject_kind)
    closed = [name for name in given if task.rework or settings.fields.get(name) != "edit"]
    if closed:
        labels = {name: one.label if (one := kind.field(name)) else name for name in closed}
        raise Invalid(
            [FieldError(f"fields.{name}", "case.field_closed", {"name": labels[name]}) for name in closed]
        )
    why = f"{case.number} {task.name} · {run.ctx.actor.name}"
    perform(
        Actor.system("process"), case.subject_kind, AMEND, record.pk, dict(given), why=why, corr=str(case.pk)
    )
    run.ctx.note(task.pk, "fields", None, sorted(given))
    return True
