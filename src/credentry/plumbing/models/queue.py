"""Jobs: work that must happen after a commit, at least once, by any worker of the installation."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One unit of deferred work. ``token`` is the fencing number: a worker whose token is old may not report."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    unique_key = models.CharField(max_length=200, null=True, blank=True)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Only among the waiting: a request made while the same work runs must not be swallowed.
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state="queued"), name="plumbing_job_one_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state="queued"), name="plumbing_job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="plumbing_job_running"),
            models.Index(fields=["state", "finished_at"], name="plumbing_job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.name}#{self.pk} {self.state}"


class Schedule(models.Model):
    """When a periodic job is due next; the row is moved by compare-and-swap, so one scheduler fires it."""

    name = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.next_at}"


class Lease(models.Model):
    """A named right held by one process at a time (for example: the embedded worker of a machine)."""

    name = models.CharField(max_length=120, primary_key=True)
    holder = models.CharField(max_length=200)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
