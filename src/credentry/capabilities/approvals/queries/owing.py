"""Time limits of tasks as deadlines: one for everybody a task lies with, so that the alerts speak of it; and what
somebody was told (mentioned, urged, sent a copy), due on that very day until they take note of it."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.models import Task, TaskDoer, TaskHolder, TaskNotice
from credentry.capabilities.approvals.vocabulary import NOTICES, TaskState
from credentry.core.records.kinds import DeadlineRow
from credentry.foundation import clock
from credentry.plumbing import lookup

CODE = "step_due"


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """The deadlines of these tasks; a fixed number of queries.

    While a task is open each of those who may act has one; when it is closed those of who acted are settled. A round
    is a cycle of its own.
    """
    zone = clock.zone()
    rows = list(lookup.by_ids(Task, "pk", ids, ("pk", "state", "round", "due_at", "closed_at")))
    timed = {row[0]: row[1:] for row in rows if row[3] is not None}
    for table, done in ((TaskHolder, False), (TaskDoer, True)):
        some = [pk for pk, (state, *_) in timed.items() if (state != TaskState.OPEN) is done]
        for pk, user in lookup.by_ids(table, "task_id", some, ("task_id", "user_id")) if some else ():
            _state, turn, due, closed = timed[pk]
            yield DeadlineRow(
                pk, CODE, f"{turn}:{user}", _day(due, zone), closed_on=_day(closed, zone), responsible_id=user
            )
    yield from _notices(ids, rows, zone)


def _notices(ids: Sequence[UUID], rows: Sequence[Any], zone: Any) -> Iterator[DeadlineRow]:
    """An urging has nothing to say once its task is closed; who was away owes nothing, who was told instead does."""
    ended = {pk: closed for pk, state, _, _, closed in rows if state != TaskState.OPEN}
    told = lookup.by_ids(
        TaskNotice, "task_id", ids, ("task_id", "pk", "user_id", "kind", "at", "read_at", "away")
    )
    for task, pk, user, kind, at, read, away in told:
        if away:
            continue
        closed = read or (ended.get(task) if kind == "urge" else None)
        yield DeadlineRow(
            task, NOTICES[kind], str(pk), _day(at, zone), closed_on=_day(closed, zone), responsible_id=user
        )


def _day(instant: Any, zone: Any) -> Any:
    return instant.astimezone(zone).date() if instant is not None else None
