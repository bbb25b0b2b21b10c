"""Kept questions of entering markets: asked again, side by side."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from credentry.delivery.http.auth import actor_of, authenticate
from credentry.domains.coverage.queries import scenarios
from credentry.domains.coverage.vocabulary import SCENARIO
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden
from credentry.foundation.labels import L

router = Router(tags=["coverage"], auth=authenticate)
SEE = L("查看方案", "See scenarios")


class Chosen(BaseModel):
    """Scenarios to set side by side."""

    model_config = ConfigDict(extra="forbid")

    ids: list[UUID] = Field(min_length=1, max_length=6)


@router.post("/scenarios")
def compare(request: HttpRequest, given: Chosen) -> dict[str, Any]:
    """Each with its figures when it was saved and what the plan says today; nothing is written."""
    actor = actor_of(request)
    if not actor.may(SCENARIO):
        raise Forbidden(action=SEE)
    return {"on": clock.today().isoformat(), "items": scenarios.compare(actor, given.ids)}
