"""What a page shows of a case and of a task: buttons, history, where it is."""

from typing import Any
from uuid import UUID

from credentry.capabilities.approvals import content
from credentry.capabilities.approvals.models import Awaited, Case, ProcessVersion, Task, TaskNotice
from credentry.capabilities.approvals.node_settings import read
from credentry.capabilities.approvals.queries import changes, shown
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.rules import possible
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, Power
from credentry.capabilities.approvals.vocabulary import TaskState
from credentry.core.identity.actors import Actor
from credentry.core.records.values import labels, plain
from credentry.foundation import clock


def _names(states: list[StepState], lang: str) -> dict[str, str]:
    people = {person for one in states for person in one.involved()}
    people |= {entry.actor for one in states for entry in one.log}
    ids = set()
    for person in people:
        try:
            ids.add(UUID(person))
        except ValueError:
            continue
    return {str(key): name for key, name in labels("user", ids, lang).items()}


def task_page(actor: Actor, record: Task) -> dict[str, Any]:
    """The task for whoever looks at it: what may be done, what it asks, who signs, what was said, what has changed."""
    state = stored.load(record.step)
    case = Case.objects.get(pk=record.case_id)
    version = ProcessVersion.objects.get(pk=case.process_version_id)
    names = _names([state], actor.lang)
    powers = frozenset({Power.ADMINISTRATOR}) if actor.may("task", "oversee") else frozenset()
    now_hash = content.content_hash(case)
    buttons = (
        possible(state, str(actor.user_id), clock.now(), powers) if record.state == TaskState.OPEN else []
    )
    plan = version.plan["nodes"].get(record.node) or {}
    settings = read(version.settings.get(record.node))
    return {
        "case": {
            "id": str(case.pk),
            "number": case.number,
            "title": case.title,
            "state": case.state,
            "data": shown.variables(case.data, settings),
        },
        "subject_fields": shown.subject_fields(actor, case, settings),
        "subject": {"kind": case.subject_kind, "id": str(case.subject_id)} if case.subject_id else None,
        "settings": settings.model_dump(mode="json"),
        "choices": [{"id": key, "name": name} for key, name in plan.get("choices") or ()],
        "content_hash": now_hash,
        "content_changed": now_hash != state.content_hash,
        "since": changes.since_decided(actor, case, version, shown.variables(case.data, settings), settings),
        "differing": [one.id for one in state.differing],
        "step_version": state.version,
        "buttons": [
            {
                "code": str(one.code),
                "label": one.label.as_dict(),
                "slot": one.slot,
                "form": [
                    {
                        "name": ask.name,
                        "kind": ask.kind,
                        "label": ask.label.as_dict(),
                        "required": ask.required,
                    }
                    for ask in one.form
                ],
            }
            for one in buttons
        ],
        "slots": [_slot(one, names) for one in state.slots],
        "log": log_of(state, names, away_from([record], actor.lang).get(record.pk)),
        "readers": [names.get(one, one) for one in state.readers],
        "then": record.then,
    }


def _slot(one: Any, names: dict[str, str]) -> dict[str, Any]:
    said = one.decision
    return {
        "id": one.id,
        "holder": names.get(one.holder, ""),
        "pool": [names.get(person, person) for person in one.pool],
        "status": str(one.status),
        "stands_for": names.get(one.stands_for, ""),
        "decision": said and {
            "code": str(said.code),
            "by": names.get(said.by, said.by),
            "on_behalf": names.get(said.on_behalf, said.on_behalf),
            "at": plain(said.at),
            "opinion": said.opinion,
            "automatic": said.automatic,
            "seen": said.seen_hash,
        },
    }  # fmt: skip


Away = dict[tuple[str, Any], list[dict[str, str]]]


def away_from(tasks: list[Task], lang: str) -> dict[UUID, Away]:
    """By task, operation and instant: who was away when they were to be told, and who was told instead (or nobody)."""
    missed = list(
        TaskNotice.objects.filter(task__in=tasks, away=True)
        .order_by("pk")
        .values_list("task_id", "kind", "at", "user_id", "instead_id")
    )
    names = labels("user", {one for row in missed for one in row[3:] if one}, lang) if missed else {}
    found: dict[UUID, Away] = {}
    for task, kind, at, person, instead in missed:
        told = {"person": names.get(person, ""), "instead": names.get(instead, "") if instead else ""}
        found.setdefault(task, {}).setdefault((kind, at), []).append(told)
    return found


def log_of(state: StepState, names: dict[str, str], away: Away | None = None) -> list[dict[str, Any]]:
    """Every line of a step's history, with names; ``away``: of those named, who was not there."""
    return [
        {
            "n": one.n,
            "code": str(one.code),
            "label": OP_WORDS[one.code].as_dict(),
            "actor": names.get(one.actor, one.actor),
            "on_behalf": names.get(one.on_behalf, one.on_behalf),
            "people": [names.get(person, person) for person in one.people],
            "at": plain(one.at),
            "text": one.text,
            "automatic": one.automatic,
            "away": (away or {}).get((str(one.code), one.at), []),
        }
        for one in state.log
    ]


def case_page(actor: Actor, record: Case) -> dict[str, Any]:
    """The case: the drawing with where it is, every step with its history, what is waited for."""
    version = ProcessVersion.objects.get(pk=record.process_version_id)
    tasks = list(Task.objects.filter(case=record).order_by("opened_at", "pk"))
    states = {one.pk: stored.load(one.step) for one in tasks}
    names = _names(list(states.values()), actor.lang)
    away = away_from(tasks, actor.lang)
    waits = Awaited.objects.filter(case=record).order_by("pk")
    data = shown.variables_of_case(actor, record, version.settings)
    return {
        "version": version.n,
        "bpmn": version.xml,
        "at": sorted(
            {one.node for one in tasks if one.state == TaskState.OPEN} | {one.node for one in waits}
        ),
        "passed": list(content.steps_done(record.data)),
        "data": data,
        "since": changes.since_decided(actor, record, version, data),
        "tasks": [
            {
                "id": str(one.pk),
                "node": one.node,
                "name": one.name,
                "state": one.state,
                "outcome": one.outcome,
                "opened_at": plain(one.opened_at),
                "closed_at": plain(one.closed_at),
                "due_at": plain(one.due_at),
                "with": [names.get(p, p) for slot in states[one.pk].live for p in slot.people],
                "log": log_of(states[one.pk], names, away.get(one.pk)),
            }
            for one in tasks
        ],
        "waits": [
            {"node": one.node, "kind": one.kind, "name": one.name, "due_at": plain(one.due_at)}
            for one in waits
        ],
    }
