"""Work that comes round: a self-check or stock-take every so many months, done period by period."""

from django.conf import settings
from django.db import models

from credentry.foundation.ids import uuid7


class Routine(models.Model):
    """A recurring duty of a unit. Periods of ``months`` follow each other from ``first_on``.

    ``due_workdays``: so many working days after the first working day of a period it is due; None: on the last working
    day of the period.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    months = models.PositiveSmallIntegerField(default=3)
    first_on = models.DateField()
    due_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.ForeignKey(
        "identity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=60, blank=True, default="")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class RoutineDone(models.Model):
    """One period done: which, when, and what came of it."""

    routine = models.ForeignKey(Routine, on_delete=models.CASCADE, related_name="done")
    period = models.DateField()
    done_on = models.DateField()
    note = models.CharField(max_length=1000)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("routine", "period"), name="routine_period_once"),)

    def __str__(self) -> str:
        return f"{self.routine_id} {self.period}"
