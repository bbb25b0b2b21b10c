"""Mail that gathers: the digest a person asked for, the pack for a meeting."""

from django.conf import settings
from django.db import models

from credentry.capabilities.alerts.vocabulary import Mail, Rhythm
from credentry.foundation.ids import uuid7


class DigestWish(models.Model):
    """How often a person wants one mail with everything to decide. No row: never.

    ``since`` is when they last changed it: what would have come before is not sent after the fact.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Rhythm], default=Rhythm.OFF
    )
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    working_days = models.BooleanField(default=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.rhythm}"


class Mailing(models.Model):
    """One gathering mail owed to one person, once for each ``occasion``; its ``Delivery`` says what became of it.

    ``contents`` is what the mail said, written down before the first try and kept: counts, alerts named, files.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Mail])
    occasion = models.CharField(max_length=80)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    contents = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("recipient", "occasion"), name="mailing_once"),)

    def __str__(self) -> str:
        return self.occasion
