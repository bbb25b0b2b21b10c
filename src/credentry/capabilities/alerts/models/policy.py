"""Policies: who is told of which deadlines, how long before, by which way."""

from django.db import models

from credentry.foundation.ids import uuid7


class AlertPolicy(models.Model):
    """One rule of the rule engine.

    ``deadlines`` lists deadline codes (``duty*`` for a prefix, empty for all). ``types`` is a condition over the
    kind's type kind (by code, category, pack …), ``condition`` one over the record itself. Of the active
    policies that fit a deadline the one with the highest ``rank`` speaks. ``stages`` are days before the due day
    (negative: after it) or, by ``anchor``, before the window opens or the latest safe start. ``working_days``: a
    reminder that falls on a day off comes on the working day before. ``hold``: what is not critical leaves the house
    on the next working day, unless the due day or the latest safe start comes first; the inbox has it at once. ``recipients``: ``{"relation", "code",
    "from_stage"}``. ``ladder``: who is told next when nobody answers, ``{"relation", "code", "wait"}`` with the
    working days each has; the first ``wait`` is the recipients' own. Empty: deputy, then up the manager line.
    ``levels``: channels by level of urgency where they differ from ``channels``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    deadlines = models.JSONField(default=list, blank=True)
    types = models.JSONField(null=True, blank=True)
    condition = models.JSONField(null=True, blank=True)
    stages = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    ladder = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    anchor = models.CharField(max_length=12, default="due", db_default="due")
    working_days = models.BooleanField(default=False, db_default=False)
    hold = models.BooleanField(default=False, db_default=False)
    levels = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    rank = models.IntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code
