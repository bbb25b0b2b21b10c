"""Headers every answer carries, and the answer to a failed CSRF check."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from credentry.delivery.http.problems import problem
from credentry.foundation.errors import define
from credentry.plumbing import turns

#: Seconds that a request waits for its turn to write before it is told that the system is busy.
PATIENCE = 10.0
_NUL = re.compile(r"%00|\0")  # no database keeps it

define("session.csrf", "页面已过期,请刷新后重试。", "This page is out of date. Reload it and try again.")


class SecurityHeaders:
    """Content security policy with a nonce per answer; no framing, no sniffing, no foreign origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        if _NUL.search(request.META.get("QUERY_STRING", "")) or "\0" in request.path:
            response = problem(request, 400, "request.malformed")
        else:
            with turns.patience(PATIENCE):
                response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'wasm-unsafe-eval'; "
            f"style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; font-src 'self' data:; "
            "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
            "frame-ancestors 'none'; form-action 'self'",
        )
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The problem answered when the CSRF token is missing or wrong."""
    return problem(request, 403, "session.csrf")
