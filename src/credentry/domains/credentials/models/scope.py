"""What a credential covers, in clauses: each a set of markets, products, other subjects, standards and acts.

A credential whose paper has one scope for everything has clause 1 only and no Clause row. Links and items carry the
number of their clause.
"""

from django.db import models
from django.db.models import Q

from credentry.foundation import clock


class Clause(models.Model):
    """One clause of a scope that says more than its links: days, a rule for products, words.

    ``starts`` … ``ends``: the days on which the clause is part of the scope (None: with the credential).
    ``product_rule``: a condition on products below the covered ones; those that do not meet it are outside. What a clause
    said before is kept (``known_to``).
    """

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="clauses", db_index=False
    )
    n = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True, default="")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    product_rule = models.JSONField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    known_from = models.DateTimeField(default=clock.now)
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("credential", "n"), condition=Q(known_to__isnull=True), name="clause_known_once"
            ),
        )
        indexes = (models.Index(fields=("credential", "n"), name="clause_of_credential"),)

    def __str__(self) -> str:
        return f"{self.credential_id} clause {self.n}"


class CredentialMarket(models.Model):
    """The credential is good for this market; a group stands for its members."""

    market = models.ForeignKey("subjects.Market", on_delete=models.PROTECT, related_name="+", db_index=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="market_links", db_index=False
    )
    clause = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("market", "credential", "clause"), name="credential_market_once"),
        )
        indexes = (models.Index(fields=("credential", "market"), name="market_of_credential"),)

    def __str__(self) -> str:
        return f"{self.credential_id} in {self.market_id}"


class CredentialProduct(models.Model):
    """The credential covers this product and everything below it in the product tree."""

    product = models.ForeignKey(
        "subjects.Subject", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="product_links"
    )
    clause = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("product", "credential", "clause"), name="credential_product_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} covers {self.product_id}"


class CredentialExclusion(models.Model):
    """A product below a covered one that the credential does not cover, with everything below it."""

    product = models.ForeignKey(
        "subjects.Subject", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="exclusion_links"
    )
    clause = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("product", "credential", "clause"), name="credential_exclusion_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} not {self.product_id}"


class CredentialSubject(models.Model):
    """Another subject in scope besides products and holder: a site, a piece of equipment, a project."""

    subject = models.ForeignKey(
        "subjects.Subject", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="subject_links"
    )
    clause = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "credential", "clause"), name="credential_subject_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} about {self.subject_id}"


class ScopeItem(models.Model):
    """A part of the scope in words: a standard with edition, a permitted act, an exclusion, a note.

    ``known_from`` empty: since the credential was registered. One that was taken away is closed in system time.
    """

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="scope_items"
    )
    item = models.CharField(max_length=12)
    code = models.CharField(max_length=120, blank=True, default="")
    code_norm = models.CharField(max_length=120, blank=True, default="")
    clause = models.PositiveSmallIntegerField(default=1, db_default=1)
    text = models.CharField(max_length=500, blank=True, default="")
    known_from = models.DateTimeField(null=True, blank=True)
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("code_norm", "credential"), condition=~Q(code_norm=""), name="scope_by_standard"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.code}"


SCOPE_LINKS: dict[str, tuple[type[models.Model], str]] = {
    "markets": (CredentialMarket, "market_id"),
    "products": (CredentialProduct, "product_id"),
    "excluded_products": (CredentialExclusion, "product_id"),
    "subjects": (CredentialSubject, "subject_id"),
}
"""Field or part of the scope → its link table and the column of the target."""
