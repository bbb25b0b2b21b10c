"""What follows the end of a step: forward, back, out."""

from uuid import UUID

from credentry.capabilities.approvals.actions import steps
from credentry.capabilities.approvals.actions.running import CaseRun
from credentry.capabilities.approvals.content import steps_done
from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.operations import apply
from credentry.capabilities.approvals.step.state import Outcome, StepState
from credentry.capabilities.approvals.step.turn import Operation
from credentry.capabilities.approvals.step.vocabulary import End, Op, Power, Target, Way
from credentry.capabilities.approvals.vocabulary import CaseState, TaskState
from credentry.foundation.errors import DomainError, Invalid, define

define("case.no_way_back", "不能退回到“{node}”。", "It cannot go back to “{node}”.")
define("case.no_jump", "不能跳转到“{node}”。", "It cannot jump to “{node}”.")
define(
    "case.next_gone", "后续步骤已处理，不能拿回。", "What followed has been done: it cannot be taken back."
)

_MACHINE = frozenset({Power.MACHINE})
_OUT = {End.WITHDRAWN: CaseState.WITHDRAWN, End.TERMINATED: CaseState.TERMINATED}


def conclude(run: CaseRun, task: Task, state: StepState, end: Outcome, *, main: bool) -> None:
    """The step has ended: the process goes on, back, or out."""
    by = sorted(
        {one.decision.by for one in state.slots if one.decision is not None and not one.decision.automatic}
    )
    run.close(task, TaskState.DONE, str(end.kind), main=main)
    if task.rework:
        _reworked(run, task, end)
    elif end.kind is End.APPROVED:
        _forward(run, task, "approved", by, end)
    elif end.kind is End.REJECTED:
        if run.settings(task.node).on_reject == "continue":
            _forward(run, task, "rejected", by, end)
        else:
            run.decided(task.node, "rejected", by, end.reason)
            run.end(CaseState.REJECTED)
    elif end.kind is End.RETURNED:
        task.returns += 1
        run.case.returns += 1
        task.save(update_fields=["returns"])
        _returned(run, task, end)
    elif end.kind is End.RECALLED:
        if end.automatic:
            return  # the step before took its word back; it goes on from there
        _all_back(run, str(run.case.initiator_id or end.by), end.reason)
    elif end.kind is End.JUMPED:
        _jumped(run, task, end)
    else:
        run.end(_OUT[end.kind])


def _forward(run: CaseRun, task: Task, decision: str, by: list[str], end: Outcome) -> None:
    from credentry.capabilities.approvals.actions.tasks import content_changed

    run.decided(task.node, decision, by, end.reason)
    if run.filled_by == task.pk:
        content_changed(run)
    run.complete(task.work)
    run.go_on()


def _returned(run: CaseRun, task: Task, end: Outcome) -> None:
    done = steps_done(run.case.data)
    target = end.target
    if target == Target.PREVIOUS:
        before = [node for node in done if node != task.node and done[node].get("by")]
        target = before[-1] if before else str(Target.INITIATOR)
    if target == Target.INITIATOR:
        people = [str(run.case.initiator_id or "")]
    else:
        if target not in run.version.plan["nodes"]:
            raise Invalid.one("target", "case.no_way_back", node=target)
        people = list((done.get(target) or {}).get("by") or ())
    if end.way is Way.RESUME:
        if not people or not people[0]:
            raise DomainError("case.no_way_back", node=run.plan(target)["name"])
        _rework(run, people[0], {"way": "resume", "task": str(task.pk)}, end.reason, target)
    elif target == Target.INITIATOR:
        if not people[0]:
            raise DomainError("case.no_way_back", node=target)
        _all_back(run, people[0], end.reason)
    else:
        if not run.ask(lambda engine: engine.back_to(target)):
            raise DomainError("case.no_way_back", node=run.plan(target)["name"])
        run.go_on()


def _all_back(run: CaseRun, person: str, reason: str) -> None:
    """The whole case goes back to one person; afterwards it walks the steps again."""
    for other in list(run.open_tasks):
        run.close(other, TaskState.CANCELLED, "returned")
    _rework(run, person, {"way": "restart"}, reason)


