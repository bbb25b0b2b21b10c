"""What credentials are about."""

from django.db import models
from django.db.models import Q

from credentry.core.records.models import Record
from credentry.domains.subjects.models.columns import (
    OrganisationColumns,
    PersonColumns,
    ProductColumns,
    WorksColumns,
)


class Subject(Record, PersonColumns, OrganisationColumns, ProductColumns, WorksColumns):
    """A person, organisation, product, project, site or piece of equipment.

    ``parent``: the organisation a branch belongs to, the series of a model, the project of a site, the site of
    equipment. ``code``: the identifier used in the house, unique within its kind.
    """

    subject_kind = models.CharField(max_length=12)
    code = models.CharField(max_length=80, blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    country = models.ForeignKey(
        "subjects.Market", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    address = models.CharField(max_length=500, blank=True, default="")
    notes = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "code"), condition=~Q(code=""), name="subject_code_once"
            ),
            models.UniqueConstraint(fields=("uscc",), condition=~Q(uscc=""), name="subject_uscc_once"),
            models.UniqueConstraint(
                fields=("id_no_index",), condition=~Q(id_no_index=""), name="subject_id_no_once"
            ),
        )
        indexes = (
            models.Index(fields=("subject_kind", "title"), name="subject_by_title"),
            models.Index(fields=("subject_kind", "created_at", "id"), name="subject_by_time"),
            models.Index(fields=("unit", "subject_kind"), name="subject_by_unit"),
            models.Index(fields=("sku",), condition=~Q(sku=""), name="subject_by_sku"),
            models.Index(
                fields=("user", "employed_to"), condition=Q(user__isnull=False), name="subject_by_user"
            ),
            models.Index(fields=("deputy",), condition=Q(deputy__isnull=False), name="subject_by_deputy"),
        )

    def __str__(self) -> str:
        return self.title
