"""A process drawn and tried before it is published."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from credentry.capabilities.approvals.queries.definitions import drawn
from credentry.capabilities.approvals.queries.trial import Trial, tried
from credentry.delivery.http.auth import actor_of, authenticate

router = Router(tags=["work"], auth=authenticate)


class Asked(BaseModel):
    """Whom and what the draft is tried with, and what people would answer."""

    initiator: UUID
    subject: UUID | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    chosen: dict[str, list[UUID]] = Field(default_factory=dict)
    answers: dict[str, Literal["approved", "rejected"]] = Field(default_factory=dict)
    branch: dict[str, str] = Field(default_factory=dict)


@router.post("/processes/{process_id}/trial")
def try_out(request: HttpRequest, process_id: UUID, asked: Asked) -> dict[str, Any]:
    """Which way a case on the draft would go and who would be asked; nothing is written."""
    return tried(actor_of(request), process_id, Trial(**dict(asked)))


class Drawing(BaseModel):
    """A BPMN file."""

    bpmn: str = Field(min_length=1, max_length=5_000_000)


@router.post("/processes/drawing")
def draw(request: HttpRequest, drawing: Drawing) -> dict[str, str]:
    """The file with a diagram, laid out where it has none; nothing is written."""
    return {"bpmn": drawn(actor_of(request), drawing.bpmn)}
