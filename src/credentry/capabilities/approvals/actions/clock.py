"""What the clock does: timers, time limits, tasks of people who are away. Looked up set by set, one transaction each."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from credentry.capabilities.approvals import working
from credentry.capabilities.approvals.actions import starting
from credentry.capabilities.approvals.actions.running import CaseRun
from credentry.capabilities.approvals.actions.tasks import apply_to
from credentry.capabilities.approvals.models import Awaited, Case, Task, TaskHolder
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.people import stand_in
from credentry.capabilities.approvals.step.vocabulary import Late, Op, Power
from credentry.capabilities.approvals.vocabulary import CaseState, TaskState
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import absent_on, departed_on
from credentry.core.records.actions import perform
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, define, message

log = logging.getLogger(__name__)
define("task.not_late", "任务尚未超时。", "The task is not late yet.")
define("task.all_here", "处理人均在岗。", "Everybody it lies with is there.")
#: How long the clock waits before it speaks about the same task again.
AGAIN = "1WD"
SYSTEM = Actor.system("clock")
_MACHINE = frozenset({Power.MACHINE})


def time_out(ctx: Context, record: Task, form: Empty) -> Task:
    """The limit has passed: what the process says happens, labelled as the clock's act. Anybody with the right may ask;
    only the clock decides."""
    if record.state != TaskState.OPEN or record.late_at is None or record.late_at > ctx.now:
        raise DomainError("task.not_late")
    record.case = Case.objects.get(pk=record.case_id)
    run = CaseRun(ctx, record.case)
    run.open_tasks[:] = [record if one.pk == record.pk else one for one in run.open_tasks]
    before = str(run.case.state)
    late = Late(run.settings(record.node).late)
    record.late_at = working.due(ctx.now, AGAIN)
    for slot in stored.load(record.step).live:
        if record.state != TaskState.OPEN:
            break
        given = {
            "action": str(late),
            "text": "超过时限，系统自动处理 / time limit passed, done by the system",
        }
        holder = slot.holder or (slot.people[0] if slot.people else "")
        above = run.people.manager(holder) if holder else ""
        if late in (Late.ESCALATE, Late.TRANSFER) and above and above not in slot.escalated:
            given["to"] = above
        elif late in (Late.ESCALATE, Late.TRANSFER):
            given["action"] = str(Late.REMIND)
        try:
            apply_to(run, record, Op.TIME_OUT, given, slot=slot.id, powers=_MACHINE, main=True)
        except DomainError:
            given["action"] = str(Late.REMIND)  # whoever is above may not take it: the holder is told again
            apply_to(run, record, Op.TIME_OUT, given, slot=slot.id, powers=_MACHINE, main=True)
    run.save(before=before)
    return record


def cover(ctx: Context, record: Task, form: Empty) -> Task:
    """Whoever is away or gone is stood in for: deputy, else up the line, else whoever keeps the processes."""
    if record.state != TaskState.OPEN:
        raise DomainError("task.all_here")
    record.case = Case.objects.get(pk=record.case_id)
    run = CaseRun(ctx, record.case)
    run.open_tasks[:] = [record if one.pk == record.pk else one for one in run.open_tasks]
    moved = False
    for slot in stored.load(record.step).slots:
        op = stand_in(stored.load(record.step), slot.id, run.people, ctx.now)
        if op is not None:
            apply_to(run, record, Op.ABSENT, dict(op.params), slot=slot.id, powers=_MACHINE, main=True)
            moved = True
    if not moved:
        raise DomainError("task.all_here")
    run.save()
    return record


def tick(limit: int = 200) -> int:
    """Do what is due: timers, late tasks, absences. Returns how many acts were done; what fails is tried again later."""
    now = clock.now()
    cases = (
        Awaited.objects.filter(due_at__lte=now, case__state=CaseState.RUNNING)
        .order_by("due_at")
        .values_list("case_id", flat=True)[:limit]
    )
    done = sum(_one("case", "fire", one) for one in dict.fromkeys(cases)) + starting.start_due(limit)
    late = Task.objects.filter(state=TaskState.OPEN, late_at__lte=now).order_by("late_at")
    done += sum(_one("task", "time_out", one) for one in list(late.values_list("pk", flat=True)[:limit]))
    today = clock.today()
    away = Q(user__in=[*absent_on(today), *departed_on(today)]) | Q(user__is_active=False)
    covered = TaskHolder.objects.filter(away).values_list("task_id", flat=True).distinct()[:limit]
    return done + sum(_one("task", "cover", one) for one in list(covered))


def _one(kind: str, action: str, record_id: UUID) -> int:
    try:
        perform(SYSTEM, kind, action, record_id)
    except DomainError as error:
        if error.code not in ("case.not_due", "task.not_late", "task.all_here"):
            log.warning("%s.%s %s: %s", kind, action, record_id, error.code)
            _later(kind, record_id, message(error.code, "zh", error.params)[:400])
        return 0
    return 1


def _later(kind: str, record_id: UUID, why: str) -> None:
    """What cannot be done now does not stand in the way of the rest: it is tried again in an hour."""
    then = clock.now() + timedelta(hours=1)
    if kind == "case":
        perform(SYSTEM, "case", "put_off", record_id, {"until": then.isoformat(), "why": why})
