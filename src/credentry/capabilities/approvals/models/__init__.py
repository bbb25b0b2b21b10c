"""Tables of this room."""

from credentry.capabilities.approvals.models.case import Awaited, Case, Task, TaskCopy, TaskDoer, TaskHolder
from credentry.capabilities.approvals.models.definition import Process, ProcessVersion

__all__ = ["Awaited", "Case", "Process", "ProcessVersion", "Task", "TaskCopy", "TaskDoer", "TaskHolder"]
