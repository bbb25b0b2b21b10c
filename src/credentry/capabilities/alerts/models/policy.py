"""Policies: who is told of which deadlines, how long before, by which way."""

from django.db import models

from credentry.foundation.ids import uuid7


class AlertPolicy(models.Model):
    """One rule of the rule engine.

    ``deadlines`` lists deadline codes (``duty*`` for a prefix, empty for all). ``types`` is a condition over the
    kind's type kind (by code, category, pack …), ``condition`` one over the record itself. Of the active
    policies that fit a deadline the one with the highest ``rank`` speaks. ``stages`` are days before the due day
    (negative: after it). ``recipients``: ``{"relation", "code", "from_stage"}``.
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
    rank = models.IntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code
