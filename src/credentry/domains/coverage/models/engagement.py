"""What a subject is meant to do where, dated: the second half of the pair a rule is about."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record


class Engagement(Record):
    """A product is meant for a market, a person for a post, a project is in a stage, an organisation supplies.

    For a product everything below it is meant, too. ``role``: the post, stage, kind of supplier or activity. ``place``:
    the project or site a person works at; what is known of it counts. ``organisation``: who does it (of a project the
    contractor; empty: our only own company), ``supervisor``: the supervision unit. ``starts_on`` … ``ends_on``: both
    included, None is open.
    """

    context = models.CharField(max_length=10)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey(
        "subjects.Market", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=40, blank=True, default="")
    place = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    supervisor = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="engagement_dates",
            ),
        )
