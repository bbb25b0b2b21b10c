"""The home page."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from credentry.capabilities.insight.queries import home
from credentry.delivery.http.auth import actor_of, authenticate

router = Router(tags=["dashboard"], auth=authenticate)


@router.get("/home")
def read_home(request: HttpRequest) -> dict[str, Any]:
    """What needs attention, what expires when, how the register stands; each number with its condition."""
    return home(actor_of(request))
