"""A case on its way: the engine's state, open tasks, what is waited for. One object per operation, case row locked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from credentry.capabilities.approvals import content, working
from credentry.capabilities.approvals.actions import serving, steps
from credentry.capabilities.approvals.actions.noticing import notice
from credentry.capabilities.approvals.bpmn import expressions, times
from credentry.capabilities.approvals.bpmn.compiling import CHOSEN, EXPRESSION, RECORD, VALUE
from credentry.capabilities.approvals.bpmn.model import SERVICES
from credentry.capabilities.approvals.directory import People
from credentry.capabilities.approvals.engine.port import NO_WAY, EngineStopped, Run, Work
from credentry.capabilities.approvals.engine.spiff import SpiffRun
from credentry.capabilities.approvals.models import (
    Awaited,
    Case,
    ProcessVersion,
    Task,
    TaskCopy,
    TaskHolder,
)
from credentry.capabilities.approvals.node_settings import NodeSettings, read
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.vocabulary import CASE_WORDS, CaseState, TaskState
from credentry.core.records import conditions, kinds
from credentry.core.records.context import Context
from credentry.core.records.values import plain
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import L

define("case.stopped", "流程无法继续：{reason}（{node}）", "The process cannot go on: {reason} ({node})")
define("case.endless", "流程在没有人工步骤的情况下循环。", "The process goes round without anybody acting.")
#: So many nodes may be passed in one operation.
LIMIT = 200


Answer = TypeVar("Answer")


class CaseRun:
    """The case with everything an operation needs. Nothing is written before ``save``."""

    def __init__(self, ctx: Context, case: Case) -> None:
        self.ctx, self.case = ctx, case
        self.people = People()
        self._made: set[UUID] = set()
        #: The task whose operation filled something in: what others decide on has changed.
        self.filled_by: UUID | None = None
        #: The step in which somebody gave their word; work that was sent back does not count.
        self.word: str | None = None

    @cached_property
    def version(self) -> ProcessVersion:
        """The published version the case runs on."""
        return ProcessVersion.objects.get(pk=self.case.process_version_id)

    @cached_property
    def run(self) -> Run:
        """The engine, as it was left."""
        try:
            return SpiffRun.restore(
                self.version.compiled.encode(), self.case.engine, self._decide, self._collections
            )
        except EngineStopped as error:
            raise self.stopped(error) from error

    def begin(self) -> None:
        """Start the engine from the beginning."""
        try:
            run = SpiffRun.start(self.version.compiled.encode(), self._decide, self._collections)
        except EngineStopped as error:
            raise self.stopped(error) from error
        self.__dict__["run"] = run

    def plan(self, node: str) -> dict[str, Any]:
        """What the version knows of a node."""
        return dict(self.version.plan["nodes"].get(node) or {"name": node, "tag": ""})

    def settings(self, node: str) -> NodeSettings:
        """What holds for a node."""
        return read(self.version.settings.get(node))

    @cached_property
    def open_tasks(self) -> list[Task]:
        """Open tasks of the case, oldest first; their case is this very object."""
        found = list(
            Task.objects.select_for_update().filter(case=self.case, state=TaskState.OPEN).order_by("pk")
        )
        for one in found:
            one.case = self.case
        return found

    # ------------------------------------------------------------------ conditions
    def values(self) -> dict[str, Any]:
        """The variables conditions and services may ask for."""
        subject = content.subject_of(self.case)
        shown = {}
        if subject is not None:
            kind = kinds.get(self.case.subject_kind)
            held = conditions.values_of(kind, subject)
            shown = {one.name: plain(held.get(one.name)) for one in kind.fields if one.stored}
            shown["id"] = str(subject.pk)
        here: dict[str, Any] = {
            "subject": shown,
            "initiator": str(self.case.initiator_id or ""),
            "case": self.case.number,
        }
        here["unit"] = str(self.case.unit_id)
        return {**here, **self.case.data, **self._results()}

    def _results(self) -> dict[str, Any]:
        """What steps decided, under the names conditions ask for; ``decision`` is that of the last one."""
        found: dict[str, Any] = {"decision": ""}
        for node, done in content.steps_done(self.case.data).items():
            found["decision"] = done["decision"]
            name = str((self.version.settings.get(node) or {}).get("result") or "")
            if name:
                found[name] = done["decision"] == "approved"
        return found

    def _decide(self, text: str, extra: Mapping[str, Any]) -> Any:
        if text.startswith(CHOSEN):
            gateway, _, flow = text.removeprefix(CHOSEN).partition(":")
            return (self.case.data.get("branch") or {}).get(gateway) == flow
        if text.startswith(RECORD):
            return self._record_meets(text.removeprefix(RECORD))
        values = {**self.values(), **extra}
        if text.startswith(VALUE):
            return expressions.parse(text.removeprefix(VALUE)).evaluate(values)
        return expressions.parse(text.removeprefix(EXPRESSION)).holds(values)

    def _record_meets(self, text: str) -> bool:
        subject = content.subject_of(self.case)
        if subject is None:
            return False
        kind = kinds.get(self.case.subject_kind)
        tree = conditions.parse_text(kind, text)
        env = conditions.Env(self.ctx.actor, self.ctx.today)
        return bool(conditions.matches(kind, tree, conditions.values_of(kind, subject), env))

    def _collections(self) -> dict[str, Sequence[Any]]:
        found: dict[str, Sequence[Any]] = {}
        for node, one in self.version.plan["nodes"].items():
            if one.get("collection"):
                value = expressions.parse(one["collection"]).evaluate(self.values())
                found[node] = list(value) if isinstance(value, (list, tuple)) else []
        return found

    # ------------------------------------------------------------------ going on
    def go_on(self) -> None:
        """Do what the platform does, open what people do, until somebody or something is waited for."""
        for _ in range(LIMIT):
            works = self.run.works() if not self.run.ended else []
            self._drop_gone({one.id for one in works})
            known = {one.work for one in self.open_tasks if not one.rework} | self._held(works)
            fresh = [one for one in works if one.id not in known]
            service = next((one for one in fresh if self.plan(one.node)["tag"] in SERVICES), None)
            if service is not None:
                serving.serve(self, service)
            elif not any(self._open(one) for one in fresh):
                break
        else:
            raise DomainError("case.endless")
        if self.run.ended and self.case.state == CaseState.RUNNING:
            self.end(CaseState.COMPLETED)

    def _held(self, works: Sequence[Work]) -> set[str]:
        """Works that stand still because something was returned: that step's own, or all of them."""
        held: set[str] = set()
        for one in self.open_tasks:
            if one.rework and one.then.get("way") == "resume":
                held |= set(Task.objects.filter(pk=one.then["task"]).values_list("work", flat=True))
            elif one.rework:
                held |= {work.id for work in works}
        return held

    def complete(self, work_id: str) -> None:
        """That work is done. Raises DomainError where the engine cannot go on."""
        self.ask(lambda run: run.complete(work_id))

    def ask(self, step: Callable[[Run], Answer]) -> Answer:
        """What the engine answers; where it cannot go on, a refusal in words."""
        try:
            return step(self.run)
        except EngineStopped as error:
            raise self.stopped(error) from error

    def stopped(self, error: EngineStopped) -> DomainError:
        """The refusal in words."""
        name = self.plan(error.node)["name"] if error.node else self.case.title
        no_way = L("没有条件成立的分支", "no branch's condition holds")
        return DomainError(
            "case.stopped", reason=no_way if error.reason == NO_WAY else error.reason, node=name
        )

    def _open(self, work: Work) -> bool:
        """Open the task of a node; True when nobody had to be asked and the process went on."""
        settings = self.settings(work.node)
        opened = steps.open_node(self.case, work.node, settings, self.people, self.ctx.now)
        if opened.state is None:
            self.decided(work.node, "approved", (), "")
            self.complete(work.id)
            return True
        task = self.task(work.node, opened.state, work=work.id, limit=settings.limit)
        for one in work.item.values():
            task.name = f"{task.name} · {one}"[:300]
        self.put(task)
        return False

    def task(self, node: str, state: StepState, *, work: str, limit: str = "", rework: bool = False) -> Task:
        """A new work item, not yet written."""
        name = self.plan(node)["name"]
        due = working.due(self.ctx.now, limit, self.case.data)
        task = Task(
            case=self.case,
            node=node,
            name=name,
            title=f"{name}：{self.case.title}"[:800],
            work=work,
            rework=rework,
            step=stored.dump(state),
            unit_id=self.case.unit_id,
            opened_at=self.ctx.now,
            due_at=due,
            late_at=due,
        )
        task.round = Task.objects.filter(case=self.case, node=node).count() + 1
        self.ctx.stamp(task)
        return task

    def put(self, task: Task) -> None:
        """Write a new task and put it into the lists of whoever may act."""
        task.save(force_insert=True)
        self._made.add(task.pk)
        self.open_tasks.append(task)
        state = stored.load(task.step)
        self.hold(task, state)
        TaskCopy.objects.bulk_create([TaskCopy(task=task, user_id=UUID(one)) for one in state.copies])
        notice(self.people, task, "copy", state.copies, self.ctx.now)
        self.ctx.accompany("task", "open", task, made=True)
        self.ctx.emit("task.opened", task=str(task.pk), case=str(self.case.pk), node=task.node)

    def hold(self, task: Task, state: StepState) -> None:
        """Bring the to-do lists to what the step says."""
        wanted: set[UUID] = set()
        if task.state == TaskState.OPEN:
            wanted = {UUID(one) for slot in state.live for one in (*slot.people, *slot.escalated)}
        held = set(TaskHolder.objects.filter(task=task).values_list("user_id", flat=True))
        TaskHolder.objects.filter(task=task, user__in=held - wanted).delete()
        TaskHolder.objects.bulk_create(
            [TaskHolder(task=task, user_id=one) for one in sorted(wanted - held)], ignore_conflicts=True
        )

    def touched(self, task: Task, act: str, **told: Any) -> None:
        """Another task than the one acted on has changed: it gets its own entry."""
        if task.pk in self._made:
            return
        task.version += 1
        task.updated_at = self.ctx.now
        for name, value in told.items():
            self.ctx.note(task.pk, name, None, value)
        self.ctx.accompany("task", act, task)

    def close(self, task: Task, state: TaskState, outcome: str, *, main: bool = False) -> None:
        """Take the task out of the lists."""
        task.state, task.outcome, task.closed_at, task.late_at = state, outcome, self.ctx.now, None
        if not main:
            self.touched(task, "close", state=str(state), outcome=outcome)
        task.save()
        TaskHolder.objects.filter(task=task).delete()
        if task in self.open_tasks:
            self.open_tasks.remove(task)
        self.ctx.emit("task.closed", task=str(task.pk), case=str(self.case.pk), outcome=outcome)

    def _drop_gone(self, works: set[str]) -> None:
        """Tasks whose node the process has left: an event interrupted it, or it ended."""
        for one in [task for task in self.open_tasks if not task.rework and task.work not in works]:
            self.close(one, TaskState.CANCELLED, "interrupted")

    def decided(self, node: str, decision: str, by: Sequence[str], text: str) -> None:
        """Remember a step's end for conditions, returns and rules that ask who decided before."""
        data = dict(self.case.data)
        done = dict(data.get("steps") or {})
        done.pop(node, None)
        done[node] = {
            "n": max((one.get("n", 0) for one in done.values()), default=0) + 1,
            "decision": decision,
            "by": list(by),
            "at": self.ctx.now.isoformat(),
            "text": text[:500],
        }
        data["steps"] = done
        self.case.data = data

    def end(self, state: CaseState) -> None:
        """The case is over."""
        for one in list(self.open_tasks):
            self.close(one, TaskState.CANCELLED, str(state))
        if not self.run.ended:
            self.run.cancel()
        self.case.state, self.case.ended_at = state, self.ctx.now
        self.ctx.emit("case.ended", case=str(self.case.pk), state=str(state))

    # ------------------------------------------------------------------ writing
    def save(self, *, main: bool = False, before: str = "") -> None:
        """Write the case, and what it waits for. ``main``: the case is the record acted on."""
        self._await()
        self.case.engine = self.run.dump()
        self.case.trouble = ""
        names = sorted({one.name for one in self.open_tasks})
        self.case.where = "、".join(names)[:400]
        self.case.updated_at = self.ctx.now
        if self.word is not None:
            content.keep(self.case, self.ctx.now, str(self.ctx.actor.user_id or ""), self.word)
        if not main:
            self.case.version += 1
            self.ctx.note(self.case.pk, "where", None, self.case.where)
            if before and before != self.case.state:
                self.ctx.note(self.case.pk, "state", before, str(self.case.state))
            self.ctx.accompany("case", "advance", self.case)
        self.case.save()

    def _await(self) -> None:
        running = self.case.state == CaseState.RUNNING and not self.run.ended
        wanted = {one.id: one for one in self.run.waits()} if running else {}
        known = set(Awaited.objects.filter(case=self.case).values_list("wait", flat=True))
        Awaited.objects.filter(case=self.case, wait__in=known - wanted.keys()).delete()
        Awaited.objects.bulk_create(
            Awaited(
                case=self.case,
                wait=one.id,
                node=one.node,
                kind=one.kind,
                name=one.name[:240],
                due_at=self._due(one.node) if one.kind == "timer" else None,
            )
            for key, one in wanted.items()
            if key not in known
        )

    def _due(self, node: str) -> datetime:
        kind, text = self.plan(node).get("timer") or ("duration", "")
        if text[:2] in ("${", "#{"):
            text = str(expressions.parse(text).evaluate(self.values()) or "")
        found = times.instant(text, clock.zone()) if kind == "date" else working.due(self.ctx.now, text)
        return found or self.ctx.now


def state_word(state: str) -> Any:
    """The words of a case's state."""
    return dict(CASE_WORDS)[CaseState(state)]
