"""What is required of whom, where and when: rules as data."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Row


class RequirementRule(Row):
    """One requirement: whoever meets ``conditions`` in one of ``markets`` needs what ``all_of`` and ``any_of`` say.

    ``markets`` empty: everywhere but in ``except_markets``. ``conditions``: a rule group of the condition language over
    facts (``facts.py``). ``all_of``: codes of credential types that are all needed; ``any_of``: lists of codes of which
    one list must be held in full. ``levels``: type → {field, least, words}: its paper must say one of these words there.
    ``by_role``: type → field in which the paper must name the post. ``counts``: type → how many papers are needed.
    ``recognises``: type → markets whose papers are accepted here. ``about``: the party whose papers count (empty: the
    subject); of people in post ``counts`` are persons, and only of those in one of ``posts`` (empty: in any).
    ``effective_from`` … ``effective_to``: the days on which the rule is in force, both included.
    ``pack`` and ``pack_version``: where it came from; empty for a local rule.
    """

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True, default="")
    scope = models.CharField(max_length=20)
    markets = models.JSONField(default=list, blank=True)
    except_markets = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(default=dict, blank=True)
    all_of = models.JSONField(default=list, blank=True)
    any_of = models.JSONField(default=list, blank=True)
    levels = models.JSONField(default=dict, blank=True)
    by_role = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    recognises = models.JSONField(default=dict, blank=True)
    about = models.CharField(max_length=20, blank=True, default="")
    posts = models.JSONField(default=list, blank=True)
    severity = models.CharField(max_length=10, default="blocking")
    certainty = models.CharField(max_length=6, default="sure")
    legal_basis = models.CharField(max_length=500, blank=True, default="")
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    enabled = models.BooleanField(default=True)
    pack = models.CharField(max_length=60, blank=True, default="")
    pack_version = models.PositiveIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="requirement_dates",
            ),
        )
        indexes = (models.Index(fields=("scope", "code"), name="requirement_by_scope"),)

    def __str__(self) -> str:
        return self.code
