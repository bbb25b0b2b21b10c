"""Calendars that people subscribe to."""

from django.conf import settings
from django.db import models

from credentry.foundation.ids import uuid7


class CalendarFeed(models.Model):
    """A subscription to deadlines: one's own, or those of a unit and everything below it. Its address is signed and
    dies with ``revoked_at``; what it shows is what ``user`` may see at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "identity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
