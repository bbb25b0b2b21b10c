"""Lists worth a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credentry.core.records.models import Row


class SavedView(Row):
    """What a list shows, under a name: condition, words, columns, order; and who finds it there.

    ``code`` names a shipped view (empty: made by people). ``unit``: the members of this unit and of those below it see
    a view shared with the team. ``at_least``, ``at_most``: how many records it is to have; its owner is told when it has
    fewer or more.
    """

    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=40)
    condition = models.JSONField(null=True, blank=True)
    q = models.CharField(max_length=200, blank=True, default="")
    columns = models.JSONField(default=list, blank=True)
    sort = models.CharField(max_length=200, blank=True, default="")
    sharing = models.CharField(max_length=10, default="mine")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        "identity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField(default=100)
    at_least = models.PositiveIntegerField(null=True, blank=True)
    at_most = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~Q(code=""), name="saved_view_code_once"),
        )
        indexes = (models.Index(fields=("kind", "position"), name="saved_view_of_kind"),)

    def __str__(self) -> str:
        return self.name
