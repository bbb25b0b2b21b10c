"""A requirement that somebody need not meet for a time: asked for by one person, granted by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record


class Waiver(Record):
    """What ``engagement`` demands of ``subject`` (for a product also of everything below it) under ``rule`` is waived.

    Asked for from ``starts_on`` to ``expires_on``, both included. ``counts_from`` … ``counts_to``: the days on which it
    really counts; empty until it is granted, cut short when it is taken back. ``created_by`` asked for it, ``decided_by``
    is somebody else.
    """

    engagement = models.ForeignKey("coverage.Engagement", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey("coverage.RequirementRule", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="requested")
    reason = models.TextField()
    document_no = models.CharField(max_length=120, blank=True, default="")
    starts_on = models.DateField()
    expires_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, default="")
    revoked_on = models.DateField(null=True, blank=True)
    counts_from = models.DateField(null=True, blank=True)
    counts_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_on__gte=F("starts_on")), name="waiver_order"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(created_by__isnull=True) | ~Q(decided_by=F("created_by")),
                name="waiver_two_people",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("state", "expires_on"), name="waiver_by_state"),)
