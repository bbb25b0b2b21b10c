"""Working days as data."""

from django.db import models

from credentry.core.records.models import Row


class WorkingYear(Row):
    """China's adjusted days of one year: ``holidays`` as days or spans (2026-02-15..2026-02-23), ``working`` the
    make-up working days. ``source``: the notice they were taken from."""

    year = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    holidays = models.JSONField(default=list)
    working = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.title
