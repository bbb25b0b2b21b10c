"""The engine behind the port: SpiffWorkflow, imported unmodified (LGPL-3.0, see NOTICE).

Its script engine is replaced: there is no evaluation of code, only our conditions. Its timers are not used. State is
stored without the definition, which is in the published version; ``VERSION`` is the version of what we store.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import (
    ErrorEventDefinition,
    MessageEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from credentry.capabilities.approvals.bpmn.compiling import OWN, TIMER
from credentry.capabilities.approvals.engine.port import (
    NO_WAY,
    Collections,
    Decide,
    EngineStopped,
    Wait,
    Work,
)

VERSION = 1
#: Version of stored state → what makes the next one of it.
UPGRADES: dict[int, Any] = {}
_serializer = BpmnWorkflowSerializer()
_DRAWN = {name: node for node, name in OWN.items()}


class _Conditions:
    """Stands where SpiffWorkflow expects its script engine. It evaluates conditions and runs nothing."""

    def __init__(self, decide: Decide) -> None:
        self._decide = decide

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        extra = {name: value for name, value in task.data.items() if not name.startswith("_")}
        found = self._decide(expression, {**extra, **_counts(task)})
        return int(found) if isinstance(found, Decimal) and found == found.to_integral_value() else found

    def execute(self, task: Task, script: str, external_context: Any = None) -> bool:
        raise EngineStopped("scripts are not run")

    def call_service(self, task: Task, **kwargs: Any) -> Any:
        raise EngineStopped("services are done by the room")


def _counts(task: Task) -> dict[str, int]:
    """How far a repetition is, under the names other tools use."""
    parent = task.parent
    if parent is None or not isinstance(parent.task_spec, MultiInstanceTask):
        return {}
    every = [one for one in parent.children if one.task_spec.name == parent.task_spec.task_spec]
    done = sum(one.state == TaskState.COMPLETED for one in every)
    return {
        "nrOfInstances": len(every),
        "nrOfCompletedInstances": done,
        "nrOfActiveInstances": len(every) - done,
    }


@lru_cache(maxsize=200)
def _definition(compiled: bytes) -> bytes:
    """The specification of a compiled file as the serializer writes it."""
    spec, parts = _parsed(compiled)
    whole = {
        "spec": _serializer.to_dict(spec),
        "parts": {name: _serializer.to_dict(one) for name, one in parts.items()},
    }
    return orjson.dumps(whole)


def definition(compiled: bytes) -> dict[str, Any]:
    """The same, read: ``spec`` and ``parts``. Raises EngineStopped."""
    found: dict[str, Any] = orjson.loads(_definition(compiled))
    return found


def _parsed(compiled: bytes) -> tuple[Any, dict[str, Any]]:
    parser = BpmnParser()
    try:
        parser.add_bpmn_xml(etree.fromstring(compiled))
        name = next(iter(parser.get_process_ids()))
        return parser.get_spec(name), parser.get_subprocess_specs(name)
    except (ValidationException, SpiffWorkflowException, KeyError) as error:
        raise EngineStopped(str(error)[:300]) from error


def check(compiled: bytes) -> str:
    """Why the engine would not take the file; empty when it does."""
    try:
        _definition(compiled)
    except EngineStopped as error:
        return error.reason
    return ""


class SpiffRun:
    """One running process."""

    def __init__(self, flow: Any, decide: Decide, collections: Collections) -> None:
        self._flow, self._collections = flow, collections
        flow.script_engine = _Conditions(decide)

    @classmethod
    def start(cls, compiled: bytes, decide: Decide, collections: Collections) -> "SpiffRun":
        """A new run, brought to where people or events are waited for. Raises EngineStopped."""
        spec, parts = _parsed(compiled)
        run = cls(BpmnWorkflow(spec, parts), decide, collections)
        run._bring(run._flow.task_tree)
        run._advance()
        return run

    @classmethod
    def restore(
        cls, compiled: bytes, state: Mapping[str, Any], decide: Decide, collections: Collections
    ) -> "SpiffRun":
        """A run as it was stored by ``dump``, by this or an earlier version. Raises EngineStopped."""
        stored = dict(state)
        while stored.get("v") != VERSION:
            upgrade = UPGRADES.get(int(stored.get("v") or 0))
            if upgrade is None:
                raise EngineStopped(f"state of version {stored.get('v')!r}")
            stored = upgrade(stored)
        described = definition(compiled)
        whole = orjson.loads(orjson.dumps(stored["state"]))
        whole["spec"], whole["subprocess_specs"] = described["spec"], described["parts"]
        for flow in (whole, *whole["subprocesses"].values()):
            flow["tasks"] = _from_the_root(flow["tasks"], flow["root"])
        return cls(_serializer.from_dict(whole), decide, collections)

    @property
    def ended(self) -> bool:
        return bool(self._flow.is_completed())

    def works(self) -> list[Work]:
        return [
            Work(str(one.id), _node_of(one), self._turn(one))
            for one in self._tasks(TaskState.READY)
            if one.task_spec.manual
        ]

    def _turn(self, task: Task) -> dict[str, Any]:
        """What the repetitions a work lies in are about this time."""
        found: dict[str, Any] = {}
        here: Task | None = task
        while here is not None:
            spec = here.parent.task_spec if here.parent is not None else None
            item = getattr(spec, "input_item", None)
            if (
                isinstance(spec, MultiInstanceTask)
                and item is not None
                and here.task_spec.name == spec.task_spec
            ):
                name = item.bpmn_id
                found |= {name: task.data[name]} if name in task.data else {}
            owner = here.workflow.parent_task_id
            here = self._flow.get_task_from_id(owner) if owner is not None else None
        return found

    def waits(self) -> list[Wait]:
        found = []
        for one in self._flow.event_manager.tasks.values():
            event = getattr(one.task_spec, "event_definition", None)
            if one.state != TaskState.WAITING or not isinstance(
                event, (MessageEventDefinition, SignalEventDefinition)
            ):
                continue
            name, node = str(event.name), _node_of(one)
            kind: Any = "signal" if isinstance(event, SignalEventDefinition) else "message"
            found.append(Wait(str(one.id), node, "timer" if name == TIMER + node else kind, name))
        return found

    def complete(self, work_id: str) -> None:
        task = self._task(work_id)
        if task is None or task.state != TaskState.READY:
            raise EngineStopped("the work is not open")
        self._bring(task)
        _forget_item(task)
        self._guarded(task.run)
        self._advance()

    def fire(self, wait_id: str) -> bool:
        task = self._task(wait_id)
        if task is None or task.state != TaskState.WAITING:
            return False
        self._bring(task)
        spec = task.task_spec
        spec.catch(task, BpmnEvent(spec.event_definition, payload={}))
        spec._update(task)
        self._advance()
        return True

    def fail(self, work_id: str, code: str) -> bool:
        task = self._task(work_id)
        if task is None:
            return False
        here = [
            one
            for one in self._waiting_errors(task)
            if one.task_spec.event_definition.code in (None, "", code)
        ]
        if not here:
            return False
        caught = here[0]
        caught.task_spec.catch(caught, BpmnEvent(caught.task_spec.event_definition, payload={}))
        caught.task_spec._update(caught)
        self._advance()
        return True

    def _waiting_errors(self, task: Task) -> list[Task]:
        """Error events at the boundary of the work itself, then of what it lies in."""
        around: list[Task] = []
        here: Task | None = task
        while here is not None:
            split = here.parent
            if split is not None:
                around += [
                    one for one in split.children
                    if isinstance(getattr(one.task_spec, "event_definition", None), ErrorEventDefinition)
                    and one.state == TaskState.WAITING
                ]  # fmt: skip
            owner = here.workflow.parent_task_id
            here = self._flow.get_task_from_id(owner) if owner is not None else None
        return around

    def back_to(self, node: str) -> bool:
        current = self._tasks(TaskState.READY | TaskState.WAITING)
        passed = [
            one for one in self._tasks(TaskState.COMPLETED) if _node_of(one) == node and one.task_spec.manual
        ]
        for one in sorted(passed, key=lambda task: task.last_state_change, reverse=True):
            if any(here.is_descendant_of(one) for here in current if here.workflow is one.workflow):
                entry = (
                    one.parent
                    if one.parent is not None and one.parent.task_spec.name.endswith("Split")
                    else one
                )
                for gone in [task for task in current if task.is_descendant_of(entry)]:
                    self._flow.event_manager.remove_task(gone)
                self._guarded(
                    lambda entry=entry: self._flow.reset_from_task_id(entry.id, data=dict(entry.data))
                )
                self._advance()
                return True
        return False

    def jump(self, work_id: str, node: str) -> bool:
        task = self._task(work_id)
        if task is None or task.state != TaskState.READY:
            return False
        specs = task.workflow.spec.task_specs
        name = OWN.get(node, node)
        target = specs.get(f"{name}.BoundaryEventSplit") or specs.get(name)
        if target is None:
            return False
        leaving = task
        split = task.parent
        if split is not None and split.task_spec.name.endswith("BoundaryEventSplit"):
            for one in list(split.children):
                if one is not task and one.state == TaskState.WAITING:
                    one.cancel()
        self._bring(leaving)
        leaving._set_state(TaskState.COMPLETED)
        leaving._drop_children(force=True)
        leaving._sync_children([target], TaskState.FUTURE)
        for child in leaving.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
            self._guarded(lambda child=child: child.task_spec._update(child))
        self._advance()
        return True

    def look_ahead(self) -> None:
        """Expect anew what follows the places where it stands: the drawing ahead is another."""
        for one in self._tasks(TaskState.READY | TaskState.WAITING):
            one._drop_children(force=True)
            one._sync_children(one.task_spec.outputs, TaskState.FUTURE)
            for child in one.children:
                child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)

    def cancel(self) -> None:
        self._flow.cancel()

    def dump(self) -> dict[str, Any]:
        whole = _serializer.to_dict(self._flow)
        whole.pop("spec", None)
        whole.pop("subprocess_specs", None)
        return {"v": VERSION, "state": orjson.loads(orjson.dumps(whole, default=str))}

    def _tasks(self, state: int) -> list[Task]:
        return list(self._flow.get_tasks(state=state))

    def _task(self, task_id: str) -> Task | None:
        try:
            return self._flow.get_task_from_id(UUID(task_id))
        except (ValueError, SpiffWorkflowException):
            return None

    def _bring(self, task: Task) -> None:
        """Put what repetitions run over where the engine looks for it."""
        for node, items in self._collections().items():
            task.data[f"_all_{node}"] = list(items)

    def _advance(self) -> None:
        # a sub-process ends here, by the engine itself: what its turn was about came back with its data
        self._guarded(lambda: self._flow.do_engine_steps(will_complete_task=_forget_item))

    @staticmethod
    def _guarded(step: Any) -> None:
        try:
            step()
        except SpiffWorkflowException as error:
            node = getattr(getattr(error, "task_spec", None), "name", "") or ""
            reason = NO_WAY if "No conditions satisfied" in str(error) else str(error)[:300]
            raise EngineStopped(reason, node_of(str(node))) from error


def _from_the_root(tasks: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Tasks, parents first: each is stored as what it changed of its parent, and PostgreSQL orders keys its own way."""
    found, ahead = dict[str, Any](), [root]
    while ahead:
        here = ahead.pop()
        if here in tasks and here not in found:
            found[here] = tasks[here]
            ahead += tasks[here]["children"]
    return found | {name: one for name, one in tasks.items() if name not in found}


def _forget_item(task: Task) -> None:
    """What one turn of a repetition was about is none of what follows: the engine would take it along, and refuse the
    next turn because it is there already."""
    spec = task.parent.task_spec if task.parent is not None else None
    if isinstance(spec, MultiInstanceTask) and spec.input_item is not None:
        task.data.pop(spec.input_item.bpmn_id, None)


def _node_of(task: Task) -> str:
    """The node's id in the file: children of a repetition and events keep their own."""
    return node_of(str(task.task_spec.bpmn_id or task.task_spec.name).removesuffix(" [child]"))


def node_of(name: str) -> str:
    """What the drawing calls the task of that name."""
    return _DRAWN.get(name, name)
