"""Who is told of a task: mentioned, urged, sent a copy; and who in their place while they are away."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from credentry.capabilities.approvals.directory import People
from credentry.capabilities.approvals.models import Task, TaskNotice
from credentry.capabilities.approvals.step.people import stand_ins
from credentry.capabilities.approvals.vocabulary import NOTICES
from credentry.core.identity import queries as identity
from credentry.core.records import kinds
from credentry.core.records.scope import visible


def notice(people: People, task: Task, kind: str, to: Iterable[str], at: datetime) -> None:
    """Keep that these people were told; as a deadline of theirs the alerts carry it to their inbox and channels.

    Of somebody who is away the first who stands in for them and may see the task is told; where nobody may, nobody is,
    and the history says so to whoever wrote. They find it in their own list when they are back.
    """
    if kind not in NOTICES:
        return
    named = tuple(to)
    rows, also = [], set()
    for one in named:
        if people.present(one, at):
            rows.append(TaskNotice(task=task, user_id=UUID(one), kind=kind, at=at))
            continue
        instead = _instead(people, task, one, named, at)
        rows.append(
            TaskNotice(
                task=task,
                user_id=UUID(one),
                kind=kind,
                at=at,
                away=True,
                instead_id=UUID(instead) if instead else None,
            )
        )
        if instead and instead not in named:
            also.add(instead)
    rows += [TaskNotice(task=task, user_id=UUID(one), kind=kind, at=at) for one in sorted(also)]
    TaskNotice.objects.bulk_create(rows)


def _instead(people: People, task: Task, away: str, named: tuple[str, ...], at: datetime) -> str:
    """Who stands in for somebody, is there and may see the task: told anyway, or by their own right."""
    for one, _ in stand_ins(people, away, at):
        if people.present(one, at) and (one in named or _sees(one, task)):
            return one
    return ""


def _sees(person: str, task: Task) -> bool:
    user = identity.user_by_id(person)
    if user is None:
        return False
    return visible(identity.actor_for_user(user, "job"), kinds.get("task")).filter(pk=task.pk).exists()
