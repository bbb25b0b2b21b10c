"""What running applications are to bring, so that a gap knows that somebody is at work on it."""

from django.db import models


class Sought(models.Model):
    """An application (a case) for a type of credential, for one subject and one market (None: any). Derived from what is
    filled in there; it counts while the case runs."""

    case = models.ForeignKey("approvals.Case", on_delete=models.CASCADE, related_name="+")
    type_code = models.CharField(max_length=60)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    market = models.ForeignKey("subjects.Market", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("subject", "type_code"), name="sought_by_subject"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.type_code}"
