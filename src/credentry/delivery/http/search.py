"""The search box over all kinds."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from credentry.capabilities.search.queries import palette
from credentry.delivery.http.auth import actor_of, authenticate

router = Router(tags=["search"], auth=authenticate)


@router.get("")
def everywhere(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """The best hits of every kind, grouped, and the same as one list."""
    groups = palette(actor_of(request), q[:200])
    return {
        "items": [item for one in groups for item in one.items],
        "groups": [
            {"kind": one.kind.name, "label": one.kind.plural.as_dict(), "items": one.items, "more": one.more}
            for one in groups
        ],
    }
