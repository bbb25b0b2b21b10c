"""Where something is sold or used: countries, and groups of them with dated membership."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Row


class Market(Row):
    """A country (ISO 3166 alpha-2) or a group such as EU."""

    code = models.CharField(max_length=10, unique=True)
    alpha3 = models.CharField(max_length=3, blank=True, default="")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_group = models.BooleanField(default=False)
    aliases = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.code


class MarketMembership(models.Model):
    """``member`` belongs to ``group`` from ``from_on`` to ``to_on``, both included; None is open."""

    group = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="groups")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("member", "group", "from_on"), name="membership_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="membership_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"
