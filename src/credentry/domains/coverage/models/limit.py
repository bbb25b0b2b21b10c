"""When a credential in hand must not count, or counts with a warning: as data."""

from django.db import models

from credentry.core.records.models import Row


class UseLimit(Row):
    """One limit of use. ``test``: what is looked at (``limits.py``). ``types``: codes of the credential types it is about
    (empty: all). ``posts``: the posts it is about; ``years``: the age. ``effect``: block (the paper does not count) or warn.
    ``pack`` and ``pack_version``: where it came from; empty for a local one.
    """

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True, default="")
    test = models.CharField(max_length=20)
    types = models.JSONField(default=list, blank=True)
    posts = models.JSONField(default=list, blank=True)
    years = models.PositiveSmallIntegerField(null=True)
    effect = models.CharField(max_length=5, default="block")
    certainty = models.CharField(max_length=6, default="sure")
    legal_basis = models.CharField(max_length=500, blank=True, default="")
    enabled = models.BooleanField(default=True)
    pack = models.CharField(max_length=60, blank=True, default="")
    pack_version = models.PositiveIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.code
