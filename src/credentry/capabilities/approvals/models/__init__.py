"""Tables of this room."""

from credentry.capabilities.approvals.models.case import (
    Awaited,
    Case,
    Task,
    TaskCopy,
    TaskDoer,
    TaskHolder,
    TaskNotice,
)
from credentry.capabilities.approvals.models.definition import Process, ProcessVersion
from credentry.capabilities.approvals.models.starting import Started, Starter

__all__ = [
    "Awaited",
    "Case",
    "Process",
    "ProcessVersion",
    "Started",
    "Starter",
    "Task",
    "TaskCopy",
    "TaskDoer",
    "TaskHolder",
    "TaskNotice",
]
