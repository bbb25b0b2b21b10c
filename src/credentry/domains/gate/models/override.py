"""An exception to the gate: asked for by one person, granted by another, for a time; and each time it was used."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record


class GateOverride(Record):
    """``subject`` (and for a product everything below it) may do ``act`` in ``market`` (None: everywhere) although the
    gate says no, from ``starts_on`` to ``expires_on``, both included.

    ``created_by`` asked for it. ``decided_by`` is somebody else. ``revoked_on``: first day on which it no longer counts.
    """

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    market = models.ForeignKey(
        "subjects.Market", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, default="requested")
    reason = models.TextField()
    document_no = models.CharField(max_length=120, blank=True, default="")
    starts_on = models.DateField()
    expires_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, default="")
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_on__gte=F("starts_on")), name="override_order"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(decided_by=F("created_by")),
                name="override_two_people",
            ),
        )
        indexes = (models.Index(fields=("state", "expires_on"), name="override_by_state"),)


class GateUse(models.Model):
    """An override let something through: which question, asked by whom, when. Written set by set, never changed."""

    override = models.ForeignKey(GateOverride, on_delete=models.CASCADE, related_name="uses")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    via = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    act = models.CharField(max_length=20)
    market_id = models.UUIDField(null=True)
    on_day = models.DateField()
    key = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.override_id} {self.on_day}"
