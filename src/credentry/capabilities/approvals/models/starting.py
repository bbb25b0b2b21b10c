"""What starts cases by itself, and what it has started."""

from django.db import models

from credentry.foundation.ids import uuid7


class Starter(models.Model):
    """One way a version in force is started by itself; follows from the version. ``what``: the action of an event, the
    decision of an answer; ``rule``: all of it as the settings say it."""

    process = models.ForeignKey("approvals.Process", on_delete=models.CASCADE, related_name="starters")
    on = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=60, blank=True)
    rule = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("on", "kind", "what"), name="starter_of"),)

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.what}"


class Started(models.Model):
    """One occasion a process was started on, once for ever; ``refused``: why no case came of it, in words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    process = models.ForeignKey("approvals.Process", on_delete=models.CASCADE, related_name="started")
    on = models.CharField(max_length=10)
    record_id = models.UUIDField()
    key = models.CharField(max_length=130)
    case = models.ForeignKey("approvals.Case", null=True, on_delete=models.CASCADE, related_name="+")
    refused = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("process", "on", "record_id", "key"), name="started_once"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.record_id} {self.key}"
