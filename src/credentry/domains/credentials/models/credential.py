"""The continuing thing: "our CCC for series X"."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record
from credentry.foundation import clock


class PaperColumns(models.Model):
    """What one paper says. The credential carries a copy of its current term's."""

    credential_no = models.CharField(max_length=120, blank=True, default="")
    credential_no_norm = models.CharField(max_length=120, blank=True, default="")
    issuer = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    no_expiry_reason = models.CharField(max_length=20, blank=True, default="")
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")

    class Meta:
        abstract = True


class StandingColumns(models.Model):
    """The standing derived from terms, status changes and duties, stored so that a day's answer is a comparison.

    ``effective_from`` … ``effective_to``: the last run of valid days (None: open). ``state``: what the credential
    is after it. ``binding_code``/``binding_ref``: the fact that ends it. ``warn_from``: first day shown as expiring
    soon. A credential with more than one run (``segmented``) keeps all of them in ``timeline`` and
    ``StandingSegment``; for it these decide, not the columns. ``has_gap``/``has_overlap``: between two of its terms lie
    days that no term covers, or two terms cover the same days.
    """

    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="valid")
    binding_code = models.CharField(max_length=20, blank=True, default="")
    binding_ref = models.CharField(max_length=40, blank=True, default="")
    warn_from = models.DateField(null=True, blank=True)
    segmented = models.BooleanField(default=False)
    timeline = models.JSONField(null=True, blank=True)
    has_gap = models.BooleanField(default=False, db_default=False)
    has_overlap = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


_LIVE = Q(archived_at__isnull=True)


class Credential(Record, PaperColumns, StandingColumns):
    """A certificate, licence, permit, registration or qualification that somebody holds.

    ``category`` is copied from the type: lists filter on it together with the expiry date. ``number_key`` is the
    normalised number where it must be unique for issuer and type, else None. ``known_from``: the instant since
    which the row says what it says; what it said before is in CredentialPast.
    """

    type = models.ForeignKey(
        "credentials.CredentialType", on_delete=models.PROTECT, related_name="credentials", db_index=False
    )
    type_version = models.PositiveIntegerField(default=1)
    category = models.CharField(max_length=40)
    holder = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="credentials_held",
        db_index=False,
    )  # fmt: skip
    number_key = models.CharField(max_length=120, null=True, blank=True)
    number_check = models.CharField(max_length=10, blank=True, default="")
    first_issued_on = models.DateField(null=True, blank=True)
    term_count = models.PositiveIntegerField(default=1)
    known_from = models.DateTimeField(default=clock.now)
    standards = models.TextField(blank=True, default="")
    scope_text = models.TextField(blank=True, default="")
    verification_code = models.CharField(max_length=120, blank=True, default="")
    notes = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("number_key", "type", "issuer"), name="credential_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="credential_dates",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) | ~Q(no_expiry_reason=""),
                name="credential_no_expiry_reason",
            ),
        )
        indexes = (
            # The lists people open: answered and counted from the index alone, rights by unit included.
            models.Index(
                fields=("category", "valid_to", "id", "unit"), condition=_LIVE, name="credential_by_category"
            ),
            models.Index(fields=("valid_to", "id", "unit"), condition=_LIVE, name="credential_by_expiry"),
            models.Index(fields=("effective_to", "id"), name="credential_by_standing"),
            models.Index(fields=("unit", "valid_to"), name="credential_by_unit"),
            models.Index(fields=("type", "valid_to"), name="credential_by_type"),
            # A company may hold a hundred thousand; requirements ask for those of a few types.
            models.Index(fields=("holder", "type"), name="credential_by_holder"),
            models.Index(fields=("credential_no_norm",), name="credential_by_number"),
            models.Index(fields=("deputy",), condition=Q(deputy__isnull=False), name="credential_by_deputy"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
