"""Operations on tasks: the step decides what they mean, the process goes on from there."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals import content
from credentry.capabilities.approvals.actions import changing, ending, filling
from credentry.capabilities.approvals.actions.forms import ApproveForm, DecideForm, TaskForm
from credentry.capabilities.approvals.actions.noticing import notice
from credentry.capabilities.approvals.actions.running import CaseRun
from credentry.capabilities.approvals.models import Case, Task, TaskCopy, TaskDoer, TaskNotice
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.effects import (
    Decided,
    Differs,
    Notice,
    Reached,
    Read,
    Reopened,
    Told,
)
from credentry.capabilities.approvals.step.operations import Result, apply
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.turn import Operation
from credentry.capabilities.approvals.step.vocabulary import Op, Power
from credentry.capabilities.approvals.vocabulary import TaskState
from credentry.core.identity import queries as identity
from credentry.core.records.context import Context
from credentry.foundation.errors import DomainError, Invalid, Unconditional, define

define("case.choose_branch", "请选择去向：{ways}", "Choose where next: {ways}")
define("case.no_branch", "没有去向“{value}”。", "There is no way “{value}”.")
define(
    "task.seen_needed",
    "请先打开任务查看内容，再作决定（缺少所见内容摘要 seen）。",
    "Look at the task before you decide: the digest of what you saw (seen) is missing.",
)

Run = Callable[[Context, Task, Any], Task]
#: Words people are named by in refusals of the step.
_NAMED = ("who", "by")


def lock_cases(ids: list[UUID] | Any) -> None:
    """Everybody locks the case before its tasks."""
    cases = Task.objects.filter(pk__in=list(ids)).values("case_id")
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk", flat=True))


def operation(code: Op) -> Run:
    """The action of that operation."""

    def run(ctx: Context, record: Task, form: TaskForm) -> Task:
        return _operate(ctx, record, code, form)

    run.__doc__ = f"{code.value} on a task."
    return run


def _operate(ctx: Context, record: Task, code: Op, form: TaskForm) -> Task:
    record.case = Case.objects.get(pk=record.case_id)
    run = CaseRun(ctx, record.case)
    run.open_tasks[:] = [record if one.pk == record.pk else one for one in run.open_tasks]
    before = str(run.case.state)
    _refresh_content(run, record)
    given = form.model_dump(
        exclude={
            "slot",
            "on_behalf",
            "step_version",
            "seen",
            "seen_of",
            "data",
            "fields",
            "branch",
            "papers",
        }
    )
    if code is Op.APPROVE and isinstance(form, ApproveForm):
        _prepare(run, record, form)
    if code is Op.TAKE_BACK:
        given["next_untouched"] = ending.next_untouched(run, record)
    if code is Op.HAND_OVER:
        given["from"] = given.pop("gone")
    seen = _seen(run, record, form)
    if run.filled_by == record.pk and seen == stored.load(record.step).content_hash:
        # What they saw was current, and what they decide on is that with what they fill in.
        content_changed(run, record, _own_slot(run, record, form))
        seen = run.case.content_hash
    apply_to(
        run, record, code, given, slot=form.slot, seen=seen, version=form.step_version,
        on_behalf=str(form.on_behalf or ""), main=True,
    )  # fmt: skip
    run.save(before=before)
    return record


def _seen(run: CaseRun, task: Task, form: TaskForm) -> str:
    """What a decision is about. Raises Unconditional where a person does not say what they saw."""
    seen = form.seen or form.seen_of.get(str(task.pk), "") if isinstance(form, DecideForm) else ""
    if isinstance(form, DecideForm) and not seen and not run.ctx.actor.is_system:
        raise Unconditional("task.seen_needed", field="seen")
    return seen or stored.load(task.step).content_hash


def _prepare(run: CaseRun, task: Task, form: ApproveForm) -> None:
    """What an approval brings with it: fields, papers, signature, the branch."""
    settings = run.settings(task.node)
    there = filling.hung(run.ctx, run.case, form.papers)
    filling.check_papers(settings, there, form.signature)
    values = filling.filled(settings, form.data, free=task.rework)
    data = {**run.case.data, **values, content.PAPERS: there}
    plan = run.plan(task.node)
    choices = [] if task.rework else plan.get("choices") or []
    if choices:
        flow = next((key for key, name in choices if form.branch in (key, name)), "")
        if not flow:
            ways = "、".join(name for _, name in choices)
            code = "case.no_branch" if form.branch else "case.choose_branch"
            raise Invalid.one("branch", code, value=form.branch, ways=ways)
        data["branch"] = {**(data.get("branch") or {}), plan["gateway"]: flow}
    run.case.data = data
    changed = changing.change(run, task, form.fields) if form.fields else False
    if values or form.papers or changed:
        run.filled_by = task.pk


def _refresh_content(run: CaseRun, task: Task) -> None:
    """The subject may have changed since the step was opened: its decisions are judged by the content as it is now."""
    now = content.content_hash(run.case)
    run.case.content_hash = now
    state = stored.load(task.step)
    if state.content_hash != now and state.outcome is None:
        op = Operation(Op.CONTENT_CHANGED, "system", run.ctx.now, params={"hash": now}, powers=_MACHINE)
        task.step = stored.dump(_follow(run, task, apply(state, op), main=True))


def _own_slot(run: CaseRun, task: Task, form: TaskForm) -> str:
    """The slot an approval is about; empty when that is not clear, which the step then says."""
    acting = str(form.on_behalf or run.ctx.actor.user_id or "")
    mine = [one.id for one in stored.load(task.step).live if acting in one.people]
    return form.slot or (mine[0] if len(mine) == 1 else "")


def content_changed(run: CaseRun, by: Task | None = None, slot: str = "") -> None:
    """Tell every open step that the content is another now; ``by`` and ``slot``: who is filling it in."""
    now = content.content_hash(run.case)
    if now == run.case.content_hash:
        return
    run.case.content_hash = now
    for task in list(run.open_tasks):
        if stored.load(task.step).content_hash != now:
            own = by is not None and task.pk == by.pk
            apply_to(
                run, task, Op.CONTENT_CHANGED, {"hash": now}, slot=slot if own else "", powers=_MACHINE, main=own
            )  # fmt: skip


_MACHINE = frozenset({Power.MACHINE})


def apply_to(
    run: CaseRun,
    task: Task,
    code: Op,
    given: Mapping[str, Any],
    *,
    slot: str = "",
    seen: str = "",
    version: int | None = None,
    on_behalf: str = "",
    powers: frozenset[Power] | None = None,
    main: bool = False,
) -> None:
    """One operation on one step, with everything that follows from it. Raises the step's refusals with names."""
    state = stored.load(task.step)
    actor = "system" if run.ctx.actor.user_id is None else str(run.ctx.actor.user_id)
    op = Operation(
        code,
        actor,
        run.ctx.now,
        slot=slot,
        on_behalf=on_behalf,
        params={name: _text(value) for name, value in given.items()},
        seen_hash=seen,
        version=version,
        powers=_powers(run, code, actor, on_behalf) if powers is None else powers,
    )
    try:
        result = apply(state, op)
    except DomainError as error:
        raise _with_names(error) from None
    after = _follow(run, task, result, main=main)
    task.step = stored.dump(after)
    reached = next((one for one in result.effects if isinstance(one, Reached)), None)
    reopened = any(isinstance(one, Reopened) for one in result.effects)
    if reopened:
        ending.reopen(run, task, main=main)
    if reached is not None:
        if not task.rework and run.ctx.actor.user_id is not None:
            run.word = task.name  # sent back, too
        ending.conclude(run, task, after, reached.outcome, main=main)
    elif task.state == TaskState.OPEN:
        run.hold(task, after)
        if not main:
            run.touched(task, str(code), step=after.version)
        task.save()
        if run.filled_by == task.pk:
            content_changed(run)
    else:
        task.save()


