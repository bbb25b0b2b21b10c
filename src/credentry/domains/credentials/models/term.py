"""Facts about a credential on two axes: when they hold, and since when we know them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credentry.domains.credentials.models.credential import PaperColumns
from credentry.foundation.ids import uuid7


class Term(PaperColumns):
    """One period on paper. Never edited: a renewal adds a term, a correction adds a version of one (same ``n``)
    and closes the old version in system time (``known_to``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey("credentials.Credential", on_delete=models.CASCADE, related_name="terms")
    n = models.PositiveIntegerField()
    note = models.TextField(blank=True, default="")
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("credential", "n"), condition=Q(known_to__isnull=True), name="term_known_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="term_dates",
            ),
        )
        indexes = (models.Index(fields=("credential_no_norm",), name="term_by_number"),)

    def __str__(self) -> str:
        return f"{self.credential_id} #{self.n}"


class StatusChange(models.Model):
    """The issuer or owner changed the status from ``effective_on`` on. A mistaken one is closed in system time.

    ``source``: what it is known from (a notice, an official register, a table taken over). ``successor``: the
    credential that took its place. ``taken_back_for``: why it was closed in system time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="status_changes"
    )
    change = models.CharField(max_length=20)
    effective_on = models.DateField()
    reason = models.TextField()
    document_no = models.CharField(max_length=120, blank=True, default="")
    source = models.CharField(max_length=10, blank=True, default="")
    successor = models.ForeignKey(
        "credentials.Credential", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    taken_back_for = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.change} {self.effective_on}"


class LetLapse(models.Model):
    """The decision not to renew a term: no reminder of its end or filing day is owed any more.

    ``term``: number of the term that is let lapse. A decision taken back is closed in system time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="let_lapse"
    )
    term = models.PositiveIntegerField()
    decided_on = models.DateField()
    reason = models.TextField()
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("credential", "term"), condition=Q(known_to__isnull=True), name="let_lapse_once"
            ),
        )

    def __str__(self) -> str:
        return f"term {self.term} of {self.credential_id} is let lapse"


class Duty(models.Model):
    """One round of something that must be done again and again: surveillance audit, annual report, review.

    ``grace_days``: days after ``due_on`` before the standing ends (None: it only warns). ``closed_on``: the round no
    longer applies, because a renewal started clean or the credential ended. ``known_from``: when the round was
    entered, ``recorded_at``: when it was recorded as done or closed. ``document_no`` and ``evidence`` (a document kept
    with the credential) prove that it was done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey("credentials.Credential", on_delete=models.CASCADE, related_name="duties")
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    due_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True, default="")
    document_no = models.CharField(max_length=120, blank=True, default="")
    evidence = models.UUIDField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    known_from = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("credential", "due_on"), name="duty_of_credential"),)

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"


class StandingSegment(models.Model):
    """One run of days of a credential whose standing has several (see StandingColumns). Derived."""

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="segments", db_index=False
    )
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    state = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    ref = models.CharField(max_length=40, blank=True)
    warn_from = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("credential", "starts"), name="segment_of_credential"),)

    def __str__(self) -> str:
        return f"{self.state} {self.starts}–{self.ends}"
