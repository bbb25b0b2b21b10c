"""The trail of a record: its revisions and what it must meet by when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Revision(models.Model):
    """Full values after one action, which of them changed, who did it and why."""

    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    n = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    via = models.CharField(max_length=20)
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    values = models.JSONField()
    changed = models.JSONField()
    provenance = models.JSONField(default=dict)
    seq = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record_id", "kind", "n"), name="revision_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} #{self.n}"


class Deadline(models.Model):
    """What must happen to a record by when, derived from its kind; alerts and calendars read it.

    ``cycle`` tells one round from the next (a term's id): a renewal closes the old cycle's deadlines.
    """

    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    code = models.CharField(max_length=60)
    cycle = models.CharField(max_length=60)
    opens_on = models.DateField(null=True)
    due_on = models.DateField()
    latest_safe_start = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    type_id = models.CharField(max_length=40, blank=True)
    unit_id = models.UUIDField(null=True)
    responsible_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("record_id", "code", "cycle", "kind"), name="deadline_once"),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(opens_on__lte=F("due_on")), name="deadline_opens_first"
            ),
        )
        indexes = (
            models.Index(fields=("due_on", "id"), condition=Q(closed_on__isnull=True), name="deadline_open"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"


class NumberSequence(models.Model):
    """The last number given under one prefix of a numbering rule."""

    key = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.last}"
