"""Running processes: cases, work items, the people they lie with, and what is waited for."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value

from credentry.capabilities.approvals.vocabulary import CaseState, TaskState
from credentry.core.records.models import Record, Row
from credentry.foundation.ids import uuid7


class Case(Record):
    """One running process. ``data``: its variables; ``engine``: the engine's state; ``where``: open steps in words.

    ``trouble``: why the engine stopped; ``returns``: how often work was sent back. ``decided``: when the last word was
    given (or the case started), by whom in which step, and the variables as they were after it.
    """

    process = models.ForeignKey(
        "approvals.Process", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    process_version = models.ForeignKey(
        "approvals.ProcessVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=36, blank=True)
    initiator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in CaseState], default=CaseState.RUNNING
    )
    where = models.CharField(max_length=400, blank=True)
    trouble = models.CharField(max_length=400, blank=True)
    data = models.JSONField(default=dict)
    engine = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveIntegerField(default=0, db_default=0)
    decided = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    class Meta:
        indexes = (
            models.Index(fields=("ended_at",), condition=Q(ended_at__isnull=False), name="case_ended"),
            models.Index(fields=("initiator", "-started_at"), name="case_of_initiator"),
            models.Index(fields=("subject_id", "state"), name="case_of_subject"),
            models.Index(fields=("process", "state"), name="case_of_process"),
            models.Index(fields=("unit", "state"), name="case_of_unit"),
        )


class Task(Row):
    """One step of one case, in one round: what lies in somebody's to-do list.

    ``work``: the engine's id of it; ``step``: the state of the approval step; ``late_at``: when the clock acts next.
    ``returns``: how often the step sent the work back.
    ``rework``: it is not a node of the process but work returned to somebody; ``then`` says what follows it.
    """

    case = models.ForeignKey("approvals.Case", on_delete=models.PROTECT, related_name="tasks")
    node = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    title = models.CharField(max_length=800)
    work = models.CharField(max_length=40)
    round = models.PositiveIntegerField(default=1)
    rework = models.BooleanField(default=False)
    then = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in TaskState], default=TaskState.OPEN
    )
    outcome = models.CharField(max_length=20, blank=True)
    step = models.JSONField(default=dict)
    unit_id = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "work"), condition=Q(state="open", rework=False), name="task_open_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("late_at",), condition=Q(state="open", late_at__isnull=False), name="task_late"
            ),
            models.Index(fields=("case", "state"), name="task_of_case"),
            models.Index(fields=("state", "due_at"), name="task_by_due"),
            models.Index(fields=("closed_at",), condition=Q(closed_at__isnull=False), name="task_closed"),
        )

    def __str__(self) -> str:
        return self.title


class TaskHolder(models.Model):
    """Somebody who may act on an open task now (待办)."""

    task = models.ForeignKey("approvals.Task", on_delete=models.CASCADE, related_name="holders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "task"), name="task_holder_once"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id}"


class TaskDoer(models.Model):
    """Somebody who has acted on a task (已办)."""

    task = models.ForeignKey("approvals.Task", on_delete=models.CASCADE, related_name="doers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "task"), name="task_doer_once"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id}"


class TaskCopy(models.Model):
    """Somebody a task was copied to for information (抄送)."""

    task = models.ForeignKey("approvals.Task", on_delete=models.CASCADE, related_name="copied")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "task"), name="task_copy_once"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id}"


class TaskNotice(models.Model):
    """Somebody was told of a task: mentioned or asked, urged, sent a copy. ``read_at``: when they took note of it, by
    saying so or by doing something with the task. What was said stands in the task's history. ``away``: they were not
    there; ``instead``: who was told in their place (nobody where none of those who stand in may see the task)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey("approvals.Task", on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    away = models.BooleanField(default=False)
    instead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id} {self.user_id}"


class Awaited(models.Model):
    """An event a case waits for: a timer with its instant, a message or signal by name."""

    case = models.ForeignKey("approvals.Case", on_delete=models.CASCADE, related_name="awaited")
    wait = models.CharField(max_length=40)
    node = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=240)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "wait"), name="awaited_once"),)
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="awaited_due"),
            models.Index(fields=("kind", "name"), condition=Q(due_at__isnull=True), name="awaited_message"),
        )

    def __str__(self) -> str:
        return self.name
