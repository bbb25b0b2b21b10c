"""What a credential's standing depends on besides its own paper."""

from django.db import models
from django.db.models import Q

from credentry.core.records.models import Record, Row
from credentry.foundation.ids import uuid7


class Standard(Row):
    """One edition of a standard or regulation: GB 4943.1-2022.

    ``family``: the standard without its edition. ``withdrawn_on``: first day on which the edition is no longer in
    force. ``transition_to``: last day on which credentials based on it still hold, where the changeover grants one.
    """

    code = models.CharField(max_length=120, unique=True)
    code_norm = models.CharField(max_length=120, unique=True)
    family = models.CharField(max_length=120, blank=True, default="")
    edition = models.CharField(max_length=40, blank=True, default="")
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True, default="")
    jurisdiction = models.CharField(max_length=10, blank=True, default="")
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    transition_to = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    notes = models.TextField(blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("family",), name="standard_by_family"),)

    def __str__(self) -> str:
        return self.code


class ProductChange(Record):
    """A product was changed after its credentials were granted: a critical part, the construction, the site.

    Credentials that cover the product and whose type demands approval of changes stop holding on ``changed_on``
    until their issuer's approval is recorded.
    """

    product = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    changed_on = models.DateField()
    description = models.TextField()

    def __str__(self) -> str:
        return f"{self.number} {self.changed_on}"


class Dependency(models.Model):
    """One thing outside its paper that a credential needs in order to hold.

    ``code`` names the kind of dependency, and with it which of the references is filled: ``parent``,
    ``accreditation`` and ``qualification`` another credential, ``standard`` a standard, ``employment`` and
    ``registration`` a person and an organisation, ``product_change`` a change. ``holds_from`` … ``holds_to`` and
    ``periods`` repeat the days on which it is met: one span, or several as [[from, to], …] ([] never); they follow
    the thing referred to and are brought up to date in the transaction that changes it. ``binding`` False: it only
    warns. ``auto``: a rule of the type made it. ``resolved_on``: first day on which it no longer matters.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="dependencies", db_index=False
    )
    code = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "credentials.Credential", null=True, blank=True, on_delete=models.PROTECT, related_name="dependents"
    )
    standard = models.ForeignKey(
        Standard, null=True, blank=True, on_delete=models.PROTECT, related_name="dependents", db_index=False
    )
    person = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    change = models.ForeignKey(
        ProductChange, null=True, blank=True, on_delete=models.PROTECT, related_name="dependents"
    )
    holds_from = models.DateField(null=True, blank=True)
    holds_to = models.DateField(null=True, blank=True)
    periods = models.JSONField(null=True, blank=True)
    binding = models.BooleanField(default=True)
    auto = models.BooleanField(default=False)
    resolved_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("credential", "code"), name="dependency_of_credential"),
            models.Index(fields=("standard", "credential"), name="dependency_on_standard"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("credential", "code", "parent"),
                condition=Q(known_to__isnull=True, parent__isnull=False), name="dependency_parent_once",
            ),
            models.UniqueConstraint(
                fields=("credential", "standard"),
                condition=Q(known_to__isnull=True, standard__isnull=False), name="dependency_standard_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} of {self.credential_id}"


class Filing(models.Model):
    """A renewal was filed with the issuer. Filed in time, some licences go on holding until it is decided.

    ``term``: number of the term that is to be renewed. ``outcome``: empty while undecided, else granted, refused or
    withdrawn. A mistaken one is closed in system time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credential = models.ForeignKey("credentials.Credential", on_delete=models.CASCADE, related_name="filings")
    term = models.PositiveIntegerField()
    filed_on = models.DateField()
    accepted_no = models.CharField(max_length=120, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    note = models.TextField(blank=True, default="")
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"filed {self.filed_on}"
