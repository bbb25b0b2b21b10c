"""Files over HTTP: hand in, list those of a record, download (with ranges), preview."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from ninja import File, Router, Status
from ninja.files import UploadedFile

from credentry.capabilities.evidence import actions, queries, rendering
from credentry.capabilities.evidence import vocabulary as words
from credentry.core.identity.actors import Actor
from credentry.delivery.http.auth import actor_of, authenticate
from credentry.delivery.http.ranges import Unsatisfiable, wanted_range
from credentry.delivery.http.records import kind_of
from credentry.foundation.errors import DomainError, NotFound
from credentry.plumbing import blobs

#: What a browser may show in its own window; everything else is offered for saving.
INLINE = frozenset(("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"))
ENVELOPE = 64 * 1024  # what a multipart body holds beside the file


def authenticate_upload(request: HttpRequest) -> Actor:
    """Who uploads; a body longer than the limit is refused before any of it is read. Raises TooLarge."""
    most = settings.CREDENTRY_MAX_UPLOAD_BYTES
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdigit() and int(length) > most + ENVELOPE:
        raise words.TooLarge(words.TOO_LARGE, limit=most // 2**20)
    return authenticate(request)


router = Router(tags=["files"], auth=authenticate)


@router.post("/files", response={201: dict[str, Any]}, auth=authenticate_upload)
def hand_in(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Keep a file (part ``file`` of a multipart body); actions then name it by ``blob_id``. What it is, is found in
    its bytes."""
    kept = actions.keep(actor_of(request), file.name or "", file.chunks())
    return Status(
        201,
        {
            "blob_id": str(kept.pk),
            "sha256": kept.sha256,
            "size": kept.size,
            "name": kept.name,
            "media_type": kept.media_type,
        },
    )


@router.get("/records/{kind}/{record_id}/files")
def read_files(
    request: HttpRequest, kind: str, record_id: str, removed: bool = False
) -> list[dict[str, Any]]:
    """Every version of every file of a record, superseded ones marked; ``removed`` lists those taken off it."""
    rows = queries.files_of(actor_of(request), kind_of(kind, request), record_id, removed)
    return [_with_addresses(one) for one in rows]


def _with_addresses(row: dict[str, Any]) -> dict[str, Any]:
    place = f"/api/v1/files/{row['id']}"
    # Whoever follows this address was shown that the version is superseded; a bare old link is refused.
    content = f"{place}/content?superseded=accepted" if row["superseded"] else f"{place}/content"
    preview = f"{place}/preview" if row.pop("previewable") else None
    return {**row, "content_url": content, "preview_url": preview}


@router.api_operation(["GET", "HEAD"], "/files/{version_id}/content")
def read_content(request: HttpRequest, version_id: str) -> HttpResponseBase:
    """The original bytes, whole or a range; ``inline=1`` shows what a browser can show safely.

    A superseded version is given with ``superseded=accepted`` only, and its name then says so.
    """
    found = queries.version_for(actor_of(request), version_id)
    version = found.version
    if found.superseded and request.GET.get("superseded") != "accepted":
        raise DomainError(words.SUPERSEDED, n=version.n, current=found.document.versions)
    name = _marked(found.name, version.n, actor_of(request).lang) if found.superseded else found.name
    return original(request, version.sha256, version.size, version.media_type, name)


def original(request: HttpRequest, sha256: str, size: int, media_type: str, name: str) -> HttpResponseBase:
    """Kept bytes as they are, under a name, as the request wants them: whole, a range, in the browser's window."""
    inline = request.GET.get("inline") == "1" and media_type in INLINE
    headers = {
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(name, inline),
        **safety(media_type),
    }
    if _unchanged(request, headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    return _bytes(request, sha256, size, media_type, headers)


@router.get("/files/{version_id}/preview")
def read_preview(request: HttpRequest, version_id: str, size: rendering.Size = "page") -> HttpResponseBase:
    """A picture of the first page (``size``: page or thumb); 404 with the reason where there can be none."""
    version = queries.version_for(actor_of(request), version_id).version
    return picture(request, version.sha256, version.media_type, size)


def picture(request: HttpRequest, sha256: str, media_type: str, size: rendering.Size) -> HttpResponseBase:
    """The first page of kept bytes. Raises NotFound with the reason where there can be none."""
    headers = {"ETag": f'"{sha256}-{size}"', **safety(rendering.MEDIA_TYPE)}
    if _unchanged(request, headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    try:
        path = rendering.preview(sha256, media_type, size)
    except DomainError as error:
        if error.status != 409:
            raise
        raise NotFound(error.code, **error.params) from error
    return FileResponse(path.open("rb"), content_type=rendering.MEDIA_TYPE, headers=headers)


def disposition(name: str, inline: bool = False) -> str:
    """Content-Disposition with an ASCII name for old programs and the real one (RFC 6266, RFC 5987)."""
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%;' else "_" for one in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def safety(media_type: str) -> Mapping[str, str]:
    """Headers under which a file can do nothing in the browser, whatever it holds."""
    # A sandboxed answer would keep browsers from opening their own PDF viewer.
    sandbox = "" if media_type == "application/pdf" else "; sandbox"
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'{sandbox}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",  # kept by the browser, shown again only after asking us
    }


def _marked(name: str, n: int, lang: str) -> str:
    """The name of an outdated version says so wherever the file goes."""
    stem, dot, ending = name.rpartition(".")
    mark = f"(v{n} superseded)" if lang == "en" else f"(第{n}版-已被取代)"
    return f"{stem} {mark}.{ending}" if dot else f"{name} {mark}"


def _unchanged(request: HttpRequest, etag: str) -> bool:
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or etag in [one.removeprefix("W/") for one in parse_etags(given)]


def _bytes(
    request: HttpRequest, sha256: str, size: int, media_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    path = blobs.path_of(sha256)
    if not path.exists() or path.stat().st_size != size:
        raise DomainError(words.MISSING)
    range_header = request.headers.get("Range", "")
    if range_header and request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
        range_header = ""
    try:
        part = wanted_range(range_header, size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, length = part or (0, size)
    headers["Content-Length"] = str(length)
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=media_type, headers=headers)
    pieces = blobs.chunks(sha256, start, length)
    return StreamingHttpResponse(pieces, status=status, content_type=media_type, headers=headers)
