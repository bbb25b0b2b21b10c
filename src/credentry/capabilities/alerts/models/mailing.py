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


class WeeklyPack(models.Model):
    """A standing order: the pack for the meeting by mail, every week or month, to people by name and by role.

    ``weekday`` "0" is Monday and without meaning to a monthly one; ``days``: how far the list of what is due looks. ``since``: as in ``DigestWish``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=120)
    rhythm = models.CharField(
        max_length=10,
        default=Rhythm.WEEKLY,
        db_default=Rhythm.WEEKLY.value,
        choices=[(one.value, one.value) for one in (Rhythm.WEEKLY, Rhythm.MONTHLY)],
    )
    weekday = models.CharField(max_length=1, default="0", choices=[(str(day), str(day)) for day in range(7)])
    hour = models.PositiveSmallIntegerField(default=8)
    working_days = models.BooleanField(default=True)
    days = models.PositiveSmallIntegerField(default=30)
    pdf = models.BooleanField(default=True)
    xlsx = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class WeeklyPackReader(models.Model):
    """Who gets it by name."""

    pack = models.ForeignKey(WeeklyPack, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pack", "user"), name="weekly_pack_reader_once"),)

    def __str__(self) -> str:
        return f"{self.pack_id} {self.user_id}"


class WeeklyPackRole(models.Model):
    """Who gets it by role: whoever holds it when it is sent."""

    pack = models.ForeignKey(WeeklyPack, on_delete=models.CASCADE, related_name="roles")
    role = models.ForeignKey("identity.Role", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pack", "role"), name="weekly_pack_role_once"),)

    def __str__(self) -> str:
        return f"{self.pack_id} {self.role_id}"


class Mailing(models.Model):
    """One gathering mail owed to one person, once for each ``occasion``; its ``Delivery`` says what became of it.

    ``contents`` is what the mail says, written down before it goes: a digest's counts and alerts (kept through later
    tries), a pack's counts and its files with their SHA-256.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Mail])
    occasion = models.CharField(max_length=80)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    pack = models.ForeignKey(
        WeeklyPack, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    day = models.DateField()
    contents = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("recipient", "occasion"), name="mailing_once"),)

    def __str__(self) -> str:
        return self.occasion
