"""What was owed to whom, and what became of it on each channel."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credentry.capabilities.alerts.models.mailing import Mailing
from credentry.capabilities.alerts.vocabulary import AlertState, DeliveryState, Demand, Level
from credentry.foundation.ids import uuid7


class Alert(models.Model):
    """One stage of one deadline owed to one person. Derived set-based by the sweep, decided by people.

    The first seven columns of the constraint are the identity; a changed due day is a new alert. ``rung`` is the
    step of the ladder that told this person, ``answer_by`` the last day for an answer before the next one is told,
    ``escalated_on`` when that happened. ``about_id``: the alert whose decision this one asks to approve. ``asks`` is
    what an answer must at least be (``Demand``), ``plan_on`` the day by which the plan of the answer is to be done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    record_kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    code = models.CharField(max_length=60)
    cycle = models.CharField(max_length=60)
    due_on = models.DateField()
    stage = models.IntegerField()
    stage_on = models.DateField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reached = models.CharField(max_length=20)
    policy = models.ForeignKey(
        "alerts.AlertPolicy", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Level])
    state = models.CharField(
        max_length=14, choices=[(one.value, one.value) for one in AlertState], default=AlertState.OPEN
    )
    reason = models.CharField(max_length=30, blank=True, default="")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    unit_id = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, blank=True, default="")
    decision_note = models.CharField(max_length=1000, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    snoozed_until = models.DateField(null=True, blank=True)
    snoozes = models.PositiveIntegerField(default=0)
    sweep_id = models.BigIntegerField()
    rung = models.PositiveSmallIntegerField(default=0, db_default=0)
    answer_by = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    asks = models.CharField(max_length=12, default=Demand.ACKNOWLEDGE, db_default=Demand.ACKNOWLEDGE.value)
    plan_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("record_id", "code", "cycle", "due_on", "stage", "recipient", "record_kind"),
                name="alert_once",
            ),
        )
        indexes = (
            models.Index(fields=("recipient", "state", "due_on"), name="alert_inbox"),
            models.Index(fields=("sweep_id",), name="alert_of_sweep"),
            models.Index(
                fields=("answer_by",),
                condition=Q(state="open", escalated_on__isnull=True),
                name="alert_unanswered",
            ),
            models.Index(fields=("snoozed_until",), condition=Q(state="snoozed"), name="alert_snoozed"),
            models.Index(fields=("about_id",), condition=Q(about_id__isnull=False), name="alert_request"),
            models.Index(
                fields=("id",),
                condition=Q(state="acknowledged", decision="lapse_asked"),
                name="alert_lapse_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.code} {self.stage}"


class Deliveries(models.QuerySet["Delivery"]):
    """Queries that a partial index serves: its condition must stand in the statement, not among the parameters."""

    def under_way(self) -> "models.QuerySet[Delivery]":
        """Due, to be tried again, or being sent."""
        return self.extra(where=["alerts_delivery.state IN ('due', 'retry', 'sending')"])

    def suppressed(self) -> "models.QuerySet[Delivery]":
        """Withheld for a reason that may go away."""
        return self.extra(where=["alerts_delivery.state = 'suppressed'"])

    def dead(self) -> "models.QuerySet[Delivery]":
        """Given up or refused for good."""
        return self.extra(where=["alerts_delivery.state = 'dead'"])

    def failed(self) -> "models.QuerySet[Delivery]":
        """Failed for good or withheld, and no other channel was asked yet."""
        return self.extra(
            where=["alerts_delivery.state IN ('dead', 'suppressed') AND alerts_delivery.fell_to = ''"]
        )


class Delivery(models.Model):
    """An alert, or a gathering mail, on its way over one channel: due → sending → sent | retry | dead, or cancelled, superseded …

    ``token`` fences: a worker whose token is old may not report. ``batch`` binds what went out in one message, so
    that a repeated try carries the same Message-ID. ``unsure``: an earlier try may have got through. ``round``
    counts how often the recipient asked to be told again (snooze). ``received_at`` and ``read_at`` are what the
    platform reported, awaited until ``receipt_until``; ``task_id`` is the to-do made there, ``task_done_at`` when
    it was found done or was closed; ``fell_to`` the channel that took over (``-``: none was left); ``link_used_at`` when its button was.
    """

    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    mailing = models.ForeignKey(
        Mailing, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in DeliveryState], default=DeliveryState.DUE
    )
    reason = models.CharField(max_length=60, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    retry_wall = models.DateTimeField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True)
    unsure = models.BooleanField(default=False)
    provider_id = models.CharField(max_length=200, blank=True, default="")
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    receipt_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    task_id = models.CharField(max_length=120, blank=True, default="", db_default="")
    task_done_at = models.DateTimeField(null=True, blank=True)
    fell_to = models.CharField(max_length=20, blank=True, default="", db_default="")
    link_used_at = models.DateTimeField(null=True, blank=True)

    objects = Deliveries.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alert", "channel", "round"), name="delivery_once"),
            models.UniqueConstraint(
                fields=("mailing", "channel"),
                condition=Q(mailing__isnull=False),
                name="mailing_delivery_once",
            ),
            models.CheckConstraint(
                condition=Q(alert__isnull=False, mailing__isnull=True)
                | Q(alert__isnull=True, mailing__isnull=False),
                name="delivery_of_one",
            ),
        )
        indexes = (
            models.Index(
                fields=("channel", "id"),
                condition=Q(state__in=["due", "retry", "sending"]),
                name="delivery_waiting",
            ),
            models.Index(fields=("alert",), condition=Q(state="suppressed"), name="delivery_suppressed"),
            models.Index(fields=("channel", "id"), condition=Q(state="dead"), name="delivery_dead"),
            models.Index(fields=("batch",), condition=Q(batch__isnull=False), name="delivery_batch"),
            models.Index(
                fields=("channel", "asked_at"),
                condition=Q(receipt_until__isnull=False),
                name="delivery_awaiting",
            ),
            models.Index(
                fields=("channel", "asked_at"),
                condition=Q(task_done_at__isnull=True) & ~Q(task_id=""),
                name="delivery_task",
            ),
            models.Index(
                fields=("channel",),
                condition=Q(state__in=["dead", "suppressed"], fell_to=""),
                name="delivery_failed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
