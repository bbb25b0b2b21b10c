"""What a credential covers."""

from django.db import models


class CredentialMarket(models.Model):
    """The credential is good for this market; a group stands for its members."""

    market = models.ForeignKey("subjects.Market", on_delete=models.PROTECT, related_name="+", db_index=False)
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="market_links", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("market", "credential"), name="credential_market_once"),
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

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("product", "credential"), name="credential_product_once"),
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

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("product", "credential"), name="credential_exclusion_once"),
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

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "credential"), name="credential_subject_once"),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} about {self.subject_id}"


class ScopeItem(models.Model):
    """A clause of the scope in words: a standard with edition, a permitted act, an exclusion, a note."""

    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.CASCADE, related_name="scope_items"
    )
    item = models.CharField(max_length=12)
    code = models.CharField(max_length=120, blank=True, default="")
    text = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.item} {self.code}"
