"""Whose lists a task lies in, asked from the side of the person: somebody holds few of all the tasks there are.

An existence test for each task would have the database walk every open task in the order of the list.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q

from credentry.capabilities.approvals.models import TaskCopy, TaskDoer, TaskHolder


def _of(table: type[Model]) -> Callable[[str, Any, Any], Q]:
    def face(operator: str, value: Any, env: Any) -> Q:
        return Q(pk__in=table._default_manager.filter(user_id__in=value).order_by().values("task_id"))

    return face


HELD, DONE, COPIED = _of(TaskHolder), _of(TaskDoer), _of(TaskCopy)
