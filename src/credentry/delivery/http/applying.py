"""Applications for what is lacking: started from a plan, or from a requirement that is not met."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.coverage import Entry, Short, Wanted, asked_of, question_of
from credentry.domains.coverage.actions import applying
from credentry.domains.coverage.queries import lacking, planning
from credentry.domains.coverage.vocabulary import MARKET, SUBJECT_OF
from credentry.foundation import clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import Invalid

router = Router(tags=["coverage"], auth=authenticate)


class Chosen(Entry):
    """The question of a plan, and which of its certificates to apply for (codes of types). ``process``: by which process
    (empty: the first application process that takes them)."""

    types: list[Short] = Field(min_length=1, max_length=100)
    process: UUID | None = None


class Gap(Wanted):
    """A requirement that is not met, asked for like the gaps, and the types to apply for."""

    types: list[Short] = Field(min_length=1, max_length=20)
    needed_by: date | None = None
    process: UUID | None = None


@router.post("/plan/applications")
def apply_for_plan(request: HttpRequest, given: Chosen) -> dict[str, Any]:
    """Start one application for each chosen certificate of a plan: for the products that lack it, in their markets, with
    rule and day; those applied for already are left out or refused with the number of their case."""
    actor = actor_of(request)
    wishes = planning.wishes(actor, question_of(actor, given), given.types)
    return applying.apply(actor, wishes, SUBJECT_OF[MARKET], given.process)


@router.post("/applications")
def apply_for_gap(request: HttpRequest, given: Gap) -> dict[str, Any]:
    """Start an application for what a place of the matrix lacks."""
    actor = actor_of(request)
    asked = asked_of(actor, given)
    if not asked.subjects:
        raise Invalid.one("subject", "field.required")
    if given.needed_by is not None and not plausible(given.needed_by):
        raise Invalid.one("needed_by", "field.date", value=str(given.needed_by))
    by = given.needed_by if given.needed_by and given.needed_by >= clock.today() else None
    wishes = [
        lacking.Wish(code, lacking.lacking(actor, asked, code), by) for code in dict.fromkeys(given.types)
    ]
    return applying.apply(actor, wishes, SUBJECT_OF[given.context], given.process)
