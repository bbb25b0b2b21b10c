"""Tasks that others have dealt with: what is said to whom they lay with before."""

from uuid import UUID

from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS
from credentry.capabilities.approvals.vocabulary import TaskState
from credentry.core.identity.actors import Actor
from credentry.core.records.values import labels
from credentry.foundation.errors import DomainError, define
from credentry.foundation.labels import L, Label

PLATFORM = L("平台", "The platform")
define(
    "task.over",
    "此任务已由{who}办理（{operation}），无需您再处理。",
    "{who} has dealt with this task already ({operation}); nothing is left for you to do.",
)


def over(actor: Actor, pk: UUID) -> DomainError | None:
    """Who dealt with a closed task, and how, for somebody it had to do with; None for everybody else."""
    task = Task.objects.filter(pk=pk).exclude(state=TaskState.OPEN).first()
    state = stored.load(task.step) if task is not None and actor.user_id is not None else None
    if state is None or str(actor.user_id) not in state.involved() or not state.log:
        return None
    last = next((one for one in reversed(state.log) if not one.automatic), None)
    if last is None:
        return None
    return DomainError("task.over", who=_named(last.actor, actor.lang), operation=OP_WORDS[last.code])


def _named(reference: str, lang: str) -> str | Label:
    """The user's name; of a program, which has no id among the users, that it was the platform."""
    try:
        user = UUID(reference)
    except ValueError:
        return PLATFORM
    return labels("user", {user}, lang).get(user, "")
