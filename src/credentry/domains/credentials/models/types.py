"""Kinds of credentials as users know them, each version of their definition kept."""

from django.db import models

from credentry.core.records.models import Row


class CredentialType(Row):
    """CCC certificate, ISO 9001 certificate, class II device registration …

    ``definition`` holds the rules (validity, renewal, duties, number, evidence, legal basis, states); the columns
    are what lists filter and writing needs at once. ``usual_cost``: what obtaining one costs, as somebody entered it, in
    ``usual_currency`` (empty: the currency of the instance). ``published`` is the number of the newest TypeVersion.
    """

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    category = models.CharField(max_length=40, default="other")
    document = models.CharField(max_length=20, default="certificate")
    subject_kind = models.CharField(max_length=12, blank=True, default="")
    jurisdiction = models.CharField(max_length=10, blank=True, default="")
    obligation = models.CharField(max_length=12, blank=True, default="")
    pack = models.CharField(max_length=60, blank=True, default="")
    validity_rule = models.CharField(max_length=20, default="as_stated")
    warn_days = models.PositiveSmallIntegerField(default=90)
    unique_number = models.BooleanField(default=True)
    usual_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    usual_currency = models.CharField(max_length=3, blank=True, default="")
    definition = models.JSONField(default=dict)
    published = models.PositiveIntegerField(default=1)
    notes = models.TextField(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=("category", "code"), name="type_by_category"),
            models.Index(fields=("pack", "code"), name="type_by_pack"),
        )

    def __str__(self) -> str:
        return self.code


class TypeVersion(models.Model):
    """One published definition of a type; never changed. Credentials keep the number they were entered under."""

    type = models.ForeignKey(CredentialType, on_delete=models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    definition = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("type", "n"), name="type_version_once"),)

    def __str__(self) -> str:
        return f"{self.type_id} v{self.n}"
