"""Columns that only one kind of subject uses, grouped by kind. All are empty on the others.

One wide table keeps lists of any kind on one index and lets a credential point at any subject.
"""

from django.conf import settings
from django.db import models


class PersonColumns(models.Model):
    """A person: the identity number binds all certificates of one human being."""

    id_no_sealed = models.CharField(max_length=200, blank=True, default="")
    id_no_index = models.CharField(max_length=64, blank=True, default="")
    id_no_masked = models.CharField(max_length=40, blank=True, default="")
    gender = models.CharField(max_length=10, blank=True, default="")
    birth_date = models.DateField(null=True, blank=True)
    employer = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="employees"
    )
    registration_unit = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="registered_persons"
    )
    post = models.CharField(max_length=120, blank=True, default="")
    manager = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="reports",
    )  # fmt: skip
    employed_from = models.DateField(null=True, blank=True)
    employed_to = models.DateField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        abstract = True


class OrganisationColumns(models.Model):
    """An organisation and what it is to us."""

    short_name = models.CharField(max_length=120, blank=True, default="")
    uscc = models.CharField(max_length=18, blank=True, default="")
    uscc_check = models.CharField(max_length=10, blank=True, default="")
    legal_rep = models.CharField(max_length=120, blank=True, default="")
    notified_body_no = models.CharField(max_length=10, blank=True, default="")
    is_own = models.BooleanField(default=False)
    is_branch = models.BooleanField(default=False)
    is_supplier = models.BooleanField(default=False)
    is_issuer = models.BooleanField(default=False)
    is_customer = models.BooleanField(default=False)
    is_notified_body = models.BooleanField(default=False)
    is_laboratory = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ProductColumns(models.Model):
    """A product at one level of the tree series → model → variant, with the attributes rules ask for."""

    level = models.CharField(max_length=10, blank=True, default="")
    sku = models.CharField(max_length=80, blank=True, default="")
    product_category = models.CharField(max_length=40, blank=True, default="")
    brand = models.CharField(max_length=120, blank=True, default="")
    mains_powered = models.BooleanField(null=True, blank=True)
    has_radio = models.BooleanField(null=True, blank=True)
    has_battery = models.BooleanField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class WorksColumns(models.Model):
    """Projects, sites and equipment."""

    stage = models.CharField(max_length=20, blank=True, default="")
    project_type = models.CharField(max_length=120, blank=True, default="")
    contract_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    serial_no = models.CharField(max_length=120, blank=True, default="")
    spec_model = models.CharField(max_length=200, blank=True, default="")
    inspection_months = models.PositiveSmallIntegerField(null=True, blank=True)
    last_inspected_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
