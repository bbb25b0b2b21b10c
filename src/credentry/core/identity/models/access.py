"""What people may do: roles are sets of grants, given within a part of the organisation."""

from django.db import models
from django.db.models import Q

from credentry.core.identity.models.people import Principal, Unit, User
from credentry.core.identity.vocabulary import Reach


class Role(Principal):
    """A named set of grants."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One right: to ``action`` (``read``, an action's name or ``*``) records of ``kind`` (or ``*``).

    ``condition`` narrows it to the records that meet it; ``fields`` hides, masks or shows single fields.
    """

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    condition = models.JSONField(null=True, blank=True)
    fields = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("role", "kind", "action"), name="grant_once"),)

    def __str__(self) -> str:
        return f"{self.kind}.{self.action}"


class Assignment(models.Model):
    """A role given to a user within a reach: own records, one unit, its subtree, or everything."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Reach])
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reach__in=["own", "all"]) | Q(unit__isnull=False), name="assignment_names_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.reach}"


class ApiToken(Principal):
    """A secret for programs: only its hash is kept. It can do what its user may, within ``scope``."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class TokenUse(models.Model):
    """When a token was last used; kept beside the governed token row."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="use")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token_id} {self.at}"