def _rework(run: CaseRun, person: str, then: dict[str, str], reason: str, node: str = "") -> None:
    """Work for one person, outside the drawing; the process stands still meanwhile."""
    place = node if node and node != Target.INITIATOR else run.version.plan.get("start", "start")
    task = run.task(place, steps.open_rework(run.case, place, person), work="rework", rework=True)
    task.name = (
        f"修改：{run.plan(place)['name'] if node and node != Target.INITIATOR else run.case.process.name}"[
            :300
        ]
    )
    task.title = f"{task.name}：{run.case.title}"[:800]
    task.then = {**then, "reason": reason[:500]}
    run.put(task)


def _reworked(run: CaseRun, task: Task, end: Outcome) -> None:
    """What was returned comes forward again, or is given up."""
    if end.kind is End.REJECTED or end.kind in _OUT:
        run.end(_OUT.get(end.kind, CaseState.WITHDRAWN))
        return
    if end.kind is not End.APPROVED:
        raise DomainError("case.no_way_back", node=task.name)
    if task.then.get("way") == "resume":
        _resume(run, Task.objects.select_for_update().get(pk=UUID(str(task.then["task"]))))
        return
    run.run.cancel()
    run.case.data = {**run.case.data, "branch": {}}
    run.begin()
    run.go_on()


def _resume(run: CaseRun, back: Task) -> None:
    """Straight back to who returned it: the same step goes on, in a further round."""
    from credentry.capabilities.approvals.actions.tasks import content_changed

    content_changed(run)
    back.case = run.case
    op = Operation(Op.RESUME, "system", run.ctx.now, params={"hash": run.case.content_hash}, powers=_MACHINE)
    back.step = stored.dump(apply(stored.load(back.step), op).state)
    reopen(run, back, main=False)
    run.go_on()


def reopen(run: CaseRun, task: Task, *, main: bool) -> None:
    """A step that had ended goes on: its task is in the lists again."""
    state = stored.load(task.step)
    if main and task.state != TaskState.OPEN:
        _take_back(run, task)
    task.state, task.outcome, task.closed_at, task.late_at = TaskState.OPEN, "", None, task.due_at
    task.round += 1
    if not main:
        run.touched(task, "open", round=task.round)
    task.save()
    if all(one.pk != task.pk for one in run.open_tasks):
        run.open_tasks.append(task)
    run.hold(task, state)
    run.ctx.emit("task.opened", task=str(task.pk), case=str(run.case.pk), node=task.node)


def next_untouched(run: CaseRun, task: Task) -> bool:
    """Whether nothing has been done since the step ended: a word can still be taken back."""
    if task.state != TaskState.DONE or task.closed_at is None or run.case.state != CaseState.RUNNING:
        return False
    served = str(run.case.data.get("served") or "")
    if served and served >= task.closed_at.isoformat():
        return False
    later = Task.objects.filter(case=run.case, closed_at__gt=task.closed_at).exclude(pk=task.pk)
    if later.exists():
        return False
    return all(stored.load(one.step).untouched for one in run.open_tasks if one.opened_at >= task.closed_at)


def _take_back(run: CaseRun, task: Task) -> None:
    """The engine goes back to the node; what had been opened since is closed untouched."""
    assert task.closed_at is not None
    for other in [one for one in run.open_tasks if one.opened_at >= task.closed_at and one.pk != task.pk]:
        op = Operation(Op.RECALL, "system", run.ctx.now, powers=_MACHINE)
        other.step = stored.dump(apply(stored.load(other.step), op).state)
        run.close(other, TaskState.CANCELLED, str(End.RECALLED))
    if task.rework or task.outcome == End.RETURNED:
        return
    if not run.ask(lambda engine: engine.back_to(task.node)):
        raise DomainError("case.next_gone")
    known = {one.work for one in run.open_tasks}
    fresh = [one for one in run.run.works() if one.node == task.node and one.id not in known]
    if not fresh:
        raise DomainError("case.next_gone")
    task.work = fresh[0].id
    data = dict(run.case.data)
    data["steps"] = {node: one for node, one in (data.get("steps") or {}).items() if node != task.node}
    run.case.data = data


def _jumped(run: CaseRun, task: Task, end: Outcome) -> None:
    name = run.plan(end.target)["name"]
    if end.target not in run.version.plan["nodes"] or not run.ask(
        lambda engine: engine.jump(task.work, end.target)
    ):
        raise Invalid.one("target", "case.no_jump", node=name)
    run.decided(task.node, "jumped", (), end.reason)
    run.go_on()
