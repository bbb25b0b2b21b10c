"""Packs of an instance and what they brought."""

from typing import Any

from django.db import models

from credentry.core.records.models import Row


class InstalledPack(Row):
    """A pack as last installed. ``digest`` names the exact content; ``report`` tells the action's caller what came."""

    report: Any = None

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    content_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.code} {self.content_version}"


class PackItem(models.Model):
    """One record that came with a pack.

    ``digest`` names the shipped form it was made from; ``stored`` is that form as read back after the last install,
    against which later changes by users are told (None: the users' own record of that code). ``kept`` lists the fields users hold against the content.
    """

    pack = models.ForeignKey(InstalledPack, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    stored = models.JSONField(null=True)
    kept = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "code"), name="pack_item_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
