"""What would fall if something were lost, and what replaces it: read, applied for, put into a budget."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Query as Parameters
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.coverage import SEE, Short
from credentry.delivery.http.coverage_files import budget_file
from credentry.domains.coverage.actions import applying
from credentry.domains.coverage.queries import losing
from credentry.domains.coverage.vocabulary import ENGAGEMENT
from credentry.foundation import clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import Forbidden, Invalid
from credentry.foundation.labels import L

router = Router(tags=["coverage"], auth=authenticate)


class Loss(BaseModel):
    """What is lost, and from which day on (empty: today); of a person who moves, the new post (``role``)."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["credential", "organisation", "standard", "person"]
    record: UUID
    on: date | None = None
    role: Short = ""


class Chosen(Loss):
    """The same, and which certificates of the replacement to apply for (codes of types). ``process``: by which process
    (empty: the first application process that takes them)."""

    types: list[Short] = Field(min_length=1, max_length=100)
    process: UUID | None = None


class BudgetFile(Loss):
    """The budget as a file."""

    format: Literal["xlsx", "csv"] = "xlsx"


def loss_of(actor: Actor, given: Loss) -> losing.Loss:
    """The question understood. Raises Forbidden for who sees no requirements, Invalid for a day out of reach."""
    if not actor.may(ENGAGEMENT):
        raise Forbidden(action=SEE)
    day = given.on or clock.today()
    if not plausible(day):
        raise Invalid.one("on", "field.date", value=str(day))
    return losing.Loss(given.kind, given.record, day, given.role if given.kind == "person" else "")


@router.post("/losing")
def losing_it(request: HttpRequest, given: Loss) -> dict[str, Any]:
    """Which requirements would fall if a credential, all that an organisation holds, an edition of a standard or a person
    were lost from a day on, since when, for whom and where, and what would replace it at the least cost; nothing is written."""
    actor = actor_of(request)
    return losing.lose(actor, loss_of(actor, given))


@router.post("/losing/applications")
def apply_for_replacement(request: HttpRequest, given: Chosen) -> dict[str, Any]:
    """Start an application for each chosen certificate of the replacement, for those who would lack it; those applied for
    already are left out or refused with the number of their case."""
    actor = actor_of(request)
    wishes = losing.wishes(actor, loss_of(actor, given), given.types)
    return applying.apply_each(actor, wishes, given.process)


@router.get("/losing/budget")
def read_budget(request: HttpRequest, given: Parameters[Loss]) -> dict[str, Any]:
    """The costs of the replacement as budget lines, with sums by unit, quarter and currency; nothing is written."""
    actor = actor_of(request)
    return losing.budget(actor, loss_of(actor, given))


@router.get("/losing/budget/export", response={200: Any})
def export_budget(request: HttpRequest, given: Parameters[BudgetFile]) -> HttpResponseBase:
    """The same as a file: lines, sums, and what was asked."""
    actor = actor_of(request)
    loss = loss_of(actor, given)
    found = losing.budget(actor, loss)
    kind = kinds.get(loss.kind)
    names = visible(actor, kind).filter(pk=loss.record).values_list(kind.title, flat=True)
    said = [
        (L("假如失去", "What if we lose"), f"{kind.label.text(actor.lang)} {names.first() or ''}"),
        (L("自", "From"), loss.on.isoformat()),
        (L("导出人", "Made by"), actor.name),
    ]
    return budget_file(actor, found, said, clock.today(), given.format)
