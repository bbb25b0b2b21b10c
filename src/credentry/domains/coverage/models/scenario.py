"""A question of entering markets that somebody keeps, to ask it again and to set it beside others."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record


class Scenario(Record):
    """Entering ``markets`` (codes) with a product and everything below it, work beginning on ``begin``, all there by
    ``ready_by`` (None: no such day), ``prefer`` being the way to go where there are several.

    ``at_saving``: the figures of the plan on the day its question was last saved (``queries.scenarios.figures``). What the
    plan says today is never stored.
    """

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    markets = models.JSONField(default=list)
    begin = models.DateField()
    ready_by = models.DateField(null=True, blank=True)
    prefer = models.CharField(max_length=12)
    notes = models.TextField(blank=True, default="")
    at_saving = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ready_by__isnull=True) | Q(ready_by__gte=F("begin")), name="scenario_dates"
            ),
        )
