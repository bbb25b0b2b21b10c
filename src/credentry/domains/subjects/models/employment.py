"""Where a person worked or was registered, and when."""

from django.db import models
from django.db.models import F, Q

from credentry.foundation.ids import uuid7


class Employment(models.Model):
    """A person's tie to an organisation: employed by it, or registered to practise with it.

    ``relation``: employment or registration. ``starts`` … ``ends``: both days included; None is open. The person's
    own columns repeat the present one. A mistaken one is closed in system time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12, default="employment")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="employment_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organisation_id}"
