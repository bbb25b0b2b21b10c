"""How far a long action has come, asked while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from credentry.delivery.http.auth import actor_of, authenticate
from credentry.foundation.errors import NotFound
from credentry.plumbing import progress

router = Router(tags=["progress"], auth=authenticate)
HEADER = "X-Progress"


@contextmanager
def followed(request: HttpRequest) -> Iterator[None]:
    """Let the progress of what happens within be read under the key (a UUID) of the request's ``X-Progress``."""
    try:
        key = UUID(request.headers.get(HEADER, ""))
    except ValueError:
        key = None
    with progress.followed(key, actor_of(request).reference):
        yield


@router.get("/progress/{key}")
def read_progress(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Of the caller's action sent with ``X-Progress: KEY``: the share of its present stage that is done, what is being
    done and to how many. 404 before it has something to tell and after it has ended."""
    found = progress.read(key, actor_of(request).reference)
    if found is None:
        raise NotFound()
    return found
