"""Documents and their versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credentry.core.records.models import Record
from credentry.foundation.ids import uuid7


class Document(Record):
    """A file with a title and a purpose, attached to its owner: any record whose kind offers ``attach``.

    A document without owner stands in its unit by itself. ``unit``, ``responsible``, ``deputy`` and
    ``owner_title`` of an attached one follow the owner. ``name`` … ``sha256`` are those of the latest version,
    ``versions`` is its number. A detached document is archived and remembers its owner.
    """

    purpose = models.CharField(max_length=20)
    owner_kind = models.CharField(max_length=40, blank=True, default="")
    owner_id = models.UUIDField(null=True, blank=True)
    owner_title = models.CharField(max_length=500, blank=True, default="")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    versions = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(owner_kind="", owner_id__isnull=True)
                | (Q(owner_id__isnull=False) & ~Q(owner_kind="")),
                name="document_owner_whole",
            ),
            models.CheckConstraint(condition=Q(versions__gte=1), name="document_has_version"),
        )
        indexes = (
            models.Index(fields=("owner_id", "owner_kind"), name="document_of_owner"),
            models.Index(fields=("created_at", "id"), name="document_by_age"),
            models.Index(fields=("unit", "created_at"), name="document_by_unit"),
            models.Index(fields=("sha256",), name="document_by_digest"),
        )


class DocumentVersion(models.Model):
    """One version of a document: never changed, never deleted. The highest ``n`` is the one in force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="all_versions", db_index=False
    )
    n = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "n"), name="document_version_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_version_not_empty"),
        )
        indexes = (models.Index(fields=("sha256",), name="document_version_digest"),)

    def __str__(self) -> str:
        return f"{self.document_id} v{self.n}"
