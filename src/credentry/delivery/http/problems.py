"""Errors as RFC 9457 problem details, in the reader's language."""

import sys
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from credentry.foundation.errors import DomainError, define, message
from credentry.foundation.labels import language
from credentry.plumbing import turns

#: Seconds after which a client may try again when the database was busy.
RETRY_AFTER = 5

define(
    "server.error",
    "系统出错了,已记录。请稍后再试。",
    "Something went wrong on our side and was logged. Try again.",
)
define(
    "server.busy",
    "系统正忙:数据库暂时无法写入,未保存任何内容。请过几秒再试。",
    "The system is busy: its database cannot take this just now. Nothing was saved; try again in a few seconds.",
)
define(
    "record.conflict",
    "与他人的修改冲突或不符合数据约束,未保存任何内容,请刷新后重试。",
    "This conflicts with somebody else's change or with a rule of the data. Nothing was saved; reload and retry.",
)
define("request.malformed", "请求内容无法解析。", "The request could not be read.")
define("request.too_large", "内容过大。", "Too large.")


def language_of(request: HttpRequest) -> str:
    """The language of the answer: the signed-in user's, else the browser's, else Chinese."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        return str(actor.lang)
    chosen = request.headers.get("X-Language") or request.headers.get("Accept-Language", "")
    return language(chosen)


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    params: dict[str, Any] | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """A problem+json answer."""
    lang = language_of(request)
    body = {
        "type": f"urn:credentry:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": message(code, lang, params),
        "errors": errors or [],
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


def domain_problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a broken rule."""
    lang = language_of(request)
    errors = [{"field": one.field, "code": one.code, "message": one.message(lang)} for one in error.errors]
    return problem(request, error.status, error.code, error.params, errors)


def failed(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The answer to an error nobody expected: 503 where the database only had no time, else 500."""
    if error is None or not turns.is_passing(error):
        return problem(request, 500, "server.error")
    response = problem(request, 503, "server.busy")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def crashed(request: HttpRequest) -> HttpResponse:
    """What Django calls for an error outside the API, in a middleware for instance."""
    return failed(request, sys.exc_info()[1])
