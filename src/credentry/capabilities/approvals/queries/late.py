"""Late: past its limit and still open, or closed after it. One rule, in SQL and in memory."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q

from credentry.capabilities.approvals.vocabulary import TaskState
from credentry.foundation import clock

NEEDS = ("state", "due_at", "closed_at")


def compute(row: Mapping[str, Any], today: date) -> bool:
    """The value shown."""
    due, closed = row["due_at"], row["closed_at"]
    if due is None:
        return False
    return bool(due < clock.now() if row["state"] == TaskState.OPEN else closed is not None and closed > due)


def sql(operator: str, value: Any, env: Any) -> Q:
    """Condition face: ``=``; every task is late or not."""
    if operator == "notNull":
        return Q(pk__isnull=False)
    over = Q(state=TaskState.OPEN, due_at__lt=clock.now()) | (
        ~Q(state=TaskState.OPEN) & Q(due_at__isnull=False, closed_at__isnull=False, closed_at__gt=F("due_at"))
    )
    return over if value else ~over


def memory(values: Mapping[str, Any], operator: str, value: Any, env: Any) -> bool:
    """The same in memory."""
    if operator == "notNull":
        return True
    return compute({name: values.get(name) for name in NEEDS}, env.today) == bool(value)
