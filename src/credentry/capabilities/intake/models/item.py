"""Papers that came in and wait to be filed, and how the mailbox is doing."""

from django.db import models
from django.db.models import Q

from credentry.core.records.models import Record

WAITING, FILED, DISMISSED, DUPLICATE = "waiting", "filed", "dismissed", "duplicate"


class IntakeItem(Record):
    """One paper that came in. ``title`` is the file's name, ``sha256`` the digest of its bytes in the blob store.

    Without a digest the paper itself was not taken (a program, a mail too large to fetch): ``problem`` says why.
    ``origin`` is the digest of message, place and bytes: what was taken in once is not taken in again.
    ``same_kind``/``same_id`` name the record or item that holds the same bytes, ``filed_kind``/``filed_id`` the record
    it was filed on. ``outside``: no user of ours has the sender's address (which mail does not prove).
    """

    state = models.CharField(max_length=12, default=WAITING)
    source = models.CharField(max_length=12)
    media_type = models.CharField(max_length=100, blank=True, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    from_address = models.CharField(max_length=254, blank=True, default="")
    from_name = models.CharField(max_length=200, blank=True, default="")
    outside = models.BooleanField(default=False)
    subject = models.CharField(max_length=500, blank=True, default="")
    received_at = models.DateTimeField()
    message_id = models.CharField(max_length=400, blank=True, default="")
    inside = models.CharField(max_length=300, blank=True, default="")
    problem = models.CharField(max_length=20, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    origin = models.CharField(max_length=64, null=True, unique=True)
    same_kind = models.CharField(max_length=40, blank=True, default="")
    same_id = models.UUIDField(null=True, blank=True)
    filed_kind = models.CharField(max_length=40, blank=True, default="")
    filed_id = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[WAITING, FILED, DISMISSED, DUPLICATE]), name="intake_item_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=FILED) | (~Q(filed_kind="") & Q(filed_id__isnull=False)),
                name="intake_item_filed_on",
            ),
        )
        indexes = (
            models.Index(fields=("state", "received_at", "id"), name="intake_item_waiting"),
            models.Index(fields=("unit", "state"), name="intake_item_by_unit"),
            models.Index(fields=("sha256", "state"), name="intake_item_digest"),
        )


class MailboxRound(models.Model):
    """How the last look into the mailbox went; one row for each mailbox."""

    mailbox = models.CharField(max_length=400, unique=True)
    at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=400, blank=True, default="")
    failed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox} {self.at}"
