"""Who works here and where they stand."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from credentry.foundation.ids import uuid7


class Principal(models.Model):
    """Identity, version and times of a row of this room."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Unit(Principal):
    """A group, subsidiary, department or site. ``path`` lists the ids from the root (``/…/…/``)."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=800, unique=True)
    head = models.ForeignKey("User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser, Principal):
    """Someone who can sign in. ``manager`` is the next person up the line, ``deputy`` stands in.

    ``mobile`` and the ids on the chat platforms are where notices reach them.
    """

    last_login = None  # a sign-in is no change of the governed user row
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True, db_default="", default="")
    wecom = models.CharField(max_length=64, blank=True, db_default="", default="")
    dingtalk = models.CharField(max_length=64, blank=True, db_default="", default="")
    feishu = models.CharField(max_length=64, blank=True, db_default="", default="")
    name = models.CharField(max_length=200)
    lang = models.CharField(max_length=2, default="zh")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    deputy = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name


class Post(Principal):
    """A position in a unit, whoever holds it now; its line runs through ``reports_to``."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Absence(Principal):
    """Days on which somebody cannot be told anything; first and last day count. ``deputy`` stands in for these days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    from_date = models.DateField()
    to_date = models.DateField()
    deputy = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=250)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(from_date__lte=models.F("to_date")), name="absence_ends_after"
            ),
        )
        indexes = (models.Index(fields=("to_date", "from_date"), name="absence_days"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_date}..{self.to_date}"


class SignInAttempt(models.Model):
    """A failed sign-in, kept for the rate limit and the security log."""

    username = models.CharField(max_length=150)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("username", "at"), name="attempt_by_name"),
            models.Index(fields=("address", "at"), name="attempt_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.at}"
