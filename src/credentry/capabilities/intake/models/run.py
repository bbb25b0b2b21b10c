"""Imports, what became of their rows, and mappings people confirmed."""

from django.conf import settings
from django.db import models

from credentry.capabilities.intake.vocabulary import RunState
from credentry.foundation.ids import uuid7


class ImportRun(models.Model):
    """One file on its way into the register.

    ``analysis`` holds the sheets, tables and columns found, ``mapping`` the chosen table and fields,
    ``proposals`` the unknown names and what was decided about them, ``scope`` the token scope it runs under.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(null=True)
    title = models.CharField(max_length=255)
    record_kind = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.ANALYSING)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    format = models.CharField(max_length=10, blank=True)
    reading = models.JSONField(default=dict)
    analysis = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    proposals = models.JSONField(default=list)
    made = models.JSONField(default=list)
    error = models.JSONField(null=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    phase = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("-created_at",), name="import_run_recent"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class ImportChunk(models.Model):
    """The outcome of a stretch of rows (zero-based, last included), written with the rows it tells of.

    ``outcomes``: one list per row ``[row, state, record id, version, messages, before]``.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    committed = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    outcomes = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "first"), name="import_chunk_once"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.first}-{self.last}"


class MappingMemory(models.Model):
    """A mapping somebody confirmed, under the fingerprint of the table's headings."""

    record_kind = models.CharField(max_length=40)
    shape = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    preferences = models.JSONField(default=dict)
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record_kind", "shape"), name="mapping_memory_once"),)
        indexes = (models.Index(fields=("record_kind", "-used_at"), name="mapping_memory_recent"),)

    def __str__(self) -> str:
        return f"{self.record_kind} {self.shape[:8]}"
