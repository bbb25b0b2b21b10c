"""Which clause of which credential covers a subject in a market on a day."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from credentry.core.records.queries import read_as_of
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.domains.credentials.queries.coverage import coverage

router = Router(tags=["covering"], auth=authenticate)


@router.get("/covering")
def covering(
    request: HttpRequest, subject: str, market: str = "", on: str = "", known: str = ""
) -> dict[str, Any]:
    """The clauses that cover a subject (id, code, article number or name) in a market (code or name), with the reasons;
    ``near`` are those that speak of it but do not cover it."""
    return coverage(actor_of(request), subject, market, read_as_of(on, known))
