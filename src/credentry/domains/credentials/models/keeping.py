"""How long an archived credential is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credentry.foundation.ids import uuid7


class Keeping(models.Model):
    """A credential in the archive. ``retain_until``: last day on which it must be kept (None: ``permanent``, or nobody
    fixed one yet). ``disposed_on``: the originals and copies were destroyed. Taken out of the archive it is closed in
    system time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="keepings"
    )
    archived_on = models.DateField()
    reason = models.TextField(blank=True, default="")
    retain_until = models.DateField(null=True, blank=True)
    permanent = models.BooleanField(default=False)
    disposed_on = models.DateField(null=True, blank=True)
    disposed_for = models.TextField(blank=True, default="")
    document_no = models.CharField(max_length=120, blank=True, default="")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("credential",), condition=Q(known_to__isnull=True), name="kept_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} until {self.retain_until}"
