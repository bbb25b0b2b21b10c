"""Processes and their published versions."""

from django.db import models

from credentry.core.records.models import Row
from credentry.foundation.ids import uuid7


class Process(Row):
    """A process as people know it. ``xml`` and ``settings`` are the draft; cases run on published versions.

    ``digest`` names the exact draft, ``published`` is the number of the version in force (0: none yet).
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=20, default="other")
    subject_kind = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    xml = models.TextField()
    settings = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    published = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class ProcessVersion(models.Model):
    """What was published, for ever: the drawing, every node's settings, what the engine runs and the room knows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    process = models.ForeignKey("approvals.Process", on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    xml = models.TextField()
    settings = models.JSONField(default=dict)
    compiled = models.TextField()
    plan = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=2000, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "identity.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("process", "n"), name="process_version_once"),)

    def __str__(self) -> str:
        return f"{self.process_id} {self.n}"
