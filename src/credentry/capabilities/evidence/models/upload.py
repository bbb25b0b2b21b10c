"""Bytes somebody handed in."""

from django.conf import settings
from django.db import models

from credentry.foundation.ids import uuid7


class Upload(models.Model):
    """A file received and kept in the blob store, ready to be attached by whoever uploaded it.

    The id is given to the uploader only: knowing a digest gives nobody the bytes. ``media_type`` was found in the
    bytes, ``name`` is the sender's, cleaned.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
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
        indexes = (
            models.Index(fields=("created_at",), name="upload_by_age"),
            models.Index(fields=("created_by", "created_at"), name="upload_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