def _powers(run: CaseRun, code: Op, actor: str, on_behalf: str) -> frozenset[Power]:
    found: set[Power] = set()
    if run.ctx.actor.is_system:
        found |= {Power.MACHINE, Power.ADMINISTRATOR}
    elif run.ctx.actor.may("task", "oversee"):
        found.add(Power.ADMINISTRATOR)
    if on_behalf and run.people.deputy(on_behalf, run.ctx.now) == actor:
        found.add(Power.DEPUTY)
    return frozenset(found)


def _follow(run: CaseRun, task: Task, result: Result, *, main: bool) -> StepState:
    """Lists, trail and events of what happened inside the step."""
    ctx, user = run.ctx, run.ctx.actor.user_id
    for one in result.effects:
        if isinstance(one, Told):
            raise DomainError(one.code, **one.params)
        if isinstance(one, Decided):
            said = {
                "decision": str(one.decision.code),
                "on_behalf": one.decision.on_behalf,
                "seen": one.decision.seen_hash,
            }
            ctx.note(task.pk, f"slot:{one.slot}", None, said)
            ctx.emit("task.decided", task=str(task.pk), case=str(run.case.pk), **said)
            if not task.rework:
                run.word = task.name
        elif isinstance(one, Notice):
            ctx.emit(
                "task.noticed", task=str(task.pk), kind=one.kind, to=list(one.to), by=one.by, text=one.text
            )
            if one.kind in ("copy", "comment"):
                _copy(task, one.to)
            notice(run.people, task, one.kind, one.to, ctx.now)
        elif isinstance(one, Read) and user is not None:
            TaskCopy.objects.filter(task=task, user_id=user).update(read_at=ctx.now)
        elif isinstance(one, Differs):
            ctx.note(task.pk, "differs", None, list(one.slots))
    if user is not None:  # whoever does something with it has taken note
        TaskNotice.objects.filter(task=task, user_id=user, read_at=None).update(read_at=ctx.now)
    entry = result.state.log[-1] if result.state.log else None
    if entry is not None and main:
        ctx.note(
            task.pk,
            "operation",
            None,
            {"code": str(entry.code), "slot": entry.slot, "text": entry.text[:500]},
        )
        if user is not None and entry.code is not Op.READ:
            TaskDoer.objects.bulk_create([TaskDoer(task=task, user_id=user)], ignore_conflicts=True)
    return result.state


def _copy(task: Task, people: tuple[str, ...]) -> None:
    TaskCopy.objects.bulk_create(
        [TaskCopy(task=task, user_id=UUID(one)) for one in people], ignore_conflicts=True
    )


def _text(value: Any) -> Any:
    """Ids travel as text inside the step."""
    if isinstance(value, UUID):
        return str(value)
    return [str(one) for one in value] if isinstance(value, (tuple, list)) else value


def _with_names(error: DomainError) -> DomainError:
    """The refusal with names in place of ids."""
    for key in _NAMED:
        told = error.params.get(key)
        if isinstance(told, str) and told:
            error.params[key] = "、".join(_name(one) for one in told.split("、"))
    return error


def _name(person: str) -> str:
    try:
        user = identity.user_by_id(UUID(person))
    except ValueError:
        return {"system": "系统"}.get(person, person)
    return user.name if user is not None else person
