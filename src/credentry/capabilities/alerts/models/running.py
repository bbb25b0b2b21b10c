"""What the sweep remembers between its runs."""

from django.db import models


class Sweep(models.Model):
    """One run of the sweep that found something to do."""

    at = models.DateTimeField()
    today = models.DateField()
    full = models.BooleanField(default=False)
    created = models.PositiveIntegerField(default=0)
    superseded = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.today} +{self.created}"


class Pending(models.Model):
    """A record whose deadlines or people changed since the last sweep; empty ``record_id``: look at everything.

    Not unique on purpose: a mark made while a sweep runs must survive that sweep.
    """

    kind = models.CharField(max_length=40)
    record_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class Heartbeat(models.Model):
    """When a part of the alerting last did its work; an old row here is the alarm."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    today = models.DateField(null=True)
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
