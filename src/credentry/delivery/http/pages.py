"""The client's page, health answers and the public checkpoint."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from credentry.foundation.errors import define

define("page.not_built", "网页客户端尚未构建。", "The web client has not been built.")


def app_page(request: HttpRequest) -> HttpResponse:
    """The single page of the web client, with this answer's style nonce filled in."""
    index = settings.CREDENTRY_WEB_DIST / "index.html"
    if not index.is_file():
        return HttpResponse(
            "The web client is not built: run `make web`.", status=503, content_type="text/plain"
        )
    get_token(request)
    html = index.read_text(encoding="utf-8").replace("__CSP_NONCE__", str(getattr(request, "csp_nonce", "")))
    response = HttpResponse(html)
    response.headers["Cache-Control"] = "no-cache"
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The process and its database answer; with ``?alerts=1`` also that the sweep of alerts came in time (else 503)."""
    from credentry.capabilities.alerts.queries import health

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    told = health.in_time()
    failed = "alerts" in request.GET and not told
    answer = {"status": "alerts late" if failed else "ready", "alerts": "in time" if told else "late"}
    return JsonResponse(answer, status=503 if failed else 200)


def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar feed by its signed address: what its user may see now. 404 once revoked."""
    from credentry.capabilities.alerts.queries import feeds

    feed = feeds.feed_of(token)
    if feed is None:
        return HttpResponse(status=404)
    response = HttpResponse(feeds.as_ics(feed), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def ledger_checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed tree head, for anyone."""
    from credentry.core.ledger import queries

    note = queries.latest_note()
    if note is None:
        return HttpResponse("", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(note, content_type="text/plain; charset=utf-8")
