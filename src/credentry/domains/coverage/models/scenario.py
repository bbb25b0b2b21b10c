"""A question of entering markets or of losing something that somebody keeps, to ask it again and to set it beside others."""

from django.db import models
from django.db.models import F, Q

from credentry.core.records.models import Record

LOST = ("credential", "organisation", "standard", "person")
ASKED = ("subject", *LOST)


def _only(name: str) -> Q:
    return Q(**{f"{one}__isnull": one != name for one in ASKED})


class Scenario(Record):
    """``entry``: entering ``markets`` (codes) with a product (``subject``) and everything below it, work beginning on
    ``begin``, all there by ``ready_by`` (None: no such day), ``prefer`` being the way to go where there are several.

    ``loss``: from ``begin`` on a credential is lost, all that an organisation holds, an edition of a standard, or a person,
    who leaves or goes to another post (``role``).

    ``at_saving``: the figures on the day the question was last saved (``queries.scenarios.figures``): no names of records,
    so that they tell nobody what they may not see. What they are today is never stored.
    """

    question = models.CharField(max_length=8, default="entry")
    subject = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    credential = models.ForeignKey(
        "credentials.Credential", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    standard = models.ForeignKey(
        "credentials.Standard", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "subjects.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=40, blank=True, default="")
    markets = models.JSONField(default=list)
    begin = models.DateField()
    ready_by = models.DateField(null=True, blank=True)
    prefer = models.CharField(max_length=12, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    at_saving = models.JSONField(default=dict)

    @property
    def lost(self) -> str:
        """The kind of what is lost; empty where markets are entered."""
        return next((one for one in LOST if getattr(self, f"{one}_id") is not None), "")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ready_by__isnull=True) | Q(ready_by__gte=F("begin")), name="scenario_dates"
            ),
            models.CheckConstraint(
                condition=_only("subject")
                | _only("credential")
                | _only("organisation")
                | _only("standard")
                | _only("person"),
                name="scenario_asks_one",
            ),
        )
