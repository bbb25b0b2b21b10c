"""What was believed before: the second time axis of a credential.

A credential's row says what is believed since its ``known_from``. Whenever that changes, the row as it was goes here
with the span of time in which it was believed, so that "what did we hold on D, as we knew it at K" is a look-up.
"""

from django.db import models

from credentry.domains.credentials.models.credential import PaperColumns, StandingColumns


class CredentialPast(PaperColumns, StandingColumns):
    """A credential as it was believed from ``known_from`` until just before ``known_to``.

    The columns are those of the credential, so that one condition reads both. Never changed. References are kept
    without constraints: what was believed stays when something else goes.
    """

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="pasts", db_index=False
    )
    known_from = models.DateTimeField()
    known_to = models.DateTimeField()
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    type = models.ForeignKey(
        "credentials.CredentialType", on_delete=models.DO_NOTHING, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    type_version = models.PositiveIntegerField(default=1)
    category = models.CharField(max_length=40)
    holder = models.ForeignKey(
        "subjects.Subject", null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        "identity.Unit", on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    responsible = models.ForeignKey(
        "identity.User", null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    deputy = models.ForeignKey(
        "identity.User", null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    first_issued_on = models.DateField(null=True)
    term_count = models.PositiveIntegerField(default=1)
    standards = models.TextField(blank=True, default="")
    scope_text = models.TextField(blank=True, default="")
    verification_code = models.CharField(max_length=120, blank=True, default="")
    number_check = models.CharField(max_length=10, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    custom = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("credential", "known_from"), name="past_once"),)
        indexes = (models.Index(fields=("known_to", "known_from"), name="past_by_time"),)

    def __str__(self) -> str:
        return f"{self.number} known {self.known_from}–{self.known_to}"


class PastSegment(models.Model):
    """One run of days of a past belief with several runs (see StandingSegment)."""

    past = models.ForeignKey(
        CredentialPast, on_delete=models.CASCADE, related_name="segments", db_index=False
    )
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    state = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    ref = models.CharField(max_length=40, blank=True)
    warn_from = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("past", "starts"), name="segment_of_past"),)

    def __str__(self) -> str:
        return f"{self.state} {self.starts}–{self.ends}"


class ScopeChange(models.Model):
    """A market, product or other subject came into the scope of a credential, or left it, after registration.

    The scope as known at an instant is the present one with the later changes undone.
    """

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="scope_changes", db_index=False
    )
    link = models.CharField(max_length=20)
    clause = models.PositiveSmallIntegerField(default=1)
    target = models.UUIDField()
    added = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("credential", "link", "at"), name="scope_change_of"),
            models.Index(fields=("link", "target", "at"), name="scope_change_by_target"),
        )

    def __str__(self) -> str:
        return f"{'+' if self.added else '-'}{self.link} {self.target}"
