"""How each channel is set up, what its pace is, and what people want of it."""

from django.conf import settings
from django.db import models

from credentry.capabilities.alerts.vocabulary import Channel, Level
from credentry.foundation.ids import uuid7


class ChannelSetup(models.Model):
    """What an administrator told about one channel. Keys and passwords are ``ChannelSecret`` rows.

    ``quiet_from`` … ``quiet_to`` (``HH:MM``, over midnight too): then only what is critical goes out.
    ``hold``: on days off what is not critical waits for the next working day, as a policy may say as well.
    ``receipt_hours``: without a receipt for so long the next channel takes over; 0: never.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=20, unique=True, choices=[(one.value, one.value) for one in Channel])
    active = models.BooleanField(default=True)
    options = models.JSONField(default=dict)
    per_minute = models.PositiveIntegerField(default=0)
    quiet_from = models.CharField(max_length=5, blank=True, default="")
    quiet_to = models.CharField(max_length=5, blank=True, default="")
    receipt_hours = models.PositiveSmallIntegerField(default=0)
    hold = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.code


class ChannelSecret(models.Model):
    """A key or password of a channel, sealed under the master key. It is used, never shown."""

    setup = models.ForeignKey(ChannelSetup, on_delete=models.CASCADE, related_name="secrets")
    name = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("setup", "name"), name="channel_secret_once"),)

    def __str__(self) -> str:
        return f"{self.setup_id} {self.name}"


class ChannelPace(models.Model):
    """How many went out over a channel in the running minute, and until when it rests after a failure.

    ``failures`` counts the rounds in a row in which the whole channel did not answer. Times are the machine's own.
    """

    channel = models.CharField(max_length=20, primary_key=True)
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.channel


class ChannelPreference(models.Model):
    """From which level on a person wants a channel, and when it is to be quiet for them.

    What is urgent or critical cannot be declined; quiet hours hold what is not critical until they end.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    from_level = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Level], default=Level.INFO
    )
    quiet_from = models.CharField(max_length=5, blank=True, default="")
    quiet_to = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "channel"), name="preference_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}"
