"""The API: one NinjaAPI, its routers, and errors as problems."""

import logging
from collections.abc import Sequence
from typing import Any

import orjson
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as NinjaValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

import credentry
from credentry.core.records.actions.forms import field_error
from credentry.delivery.http.problems import domain_problem, failed, language_of, problem
from credentry.foundation.errors import DomainError

logger = logging.getLogger(__name__)


class OrjsonRenderer(BaseRenderer):
    """JSON without escaped Chinese."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class StrictParser(Parser):
    """JSON bodies, strictly: no half characters, no numbers beyond double, no NUL (no database keeps it)."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body or b"\0" in request.body:
            raise ValueError("NUL")
        return orjson.loads(request.body)


api = NinjaAPI(
    parser=StrictParser(),
    title="Credentry",
    version=credentry.__version__,
    renderer=OrjsonRenderer(),
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(DomainError)
def on_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return domain_problem(request, error)


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, "session.required")


def _given(request: HttpRequest, where: str, loc: Sequence[str | int]) -> Any:
    """What stood at this place of the question; empty where nothing did."""
    if where == "query":
        return request.GET.get(str(loc[-1]), "") if loc else ""
    try:
        found = orjson.loads(request.body)
        for part in loc:
            found = found[part]
    except (ValueError, LookupError, TypeError, RawPostDataException):
        return ""
    return found


@api.exception_handler(NinjaValidationError)
def on_bad_request(request: HttpRequest, error: NinjaValidationError) -> HttpResponse:
    lang = language_of(request)
    found = []
    for one in error.errors:
        loc = one["loc"][1 if one["loc"][0] == "query" else 2 :]
        found.append(
            (one["type"], field_error({**one, "loc": loc, "input": _given(request, one["loc"][0], loc)}))
        )
    errors = [{"field": one.field, "code": kind, "message": one.message(lang)} for kind, one in found]
    return problem(request, 422, "form.invalid", errors=errors)


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, "request.malformed")


@api.exception_handler(IntegrityError)
def on_conflict(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """Two writers met at a constraint: nothing was written."""
    logger.exception("constraint broken at %s", request.path)
    return problem(request, 409, "record.conflict")


@api.exception_handler(Exception)
def on_crash(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.exception("unhandled error at %s", request.path)
    return failed(request, error)


def mount() -> None:
    """Put every router in its place."""
    from credentry.delivery.http import (
        alerts,
        applying,
        catalogue,
        channels,
        coverage,
        coverage_files,
        covering,
        dashboard,
        exports,
        files,
        gate,
        imports,
        intake,
        lookup,
        losing,
        policies,
        progress,
        records,
        scenarios,
        search,
        session,
        trials,
        work,
    )

    api.add_router("/session", session.router)
    api.add_router("/catalogue", catalogue.router)
    api.add_router("", files.router)  # before the generic routes: its addresses are the more special ones
    api.add_router("", channels.router)
    api.add_router("", alerts.router)
    api.add_router("", policies.router)
    api.add_router("", work.router)
    api.add_router("/gate", gate.router)
    api.add_router("/records", exports.router)
    api.add_router("/records", records.router)
    api.add_router("/dashboard", dashboard.router)
    api.add_router("/imports", imports.router)
    api.add_router("/intake", intake.router)
    api.add_router("/search", search.router)
    api.add_router("", lookup.router)
    api.add_router("", covering.router)
    api.add_router("", trials.router)
    api.add_router("/coverage", coverage.router)
    api.add_router("/coverage", coverage_files.router)
    api.add_router("/coverage", scenarios.router)
    api.add_router("/coverage", losing.router)
    api.add_router("/coverage", applying.router)
    api.add_router("", progress.router)


mount()
