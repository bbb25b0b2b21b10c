"""Figures kept for the home page."""

from django.db import models


class Tally(models.Model):
    """The figures of one unit's own records of one kind on one day: ``{facet: {key: count}}``.

    ``turn`` counts how often they were written: who computed from an older turn may not overwrite a newer one.
    """

    kind = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    day = models.DateField()
    turn = models.BigIntegerField(default=0)
    figures = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "unit_id"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.day}"


class Stale(models.Model):
    """Written with a change: the figures of this unit no longer hold. Never unique, so that writers do not wait."""

    kind = models.CharField(max_length=40)
    unit_id = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=("kind", "unit_id"), name="tally_stale"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"
