"""Papers that come in, over HTTP: hand in many at once, look at one, how the mailbox is doing."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from credentry.capabilities.intake import actions, queries
from credentry.core.records.queries import record_for
from credentry.core.records.scope import field_access
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.files import authenticate_upload, original, picture
from credentry.delivery.http.records import kind_of
from credentry.foundation.errors import DomainError, NotFound

router = Router(tags=["intake"], auth=authenticate)


@router.post("/items", response={201: dict[str, Any]}, auth=authenticate_upload)
def hand_in(
    request: HttpRequest, files: File[list[UploadedFile]], unit: Form[UUID | None] = None
) -> Status[dict[str, Any]]:
    """Each file (parts ``files`` of a multipart body) becomes an item that waits to be filed, or is answered with the
    reason why not; in the order given."""
    actor = actor_of(request)
    made = actions.receive_many(
        actor, (actions.NewPaper(one.name or "", one.chunks()) for one in files), unit
    )
    return Status(
        201, {"items": [_row(file, one, actor.lang) for file, one in zip(files, made, strict=True)]}
    )


def _row(file: UploadedFile, made: Any, lang: str) -> dict[str, Any]:
    if isinstance(made, DomainError):
        said = "; ".join(one.message(lang) for one in made.errors) or made.message(lang)
        return {"name": file.name, "code": made.code, "message": said}
    return {"name": file.name, "id": str(made.pk), "number": made.number, "state": made.state}


@router.get("/mailbox")
def mailbox(request: HttpRequest) -> dict[str, Any]:
    """When mail was last looked for and whether that worked; ``mailbox`` is null where none is set up."""
    kind_of("intake_item", request)
    return {"mailbox": queries.last_round()}


@router.api_operation(["GET", "HEAD"], "/items/{item_id}/content")
def content(request: HttpRequest, item_id: UUID) -> HttpResponseBase:
    """The original bytes, whole or a range; ``inline=1`` shows what a browser can show safely."""
    item = _with_file(request, item_id)
    hidden = "title" in field_access(actor_of(request), kind_of("intake_item", request))
    name = f"{item.number}{PurePath(item.title).suffix[:10]}" if hidden else item.title
    return original(request, item.sha256, item.size, item.media_type, name)


@router.get("/items/{item_id}/preview")
def preview(request: HttpRequest, item_id: UUID, size: str = "page") -> HttpResponseBase:
    """A picture of the first page (``size``: page or thumb); 404 with the reason where there can be none."""
    item = _with_file(request, item_id)
    return picture(request, item.sha256, item.media_type, "thumb" if size == "thumb" else "page")


def _with_file(request: HttpRequest, item_id: UUID) -> Any:
    item = record_for(actor_of(request), kind_of("intake_item", request), item_id)
    if not item.sha256:
        raise NotFound()
    return item
