"""Bringing running cases to the version in force, one by one, where it is safe."""

from typing import Any

from credentry.capabilities.approvals.actions.running import CaseRun, state_word
from credentry.capabilities.approvals.engine import moving
from credentry.capabilities.approvals.engine.port import EngineStopped
from credentry.capabilities.approvals.models import Case, Process, ProcessVersion
from credentry.capabilities.approvals.queries import definitions
from credentry.capabilities.approvals.queries.rehearsing import reason
from credentry.capabilities.approvals.vocabulary import CaseState
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.foundation.errors import DomainError, define

define("case.newest", "案件已在现行版本 {n} 上。", "The case runs on version {n}, which is in force.")
define(
    "case.not_movable", "案件不能换到版本 {n}：{reason}", "The case cannot go on with version {n}: {reason}"
)


def migrate(ctx: Context, record: Case, form: Empty) -> Case:
    """Go on with the version in force. Open steps keep their people; what follows is as the new version has it.

    Raises ``case.not_movable`` with the reason; the case is as it was then.
    """
    if record.state not in (CaseState.RUNNING, CaseState.STOPPED):
        raise DomainError("case.over", state=state_word(record.state))
    process = Process.objects.get(pk=record.process_id)
    new = definitions.version_of(process)
    old = ProcessVersion.objects.get(pk=record.process_version_id)
    if new is None or new.pk == old.pk:
        raise DomainError("case.newest", n=old.n)
    run = CaseRun(ctx, record)
    run.__dict__["version"] = new
    try:
        moved: Any = moving.move(
            old.compiled.encode(), new.compiled.encode(), record.engine, run._decide, run._collections
        )
    except EngineStopped as error:
        told = reason(moving.Hindrance(error.reason, error.node), old, new)
        raise DomainError("case.not_movable", n=new.n, reason=told) from error
    run.__dict__["run"] = moved
    record.process_version = new
    ctx.note(record.pk, "process_version", old.n, new.n)
    for task in run.open_tasks:
        if not task.rework and (name := run.plan(task.node)["name"]) and not task.name.startswith(name):
            task.name, task.title = name, f"{name}：{record.title}"[:800]
            run.touched(task, "migrate", name=name)
            task.save()
    run.go_on()
    run.save(main=True)
    return record
