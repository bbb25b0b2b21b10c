"""What every record has."""

from django.conf import settings
from django.db import models

from credentry.foundation.ids import uuid7


class Row(models.Model):
    """Identity, version and times of a governed row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Record(Row):
    """A record of a business kind: numbered, titled, placed in a unit, with people who answer for it."""

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=500)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
