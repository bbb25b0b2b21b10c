"""Events: what happened, written in the transaction in which it happened."""

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """One event waiting for its reactions; ``settled_at`` is set when each has run or has its own retry job."""

    event_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(settled_at=None), name="plumbing_outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"


class Receipt(models.Model):
    """A reaction has taken effect: written in the transaction of its effect, so it takes effect once."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="plumbing_receipt_once")]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
