"""What follows from rules, facts, engagements and papers: kept set by set, never entered by anybody.

Days are never empty here: the first and the last day a date can be stand for "always", so that a day's answer is two
comparisons.

What pursuits and obligations name is not checked row by row by the database: the statements that write them join it, and
twelve checks with every pursuit and its obligation add up.
"""

from typing import Any

from django.db import models
from django.db.models import Q


def _follows(to: Any, **more: Any) -> Any:
    """What a derived row follows from."""
    return models.ForeignKey(
        to, **{"on_delete": models.CASCADE, "related_name": "+", "db_constraint": False, **more}
    )


def _maybe(to: str) -> Any:
    """The same where a row may have none: indexed where there is one, by an index of its own."""
    return _follows(to, null=True, db_index=False)


def _there(name: str, index: str) -> models.Index:
    return models.Index(fields=(name,), condition=Q(**{f"{name}__isnull": False}), name=index)


class RuleWhere(models.Model):
    """A rule in force in a market (None: its scope knows no markets) from ``starts`` to ``ends``."""

    rule = models.ForeignKey(
        "coverage.RequirementRule", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    market = models.ForeignKey(
        "subjects.Market", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        indexes = (models.Index(fields=("rule", "market"), name="where_of_rule"),)

    def __str__(self) -> str:
        return f"{self.rule_id} in {self.market_id}"


class RuleNeed(models.Model):
    """One type of credential that one way (``way``) of meeting a rule asks for. ``role``: for this role only (empty:
    all). ``field_key``: the added field in which the paper must say one of the NeedWords (None: nothing is asked)."""

    rule = models.ForeignKey("coverage.RequirementRule", on_delete=models.CASCADE, related_name="needs")
    way = models.PositiveSmallIntegerField()
    type_code = models.CharField(max_length=60)
    count = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=40, default="")
    field_key = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=("type_code",), name="need_by_type"),)

    def __str__(self) -> str:
        return f"{self.rule_id} needs {self.type_code}"


class NeedWord(models.Model):
    """A word that satisfies a need's field."""

    need = models.ForeignKey(RuleNeed, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.need_id}: {self.word}"


class NeedMarket(models.Model):
    """A market whose papers are recognised for a need."""

    need = models.ForeignKey(RuleNeed, on_delete=models.CASCADE, related_name="+")
    market = models.ForeignKey("subjects.Market", on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.need_id} in {self.market_id}"


class Profile(models.Model):
    """A set of facts that some subjects share in a context: rules are decided once for all of them.

    ``text``: "fact=value" lines in order.
    """

    context = models.CharField(max_length=10)
    text = models.TextField()
    judged = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("judged",), name="profile_by_judged"),)

    def __str__(self) -> str:
        return f"{self.context}: {self.text}"


class Verdict(models.Model):
    """A rule speaks of a profile (``holds``), or nobody can say before ``asks`` is answered. No row: it does not."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey("coverage.RequirementRule", on_delete=models.CASCADE, related_name="+")
    holds = models.BooleanField()
    asks = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("profile", "rule"), name="verdict_once"),)

    def __str__(self) -> str:
        return f"{self.rule_id} of {self.profile_id}: {self.holds}"


class Pursuit(models.Model):
    """An engagement as it reaches one subject: its own, or one of a product above it that it does not replace."""

    subject = _follows("subjects.Subject")
    engagement = _follows("coverage.Engagement")
    context = models.CharField(max_length=10)
    market = _maybe("subjects.Market")
    role = models.CharField(max_length=40)
    acting = _maybe("subjects.Subject")
    contractor = _maybe("subjects.Subject")
    supervisor = _maybe("subjects.Subject")
    place = _maybe("subjects.Subject")
    profile = _follows(Profile, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        indexes = (
            _there("market", "pursuit_by_market"),
            _there("acting", "pursuit_by_acting"),
            _there("contractor", "pursuit_by_contractor"),
            _there("supervisor", "pursuit_by_supervisor"),
            _there("place", "pursuit_by_place"),
        )

    def __str__(self) -> str:
        return f"{self.subject_id} {self.context}"


class Obligation(models.Model):
    """How one requirement of a pursuit stands from ``starts`` to ``ends``.

    ``type_code``: the need that decides, ``credential`` the paper that meets it (or did), ``until`` its last valid day;
    of one that is waived ``waiver`` and its last day. ``held``: where several papers or persons are asked for, how many
    are good.
    """

    pursuit = _follows(Pursuit, related_name="obligations", db_index=False)
    rule = _follows("coverage.RequirementRule")
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=16)
    type_code = models.CharField(max_length=60, default="")
    credential = _maybe("credentials.Credential")
    waiver = _maybe("coverage.Waiver")
    until = models.DateField(null=True)
    held = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pursuit", "rule", "starts"), name="obligation_once"),)
        indexes = (
            models.Index(fields=("state", "starts", "ends"), name="obligation_by_state"),
            _there("credential", "obligation_by_credential"),
            _there("waiver", "obligation_by_waiver"),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} of {self.pursuit_id}: {self.state}"
